import HTTPTypes
import OSSSigning
import OSSTesting
import Testing

/// An answer as it came over the wire.
struct WireAnswer {
    let status: Int
    let head: String
    let body: String

    init(_ text: String) throws {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        head = String(parts[0])
        body = parts.count > 1 ? String(parts[1]) : ""
        status = try #require(head.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    }

    /// The values of a header.
    subscript(name: String) -> [String] {
        head.split(separator: "\r\n").dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == name.lowercased() ? String(parts[1].drop { $0 == " " }) : nil
        }
    }

    /// The text of the first element of a name in the document, or in the one that `x-oss-err` holds.
    func element(_ name: String) -> String? {
        let encoded = self["x-oss-err"].first.flatMap { Base64.decode($0.utf8) }
        let document = encoded.map { String(decoding: $0, as: UTF8.self) } ?? body
        guard let start = document.range(of: "<\(name)>"), let end = document[start...].range(of: "</\(name)>") else { return nil }
        return String(document[document.index(start, offsetBy: name.count + 2)..<end])
    }

    /// The body behind the prologue.
    var document: String { body.split(separator: "\n", maxSplits: 1).last.map(String.init) ?? "" }

    /// Status, code and EC of a refusal.
    var refusal: String { "\(status) \(element("Code") ?? "-") \(element("EC") ?? "-")" }
}

extension StringProtocol {
    /// Where a text begins.
    fileprivate func range(of text: String) -> Index? { indices.first { self[$0...].hasPrefix(text) } }
}

/// How a request shows who sends it.
enum Carrier { case header, query, nobody }

extension TestServer {
    /// Sends one request and reads the answer.
    /// - Parameters:
    ///   - path: bucket, key and sub-resources, for example `uploads/k?acl`. Nothing in it is escaped.
    ///   - body: `nil` sends neither a body nor a length.
    ///   - tail: appended to the URL, behind its signature.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: [(String, String)] = [], as carrier: Carrier = .header,
        tail: String = "", signer: RequestSigner? = nil
    ) async throws -> WireAnswer {
        let (url, fields) = try signed(method, path, headers, as: carrier, signer: signer)
        var head = "\(method.rawValue) \(url.dropFirst("http://127.0.0.1:\(port)".count))\(tail) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        for field in fields { head += "\(field.name.rawName): \(field.value)\r\n" }
        if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
        let text = head + "Connection: close\r\n\r\n" + (body ?? "")
        return try await RawConnection.open(port: port) { stream in
            try await stream.send(text)
            return try WireAnswer(try #require(try await stream.readToEnd(within: 60)))
        }
    }

    private func signed(
        _ method: HTTPRequest.Method, _ path: String, _ headers: [(String, String)], as carrier: Carrier, signer: RequestSigner?
    ) throws -> (url: String, fields: HTTPFields) {
        let (place, query) = path.cut(at: "?")
        let (bucket, key) = place.cut(at: "/")
        let resource: Resource =
            try bucket.isEmpty ? .service : key.isEmpty ? .bucket(BucketName(bucket)) : .object(BucketName(bucket), ObjectKey(key))
        let parameters = query.split(separator: "&").map { part in
            let (name, value) = String(part).cut(at: "=")
            return QueryParameter(name, value)
        }
        var fields = HTTPFields()
        for (name, value) in headers { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        let request = UnsignedRequest(method, resource, headers: fields, parameters: parameters)
        let signer = try signer ?? self.signer
        switch carrier {
        case .header:
            let signed = try signer.sign(request, at: clock.now)
            return (signed.url, signed.headers)
        case .query: return (try signer.presign(request, at: clock.now).url, fields)
        case .nobody: return ("\(endpoint)/\(path)", fields)
        }
    }

    /// Signs with a secret that is not the server's.
    var wrongSigner: RequestSigner {
        get throws {
            let credentials = try Credentials(accessKeyID: "LTAI5tTestKey", accessKeySecret: "NotTheSecret")
            return try RequestSigner(credentials: credentials, region: region, endpoint: endpoint)
        }
    }

    /// Lets a bucket have public ACLs.
    func unblock(_ bucket: String = "uploads") async throws {
        let document = "<PublicAccessBlockConfiguration><BlockPublicAccess>false</BlockPublicAccess></PublicAccessBlockConfiguration>"
        #expect(try await send(.put, "\(bucket)?publicAccessBlock", document).status == 200)
    }
}

extension String {
    /// What is before and behind the first occurrence of a character.
    fileprivate func cut(at character: Character) -> (String, String) {
        let parts = split(separator: character, maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
}
