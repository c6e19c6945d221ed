import HTTPTypes
import OSSTesting
import Testing

@testable import OSSServer

/// The account's block on public access. OSS pages: "PutPublicAccessBlock" and its siblings.
@Suite("The account's block on public access") struct AccountAccessTests {
    static func document(_ value: String) -> String {
        "<PublicAccessBlockConfiguration><BlockPublicAccess>\(value)</BlockPublicAccess></PublicAccessBlockConfiguration>"
    }

    @Test("is off at first, is put and deleted, and is answered in headers and URLs alike", arguments: [Carrier.header, .query])
    func life(carrier: Carrier) async throws {
        try await TestServer.run { server async throws in
            func blocked() async throws -> String {
                let answer = try await server.send(.get, "?publicAccessBlock", as: carrier)
                #expect(answer.status == 200 && answer["Content-Type"] == ["application/xml"])
                return answer.document
            }
            #expect(try await blocked() == Self.document("false"))
            for (value, kept) in [("true", "true"), ("false", "false"), ("True", "true"), ("true", "true")] {
                let put = try await server.send(.put, "?publicAccessBlock", Self.document(value), as: carrier)
                #expect(put.status == 200 && put.body.isEmpty)
                #expect(try await blocked() == Self.document(kept))
            }
            for _ in 0..<2 {
                let deleted = try await server.send(.delete, "?publicAccessBlock", as: carrier)
                #expect(deleted.status == 204 && deleted.body.isEmpty)
                #expect(try await blocked() == Self.document("false"))
            }
        }
    }

    @Test("refuses every document that is none, and stays what it was")
    func malformed() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.send(.put, "?publicAccessBlock", Self.document("true")).status == 200)
            for document in ["", "x", "<a/>", Self.document(""), Self.document("no"), "<PublicAccessBlockConfiguration/>"] {
                let answer = try await server.send(.put, "?publicAccessBlock", document)
                #expect(answer.status == 400 && answer.element("Code") == "MalformedXML", "\(document)")
            }
            #expect(try await server.send(.put, "?publicAccessBlock").status == 411)
            let long = Self.document("false") + String(repeating: " ", count: 70_000)
            #expect(try await server.send(.put, "?publicAccessBlock", long).status == 400)
            let digest = [("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")]
            #expect(try await server.send(.put, "?publicAccessBlock", Self.document("false"), headers: digest).element("Code") == "InvalidDigest")
            #expect(try await server.send(.get, "?publicAccessBlock").document == Self.document("true"))
        }
    }

    @Test("is nobody's without a signature, nor with a wrong one, and has no other method") func notForEverybody() async throws {
        try await TestServer.run { server async throws in
            for method in [HTTPRequest.Method.get, .put, .delete] {
                let body = method == .put ? Self.document("true") : nil
                #expect(try await server.send(method, "?publicAccessBlock", body, as: .nobody).refusal == "403 AccessDenied 0003-00000905")
                let wrong = try await server.send(method, "?publicAccessBlock", body, signer: server.wrongSigner)
                #expect(wrong.element("Code") == "SignatureDoesNotMatch")
            }
            #expect(try await server.send(.post, "?publicAccessBlock", Self.document("true")).status == 405)
            #expect(try await server.send(.get, "?publicAccessBlock").document == Self.document("false"))
        }
    }

    @Test("keeps what is public from everybody in every bucket, and gives it back when it is deleted") func effect() async throws {
        try await TestServer.run(buckets: ["uploads", "second"]) { server async throws in
            for bucket in ["uploads", "second"] { try await server.unblock(bucket) }
            #expect(try await server.send(.put, "uploads?acl", headers: [("x-oss-acl", "public-read-write")]).status == 200)
            let allowing = BucketPolicyTests.statement(
                #""Effect":"Allow","Action":"oss:GetObject","Principal":"*","Resource":"acs:oss:*:*:second/by-policy""#)
            #expect(try await server.send(.put, "second?policy", allowing).status == 200)
            #expect(try await server.send(.put, "uploads/k", "bytes").status == 200)
            #expect(try await server.send(.put, "second/by-policy", "bytes").status == 200)
            #expect(try await server.send(.put, "second/by-acl", "bytes", headers: [("x-oss-object-acl", "public-read")]).status == 200)
            let paths = ["uploads/k", "second/by-policy", "second/by-acl"]
            func reading() async throws -> [Int] {
                var found: [Int] = []
                for path in paths { found.append(try await server.send(.get, path, as: .nobody).status) }
                return found
            }
            #expect(try await reading() == [200, 200, 200])
            #expect(try await server.send(.put, "?publicAccessBlock", Self.document("true")).status == 200)
            #expect(try await reading() == [403, 403, 403])
            #expect(try await server.send(.get, "uploads/k", as: .nobody).refusal == "403 AccessDenied 0003-00000905")
            #expect(try await server.send(.put, "uploads/new", "x", as: .nobody).refusal == "403 AccessDenied 0003-00000905")
            // Whoever signs reads as before, and the lists are kept.
            for path in paths {
                for carrier in [Carrier.header, .query] { #expect(try await server.send(.get, path, as: carrier).body == "bytes") }
            }
            #expect(try await server.send(.get, "uploads?acl").element("Grant") == "public-read-write")
            // What a bucket says of itself stays, and does not count.
            #expect(try await server.send(.get, "uploads?publicAccessBlock").document == Self.document("false"))
            #expect(try await server.send(.get, "uploads?bucketInfo").element("BlockPublicAccess") == "false")
            try await server.unblock()
            #expect(try await reading() == [403, 403, 403])
            #expect(try await server.send(.delete, "?publicAccessBlock").status == 204)
            #expect(try await reading() == [200, 200, 200])
            // The bucket's own block counts again, or still.
            #expect(try await server.send(.put, "uploads?publicAccessBlock", Self.document("true")).status == 200)
            #expect(try await reading() == [403, 200, 200])
        }
    }

    @Test("refuses public ACLs and policies, wherever they could be put") func refuses() async throws {
        try await TestServer.run { server async throws in
            try await server.unblock()
            #expect(try await server.send(.put, "uploads/k", "bytes").status == 200)
            let open = [("x-oss-object-acl", "public-read")]
            struct Attempt {
                let method: HTTPRequest.Method
                let path: String
                var body: String? = ""
                let headers: [(String, String)]
                let message: String
            }
            let (bucket, object) = ("Put public bucket acl is not allowed", "Put public object acl is not allowed")
            let attempts = [
                Attempt(method: .put, path: "uploads?acl", headers: [("x-oss-acl", "public-read")], message: bucket),
                Attempt(method: .put, path: "uploads?acl", headers: [("x-oss-acl", "public-read-write")], message: bucket),
                Attempt(method: .put, path: "uploads", headers: [("x-oss-acl", "public-read")], message: bucket),
                Attempt(method: .put, path: "uploads/k?acl", headers: open, message: object),
                Attempt(method: .put, path: "uploads/k?acl", headers: [("x-oss-object-acl", "public-read-write")], message: object),
                Attempt(method: .put, path: "uploads/a", body: "x", headers: open, message: object),
                Attempt(method: .put, path: "uploads/b", headers: open + [("x-oss-copy-source", "/uploads/k")], message: object),
                Attempt(method: .put, path: "uploads/c?symlink", headers: open + [("x-oss-symlink-target", "k")], message: object),
                Attempt(method: .post, path: "uploads/d?append&position=0", body: "x", headers: open, message: object),
                Attempt(method: .post, path: "uploads/e?uploads", headers: open, message: object),
                Attempt(
                    method: .put, path: "uploads?policy", body: BucketPolicyTests.forEverybody, headers: [],
                    message: "Put public bucket policy is not allowed"),
            ]
            #expect(try await server.send(.put, "?publicAccessBlock", Self.document("true")).status == 200)
            for attempt in attempts {
                let answer = try await server.send(attempt.method, attempt.path, attempt.body, headers: attempt.headers)
                #expect(answer.status == 403 && answer.element("Code") == "AccessDenied", "\(attempt.path)")
                #expect(answer.element("Message") == attempt.message, "\(attempt.path)")
            }
            // What opens nothing can be put.
            #expect(try await server.send(.put, "uploads?acl", headers: [("x-oss-acl", "private")]).status == 200)
            #expect(try await server.send(.put, "uploads/k?acl", headers: [("x-oss-object-acl", "private")]).status == 200)
            #expect(try await server.send(.put, "uploads?policy", BucketPolicyTests.withCondition).status == 200)
            #expect(try await server.send(.put, "?publicAccessBlock", Self.document("false")).status == 200)
            for attempt in attempts {
                let answer = try await server.send(attempt.method, attempt.path, attempt.body, headers: attempt.headers)
                #expect(answer.status == 200, "\(attempt.path)")
            }
        }
    }
}
