import HTTPTypes
import OSSSigning
import OSSWire

/// An error document, and the request as its server saw it.
struct ServerDocument: Sendable {
    let code: String
    let message: String
    let ec: String?
    let requestID: String?
    let hostID: String?
    private let fields: [OSSError.Field]

    /// The first error document in a text; `nil` when there is none that can be read.
    init?(in text: [UInt8]) {
        guard let start = text.position(of: "<Error"), let end = text.position(of: "</Error>", from: start), end - start < 1 << 20,
            let document = ReceivedErrorDocument(xml: Array(text[start..<end + 8]))
        else { return nil }
        code = document.code.rawValue
        message = document.message
        ec = document.ec
        requestID = document.requestID
        hostID = document.hostID
        fields = document.fields
    }

    /// What a log line tells of a document.
    init(code: String, ec: String?, requestID: String?) {
        (self.code, self.ec, self.requestID) = (code, ec, requestID)
        (message, hostID, fields) = ("", nil, [])
    }

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// An element of `AccessDeniedDetail`.
    func detail(_ name: String) -> String? {
        fields.first { $0.name == "AccessDeniedDetail" }?.children.first { $0.name == name }.map(\.value).flatMap { $0.isEmpty ? nil : $0 }
    }

    func time(_ name: String) -> SigningTime? { self[name].flatMap { SigningTime(rfc3339: $0) } }

    /// The request as the server saw it, if the document tells.
    var view: ServerView? { ServerView(self) }
}

/// A request in the words of a server's `CanonicalRequest` or `StringToSign`.
struct ServerView: Sendable {
    let version: SignatureVersion
    let method: String
    /// The signed resource, escaped: `/bucket/key`.
    let path: String
    /// Escaped.
    let query: String
    let fields: [HeaderLine]
    let additionalHeaders: String
    /// The date of the string to sign.
    let date: String
    let scope: String
    let accessKeyID: String
    let signature: String

    init?(_ document: ServerDocument) {
        let lines = (document["StringToSign"] ?? "").utf8.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        accessKeyID = document["OSSAccessKeyId"] ?? ""
        signature = document["SignatureProvided"] ?? ""
        if let canonical = document["CanonicalRequest"] {
            let parts = canonical.utf8.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
            guard parts.count >= 6, parts[1].begins(with: "/"), lines.count >= 3 else { return nil }
            version = .v4
            (method, path, query) = (parts[0], parts[1], parts[2])
            fields = Self.headers(parts[3...].prefix { !$0.isEmpty })
            additionalHeaders = parts[parts.count - 2]
            (date, scope) = (lines[1], lines[2])
            return
        }
        guard lines.count >= 5, let resource = lines.last, resource.begins(with: "/") else { return nil }
        version = .v1
        method = lines[0]
        var fields = Self.headers(lines[4..<(lines.count - 1)])
        if !lines[2].isEmpty { fields.append(HeaderLine(name: "content-type", value: lines[2])) }
        if !lines[1].isEmpty { fields.append(HeaderLine(name: "content-md5", value: lines[1])) }
        self.fields = fields
        let parts = resource.utf8.split(separator: ASCII.question, maxSplits: 1)
        path = PercentEncoding.encode(Array(parts[0]), keepingSlash: true)
        query = parts.count > 1 ? Self.escaped(Array(parts[1])) : ""
        date = lines[3]
        (scope, additionalHeaders) = ("", "")
    }

    private static func headers(_ lines: some Sequence<String>) -> [HeaderLine] {
        lines.compactMap { line in
            let parts = line.utf8.split(separator: ASCII.colon, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            return HeaderLine(name: String(decoding: parts[0], as: UTF8.self), value: String(decoding: parts[1], as: UTF8.self))
        }
    }

    private static func escaped(_ query: [UInt8]) -> String {
        RawQuery(query).pairs.map { pair in
            PercentEncoding.encode(pair.name) + (pair.value.map { "=" + PercentEncoding.encode($0) } ?? "")
        }.joined(separator: "&")
    }

    /// Whether the signature stood in the URL.
    var isPresigned: Bool {
        version == .v4 ? query.has("x-oss-credential=") : !date.isEmpty && date.utf8.allSatisfy(ASCII.isDigit)
    }

    /// The target and the headers of a request that a server sees like this.
    var request: (target: String, fields: [HeaderLine]) {
        var parts = query.isEmpty ? [] : [query]
        var fields = fields
        switch (version, isPresigned) {
        case (.v4, true): parts.append("x-oss-signature=" + PercentEncoding.encode(Array(signature.utf8)))
        case (.v4, false):
            let additional = additionalHeaders.isEmpty ? "" : ",AdditionalHeaders=\(additionalHeaders)"
            let value = "OSS4-HMAC-SHA256 Credential=\(accessKeyID)/\(scope)\(additional),Signature=\(signature)"
            fields.append(HeaderLine(name: "Authorization", value: value))
            if !fields.contains(where: { $0.name == "x-oss-date" }), let time = SigningTime(iso8601Basic: date) {
                fields.append(HeaderLine(name: "Date", value: time.httpDate))
            }
        case (.v1, true):
            parts += [
                "OSSAccessKeyId=" + PercentEncoding.encode(Array(accessKeyID.utf8)), "Expires=\(date)",
                "Signature=" + PercentEncoding.encode(Array(signature.utf8)),
            ]
        case (.v1, false):
            fields.append(HeaderLine(name: "Authorization", value: "OSS \(accessKeyID):\(signature)"))
            if !fields.contains(where: { $0.name == "x-oss-date" }) { fields.append(HeaderLine(name: "Date", value: date)) }
        }
        return (path + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&")), fields)
    }
}
