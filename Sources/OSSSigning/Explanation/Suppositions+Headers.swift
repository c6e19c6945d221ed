import HTTPTypes

/// What may have been different in the headers and the method.
enum HeaderSuppositions {
    typealias Supposition = MismatchSearch.Supposition

    /// Content types that clients and their libraries put in by themselves or that are commonly signed.
    private static let contentTypes = [
        "application/octet-stream", "application/x-www-form-urlencoded", "image/jpeg", "image/png", "text/plain", "application/json", "",
        "text/plain;charset=UTF-8", "text/plain; charset=utf-8", "application/pdf", "video/mp4", "multipart/form-data", "text/html", "image/webp",
    ]

    /// Sent and not signed: each alone, Content-Type with each other, all together.
    static func unsigned(in received: SupposedRequest) -> [Supposition] {
        let names = received.headers.map(\.name).filter { SignedHeaders.isSignedByDefault($0) && !isProtocol($0) }.prefix(10)
        var groups = names.map { [$0] }
        if names.count > 1 { groups.append(Array(names)) }
        if names.count > 2 {
            let extended = names.filter { $0.hasPrefix("x-oss-") }
            if extended.count > 1, extended.count < names.count { groups.append(Array(extended)) }
            if names.contains("content-type") { groups += names.filter { $0 != "content-type" }.map { ["content-type", $0] } }
        }
        let protocols = received.headers.map(\.name).filter(isProtocol).map { [$0] }
        return (groups + protocols).map { group in Supposition(.headersNotSigned(group)) { $0.removeHeaders(group) } }
    }

    /// `x-oss-date` and the like, which every header signature has.
    private static func isProtocol(_ name: String) -> Bool { ["x-oss-date", "x-oss-content-sha256", "x-oss-security-token"].contains(name) }

    /// Signed with another value than was sent, or not sent at all.
    static func changed(in received: SupposedRequest) -> [Supposition] {
        var result: [Supposition] = []
        let sent = received.header("content-type")
        if let sent, let end = sent.firstIndex(of: ASCII.semicolon) {
            let bare = sent[..<end].reversed().drop { $0 == ASCII.space }.reversed()
            let text = String(decoding: Array(bare), as: UTF8.self)
            result.append(Supposition(.headerChanged(name: "content-type", signed: text)) { $0.setHeader("content-type", text.utf8) })
        }
        for type in contentTypes where !(sent ?? []).elementsEqual(type.utf8) {
            let finding: Finding =
                sent == nil ? .headerNotSent(name: "content-type", signed: type) : .headerChanged(name: "content-type", signed: type)
            if sent == nil, type.isEmpty, received.version == .v1 { continue }
            result.append(Supposition(finding) { $0.setHeader("content-type", type.utf8) })
        }
        let usual = [
            ("x-oss-forbid-overwrite", "true"), ("x-oss-object-acl", "private"), ("x-oss-object-acl", "public-read"),
            ("x-oss-storage-class", "Standard"), ("x-oss-content-sha256", "UNSIGNED-PAYLOAD"),
        ]
        for (name, value) in usual where received.header(name) == nil {
            result.append(Supposition(.headerNotSent(name: name, signed: value)) { $0.setHeader(name, value.utf8) })
        }
        return result
    }

    /// Signed with the blanks that HTTP takes away.
    static func untrimmed(in received: SupposedRequest) -> [Supposition] {
        received.headers.filter { !isProtocol($0.name) }.prefix(4).flatMap { header in
            [header.value + [ASCII.space], [ASCII.space] + header.value].map { value in
                Supposition(.headerNotTrimmed(header.name)) { $0.setHeader(header.name, value) }
            }
        }
    }

    /// Repeated headers: the first, the last, or with a blank behind the comma.
    static func repeated(in request: ReceivedRequest, _ received: SupposedRequest) -> [Supposition] {
        var result: [Supposition] = []
        for (name, _) in received.headers.prefix(20) {
            guard let field = HTTPField.Name(name) else { continue }
            let values = request.fields[values: field]
            guard values.count > 1, let first = values.first, let last = values.last else { continue }
            for value in [first, last, values.joined(separator: ", ")] {
                result.append(Supposition(.repeatedHeader(name)) { $0.setHeader(name, value.utf8) })
            }
        }
        return Array(result.prefix(9))
    }

    static func methods(in received: SupposedRequest) -> [Supposition] {
        ["PUT", "GET", "POST", "HEAD", "DELETE"].filter { $0 != received.method }.map { method in
            Supposition(.otherMethod(signed: method, sent: received.method)) { $0.method = method }
        }
    }

    /// The additional headers: not signed at all, or with another host.
    static func additional(in request: ReceivedRequest, _ received: SupposedRequest, region: Region?) -> [Supposition] {
        guard !received.additionalHeaders.isEmpty else { return [] }
        let own = received.additionalHeaders.filter { !SignedHeaders.isSignedByDefault($0) }
        var result = [
            Supposition(.additionalHeadersNotSigned(own)) {
                $0.removeHeaders(own)
                $0.additionalHeaders = []
            },
            Supposition(.additionalHeadersNotSigned(own)) { $0.removeHeaders(own) },
            Supposition(.additionalHeadersNotSigned(own)) { $0.additionalHeaders = [] },
        ]
        guard own.contains("host") else { return result }
        for host in hosts(request, region: region) where !(received.header("host") ?? []).elementsEqual(host.utf8) {
            result.append(Supposition(.headerChanged(name: "host", signed: host)) { $0.setHeader("host", host.utf8) })
        }
        return result
    }

    /// Hosts that the signer may have known the same bucket by.
    private static func hosts(_ request: ReceivedRequest, region: Region?) -> [String] {
        var hosts: [String] = []
        for name in ["x-forwarded-host", "x-original-host", "x-host"] {
            if let field = HTTPField.Name(name), let value = request.fields[field] { hosts.append(value) }
        }
        guard let sent = request.fields[.host] else { return hosts }
        if let authority = Authority(sent) {
            hosts.append(authority.host)
            if let bucket = request.resource.bucket {
                let prefix = "\(bucket.rawValue)."
                hosts.append(authority.host.hasPrefix(prefix) ? String(sent.dropFirst(prefix.utf8.count)) : prefix + sent)
            }
            for port in [80, 443] where authority.port == nil { hosts.append("\(authority.host):\(port)") }
        }
        if let region, let bucket = request.resource.bucket {
            hosts += ["\(bucket).oss-\(region).aliyuncs.com", "\(bucket).oss-\(region)-internal.aliyuncs.com", "oss-\(region).aliyuncs.com"]
        }
        return hosts
    }
}
