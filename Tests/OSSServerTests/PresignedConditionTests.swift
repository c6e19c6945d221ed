import HTTPTypes
import OSSSigning
import OSSTesting
import Testing

@testable import OSSServer

/// A URL that was signed under a condition, and one thing that somebody does with it.
private struct Attempt: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var versions: [SignatureVersion] = [.v4, .v1]
    var signedHeaders: [(String, String)] = []
    var signedParameters: [(String, String)] = []
    var additional: [String] = []
    /// What is sent, where it is not what was signed.
    var sentHeaders: [(String, String)]?
    var body = "hello"
    var isChunked = false
    /// What is done to the URL after signing: a text in it and what takes its place. An empty text stands for its end.
    var edit: (String, String)?
    /// What is there already.
    var isThere = false
    /// Status, code and EC, or `200`. `EC` stands for the one of a mismatch in the version.
    let answer: String

    init(
        _ name: String, _ answer: String, _ versions: [SignatureVersion] = [.v4, .v1], headers: [(String, String)] = [],
        parameters: [(String, String)] = [], additional: [String] = [], sent: [(String, String)]? = nil, body: String = "hello",
        chunked: Bool = false, edit: (String, String)? = nil, isThere: Bool = false
    ) {
        (testDescription, self.answer, self.versions) = (name, answer, versions)
        (signedHeaders, signedParameters, self.additional, sentHeaders) = (headers, parameters, additional, sent)
        (self.body, isChunked, self.edit, self.isThere) = (body, chunked, edit, isThere)
    }

    static let mismatch = "403 SignatureDoesNotMatch EC"
    static let limit = [("x-oss-traffic-limit", "819200")]
    static let once = [("x-oss-forbid-overwrite", "true")]
    static let type = [("Content-Type", "image/jpeg")]
    /// Of `hello`.
    static let md5 = [("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==")]
    static let otherMD5 = [("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")]
    static let metadata = [("x-oss-meta-author", "alice"), ("x-oss-storage-class", "IA")]
    static let cache = [("Cache-Control", "no-store")]
    static let size = [("Content-Length", "5")]

    static let table: [Attempt] = [
        // A limit in the query, as `waybill presign --traffic-limit` signs it.
        Attempt("limit in the URL", "200", parameters: limit),
        Attempt("limit raised", mismatch, parameters: limit, edit: ("819200", "838860800")),
        Attempt("limit stripped", mismatch, parameters: limit, edit: ("x-oss-traffic-limit=819200&", "")),
        Attempt("limit added behind the signature", mismatch, edit: ("", "&x-oss-traffic-limit=819200")),
        Attempt("limit below the least", "400 InvalidArgument -", parameters: [("x-oss-traffic-limit", "819199")]),
        Attempt("limit beyond the most", "400 InvalidArgument -", parameters: [("x-oss-traffic-limit", "838860801")]),
        Attempt("limit that is no number", "400 InvalidArgument -", parameters: [("x-oss-traffic-limit", "1M")]),
        // The same as a header.
        Attempt("limit as a header", "200", headers: limit),
        Attempt("limit header raised", mismatch, headers: limit, sent: [("x-oss-traffic-limit", "838860800")]),
        Attempt("limit header left out", mismatch, headers: limit, sent: []),
        Attempt("limit header not signed", mismatch, sent: limit),
        // No overwriting.
        Attempt("nothing there", "200", headers: once),
        Attempt("something there", "409 FileAlreadyExists 0026-00000002", headers: once, isThere: true),
        Attempt("something there, header left out", mismatch, headers: once, sent: [], isThere: true),
        Attempt("something there, header changed", mismatch, headers: once, sent: [("x-oss-forbid-overwrite", "false")], isThere: true),
        Attempt("forbidding without being asked", mismatch, sent: once),
        Attempt("overwriting is allowed unless it is forbidden", "200", isThere: true),
        // Content-Type.
        Attempt("the type that was signed", "200", headers: type),
        Attempt("another type", mismatch, headers: type, sent: [("Content-Type", "image/png")]),
        Attempt("the type with a parameter", mismatch, headers: type, sent: [("Content-Type", "image/jpeg; q=1")]),
        Attempt("no type", mismatch, headers: type, sent: []),
        Attempt("a type that was not signed", mismatch, sent: type),
        // Content-MD5.
        Attempt("the body that was hashed", "200", headers: md5),
        Attempt("another body", "400 InvalidDigest -", headers: md5, body: "jello"),
        Attempt("another hash", mismatch, headers: md5, sent: otherMD5, body: ""),
        Attempt("no hash", mismatch, headers: md5, sent: [], body: "jello"),
        Attempt("a hash that was not signed", mismatch, sent: md5),
        // Metadata and the storage class.
        Attempt("metadata as signed", "200", headers: metadata),
        Attempt("metadata changed", mismatch, headers: metadata, sent: [("x-oss-meta-author", "bob"), metadata[1]]),
        Attempt("metadata left out", mismatch, headers: metadata, sent: [metadata[1]]),
        Attempt("metadata added", mismatch, headers: metadata, sent: metadata + [("x-oss-meta-more", "1")]),
        Attempt("an ACL added", mismatch, sent: [("x-oss-object-acl", "private")]),
        // Additional headers: V4 alone has them.
        Attempt("additional header", "200", [.v4], headers: cache, additional: ["cache-control"]),
        Attempt("additional header changed", mismatch, [.v4], headers: cache, additional: ["cache-control"], sent: [("Cache-Control", "no-cache")]),
        Attempt("additional header left out", "400 InvalidArgument -", [.v4], headers: cache, additional: ["cache-control"], sent: []),
        Attempt(
            "list of additional headers stripped", mismatch, [.v4], headers: cache, additional: ["cache-control"],
            edit: ("x-oss-additional-headers=cache-control&", "")),
        Attempt("list of additional headers added", mismatch, sent: cache, edit: ("", "&x-oss-additional-headers=cache-control")),
        Attempt("Cache-Control that nobody bound", "200", sent: cache),
        // The exact size.
        Attempt("exact size", "200", [.v4], headers: size, additional: ["content-length"], sent: []),
        Attempt("one byte more", mismatch, [.v4], headers: size, additional: ["content-length"], sent: [], body: "hello!"),
        Attempt("one byte less", mismatch, [.v4], headers: size, additional: ["content-length"], sent: [], body: "hell"),
        Attempt("chunks without a size", "400 InvalidArgument -", [.v4], headers: size, additional: ["content-length"], sent: [], chunked: true),
        Attempt("any size without a bound", "200", sent: [], chunked: true),
    ]

    func run(_ server: TestServer, _ version: SignatureVersion) async throws -> WireAnswer {
        let key = "condition"
        if isThere { #expect(try await server.send(.put, "uploads/\(key)", "before").status == 200) }
        var fields = HTTPFields()
        for (name, value) in signedHeaders { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        let request = UnsignedRequest(
            .put, .object(try BucketName("uploads"), try ObjectKey(key)), headers: fields,
            parameters: signedParameters.map { QueryParameter($0.0, $0.1) }, additionalHeaders: additional)
        let signer = try RequestSigner(credentials: server.credentials, region: server.region, endpoint: server.endpoint, version: version)
        let url = try signer.presign(request, at: server.clock.now).url
        return try await server.put(try edited(url), sentHeaders ?? signedHeaders, body, isChunked: isChunked)
    }

    private func edited(_ url: String) throws -> String {
        guard let (old, new) = edit else { return url }
        guard !old.isEmpty else { return url + new }
        let range = try #require(url.firstRange(of: old), "the URL lacks what is to be changed")
        return url.replacingCharacters(in: range, with: new)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}

extension TestServer {
    /// Puts a body to a URL, with these headers and no others.
    func put(_ url: String, _ headers: [(String, String)], _ body: String, isChunked: Bool = false) async throws -> WireAnswer {
        var text = "PUT \(url.dropFirst("http://127.0.0.1:\(port)".count)) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if isChunked {
            text += "Transfer-Encoding: chunked\r\n\r\n\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
        } else {
            text += "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }
        let request = text
        return try await RawConnection.open(port: port) { stream in
            try await stream.send(request)
            return try WireAnswer(try #require(try await stream.readToEnd()))
        }
    }
}

@Suite("Conditions of presigned URLs") struct PresignedConditionTests {
    @Test("what is signed into a URL is enforced", arguments: Attempt.table) fileprivate func enforced(_ attempt: Attempt) async throws {
        for version in attempt.versions {
            try await TestServer.run { server in
                let answer = try await attempt.run(server, version)
                let ec = version == .v4 ? "0002-00000201" : "0002-00000040"
                let expected = attempt.answer.hasSuffix(" EC") ? attempt.answer.dropLast(2) + ec : attempt.answer
                #expect((answer.status == 200 ? "200" : answer.refusal) == expected, "\(version)")
                // A refusal leaves what was there.
                let stored = try await server.send(.get, "uploads/condition")
                if answer.status != 200 { #expect(stored.status == (attempt.isThere ? 200 : 404), "\(version)") }
                if answer.status != 200, attempt.isThere { #expect(stored.body == "before", "\(version)") }
            }
        }
    }

    @Test("a limit slows the transfer down", arguments: [SignatureVersion.v4, .v1]) func throttled(_ version: SignatureVersion) async throws {
        try await TestServer.run { server in
            let signer = try RequestSigner(credentials: server.credentials, region: server.region, endpoint: server.endpoint, version: version)
            let request = UnsignedRequest(
                .put, .object(try BucketName("uploads"), try ObjectKey("k")), parameters: [QueryParameter("x-oss-traffic-limit", "819200")])
            let url = try signer.presign(request, at: server.clock.now).url
            let started = ContinuousClock.now
            #expect(try await server.put(url, [], String(repeating: "x", count: 102_400)).status == 200)
            #expect(ContinuousClock.now - started >= .milliseconds(900))
        }
    }

    @Test("V1 has no additional headers: its signer refuses them") func additionalInV1() async throws {
        try await TestServer.run { server in
            let signer = try RequestSigner(credentials: server.credentials, region: server.region, endpoint: server.endpoint, version: .v1)
            let request = UnsignedRequest(
                .put, .object(try BucketName("uploads"), try ObjectKey("k")), headers: [.contentLength: "5"], additionalHeaders: ["content-length"])
            #expect(throws: SigningError.self) { try signer.presign(request, at: server.clock.now) }
        }
    }
}
