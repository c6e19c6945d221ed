import HTTPTypes
import NIOHTTP1
import OSSSigning
import OSSStorage
import OSSTesting
import Testing

@testable import OSSServer

/// CORS and referers: what depends on the page that a request comes from.
@Suite("Pages that use a bucket") struct OriginTests {
    static let origin = "https://app.example.com"

    static func rules(vary: Bool = false) -> String {
        """
        <CORSConfiguration><CORSRule><AllowedOrigin>https://app.example.com</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>\
        <AllowedMethod>GET</AllowedMethod><AllowedHeader>x-oss-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>\
        <ExposeHeader>x-oss-request-id</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule><ResponseVary>\(vary)</ResponseVary>\
        </CORSConfiguration>
        """
    }

    /// The headers of CORS that an answer has, in order.
    static func headers(_ answer: WireAnswer) -> [String] {
        answer.head.split(separator: "\r\n").map(String.init).filter { $0.hasPrefix("Access-Control") || $0.hasPrefix("Vary") }
    }

    static let given = [
        "Access-Control-Allow-Origin: https://app.example.com", "Access-Control-Allow-Methods: PUT, GET",
        "Access-Control-Expose-Headers: ETag, x-oss-request-id", "Access-Control-Max-Age: 600",
    ]

    @Test("a preflight is answered by the rules, whatever signature its URL has") func preflight() async throws {
        try await TestServer.run { server async throws in
            func ask(_ headers: [(String, String)], _ path: String = "uploads/k") async throws -> WireAnswer {
                try await server.send(.options, path, headers: headers, as: .nobody)
            }
            let asked = [("Origin", Self.origin), ("Access-Control-Request-Method", "PUT")]
            #expect(try await ask(asked).refusal == "403 AccessForbidden 0003-00000601")
            #expect(try await ask([]).refusal == "400 BadRequest 0034-00000101")
            #expect(try await server.send(.put, "uploads?cors", Self.rules()).status == 200)
            #expect(try await ask([]).refusal == "400 BadRequest 0034-00000101")
            #expect(try await ask([asked[0]]).refusal == "400 BadRequest 0034-00000102")
            #expect(try await ask([("Origin", "https://other.com"), asked[1]]).refusal == "403 AccessForbidden 0003-00000602")
            #expect(try await ask([asked[0], ("Access-Control-Request-Method", "DELETE")]).refusal == "403 AccessForbidden 0003-00000602")
            #expect(try await ask(asked + [("Access-Control-Request-Headers", "content-type")]).refusal == "403 AccessForbidden 0003-00000602")
            #expect(try await ask(asked, "nothere/k").refusal == "404 NoSuchBucket 0015-00000101")
            for query in [
                "", "?Signature=x&OSSAccessKeyId=nobody&Expires=1", "?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-signature=00", "?cors",
            ] {
                let answer = try await ask(asked, "uploads/k" + query)
                #expect(answer.status == 200)
                #expect(answer.body.isEmpty)
                #expect(Self.headers(answer) == Self.given)
            }
            let withHeaders = try await ask(asked + [("Access-Control-Request-Headers", "X-OSS-Meta-A, x-oss-date")], "uploads")
            #expect(withHeaders["Access-Control-Allow-Headers"] == ["X-OSS-Meta-A, x-oss-date"])
        }
    }

    @Test("answers carry the headers, refusals too, and only for a page that a rule names") func actual() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.send(.put, "uploads/k", "x").status == 200)
            #expect(try await server.send(.put, "uploads?cors", Self.rules()).status == 200)
            let origin = [("Origin", Self.origin)]
            let answers = [
                (200, try await server.send(.get, "uploads/k", headers: origin)),
                (200, try await server.send(.put, "uploads/k", "y", headers: origin)),
                (200, try await server.send(.get, "uploads?acl", headers: origin)),
                (404, try await server.send(.get, "uploads/missing", headers: origin)),
                (403, try await server.send(.get, "uploads/k", headers: origin, as: .nobody)),
                (403, try await server.send(.get, "uploads/k", headers: origin, as: .query, signer: server.wrongSigner)),
                (412, try await server.send(.get, "uploads/k", headers: origin + [("If-Match", "\"0\"")])),
                (501, try await server.send(.get, "uploads?website", headers: origin)),
            ]
            for (status, answer) in answers {
                #expect(answer.status == status)
                #expect(Self.headers(answer) == Self.given, "\(status)")
            }
            #expect(Self.headers(try await server.send(.get, "uploads/k")).isEmpty)
            #expect(Self.headers(try await server.send(.get, "uploads/k", headers: [("Origin", "https://other.com")])).isEmpty)
            // No rule names these methods, and another bucket has no rules.
            #expect(Self.headers(try await server.send(.head, "uploads/k", headers: origin)).isEmpty)
            #expect(Self.headers(try await server.send(.delete, "uploads/k", headers: origin)).isEmpty)
            #expect(Self.headers(try await server.send(.get, "nothere/k", headers: origin)).isEmpty)
        }
    }

    @Test("a bucket that asks for it says Vary: Origin on every answer, once") func vary() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.send(.put, "uploads?cors", Self.rules(vary: true)).status == 200)
            let asked = [("Origin", Self.origin), ("Access-Control-Request-Method", "PUT")]
            let answers = [
                try await server.send(.options, "uploads/k", headers: asked, as: .nobody),
                try await server.send(.options, "uploads/k", headers: [("Origin", "https://other.com"), asked[1]], as: .nobody),
                try await server.send(.put, "uploads/k", "x", headers: [asked[0]]), try await server.send(.get, "uploads/k"),
                try await server.send(.get, "uploads/k", headers: [("Origin", "https://other.com")]), try await server.send(.get, "uploads/missing"),
            ]
            for answer in answers { #expect(answer["Vary"] == ["Origin"]) }
            #expect(try await server.send(.put, "uploads?cors", Self.rules()).status == 200)
            #expect(try await server.send(.get, "uploads/k")["Vary"].isEmpty)
        }
    }

    @Test("whether answers say Vary: Origin is read from the rules, however their document is written", arguments: ["true", "True", "false"])
    func varyInAnyDocument(value: String) throws {
        let document =
            "<CORSConfiguration>\n  <ResponseVary>\(value)</ResponseVary>\n  <CORSRule><AllowedOrigin>*</AllowedOrigin>"
            + "<AllowedMethod>PUT</AllowedMethod></CORSRule>\n</CORSConfiguration>\n"
        let moment = try #require(SigningTime(secondsSinceEpoch: 0))
        let bucket = StoredBucket(
            name: try BucketName("bkt"), creation: moment, settings: BucketSettings(documents: ["cors": Array(document.utf8)]))
        for origin in [[], [("Origin", Self.origin)]] {
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/bkt/k", headers: HTTPHeaders([("Host", "127.0.0.1")] + origin))
            let envelope = try RequestEnvelope(head, limits: ServerLimits())
            var response = Response(status: 200)
            response.setCORS(of: bucket, envelope, isPreflight: false)
            #expect(response.headers.map { "\($0.name): \($0.value)" } == (value == "false" ? [] : ["Vary: Origin"]))
        }
    }

    @Test("a referer list counts for URLs and for everybody, and not for signatures in headers") func referers() async throws {
        try await TestServer.run { server async throws in
            let document = """
                <RefererConfiguration><AllowEmptyReferer>false</AllowEmptyReferer><RefererList><Referer>http://good.example.com</Referer></RefererList>\
                </RefererConfiguration>
                """
            #expect(try await server.send(.put, "uploads/k", "x").status == 200)
            try await server.unblock()
            #expect(try await server.send(.put, "uploads?acl", "", headers: [("x-oss-acl", "public-read")]).status == 200)
            #expect(try await server.send(.put, "uploads?referer", document).status == 200)
            let good = [("Referer", "http://good.example.com")]
            for carrier in [Carrier.query, .nobody] {
                for headers in [[], [("Referer", "http://evil.example.com")], [("Referer", "")]] {
                    let refused = try await server.send(.get, "uploads/k", headers: headers, as: carrier)
                    #expect(refused.refusal == "403 AccessDenied -")
                    #expect(refused.element("Message") == "You are denied by bucket referer policy.")
                }
                #expect(try await server.send(.get, "uploads/k", headers: good, as: carrier).status == 200)
            }
            // A presigned list of the bucket and a presigned upload as well.
            #expect(try await server.send(.get, "uploads", as: .query).element("Message") == "You are denied by bucket referer policy.")
            #expect(try await server.send(.put, "uploads/new", "x", as: .query).status == 403)
            #expect(try await server.send(.head, "uploads/new").status == 404)
            #expect(try await server.send(.get, "uploads/k").status == 200)
            // What is wrong with a signature is told first.
            let wrong = try await server.send(.get, "uploads/k", as: .query, signer: server.wrongSigner)
            #expect(wrong.refusal == "403 SignatureDoesNotMatch 0002-00000201")
        }
    }
}
