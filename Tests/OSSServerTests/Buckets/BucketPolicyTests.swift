import HTTPTypes
import OSSTesting
import Testing

@testable import OSSServer

/// The policy of a bucket over the wire. OSS pages: "PutBucketPolicy" and its siblings.
@Suite("A bucket's policy") struct BucketPolicyTests {
    static func statement(_ elements: String) -> String { #"{"Version":"1","Statement":[{\#(elements)}]}"# }

    static let forUser = statement(
        #""Effect":"Allow","Action":["oss:GetObject"],"Principal":["200000000000000001"],"Resource":["acs:oss:*:*:uploads/*"]"#)
    static let forEverybody = statement(#""Effect":"Allow","Action":"oss:GetObject","Principal":"*","Resource":"acs:oss:*:*:uploads/*""#)
    static let withCondition = statement(
        #""Effect":"Allow","Action":"oss:GetObject","Principal":"*","Resource":"acs:oss:*:*:uploads/*","#
            + #""Condition":{"StringEquals":{"acs:SourceVpc":"vpc-1"}}"#)
    static let denying = statement(#""Effect":"Deny","Action":"oss:DeleteObject","Principal":"*","Resource":"acs:oss:*:*:uploads/*""#)

    @Test("is kept byte by byte, replaced and removed") func life() async throws {
        try await TestServer.run { server async throws in
            let missing = try await server.send(.get, "uploads?policy")
            #expect(missing.refusal == "404 NoSuchBucketPolicy 0030-00000006")
            #expect(missing.element("Message") == "The specified bucket policy does not exist.")
            #expect(missing.element("BucketName") == "uploads")
            for policy in [Self.forUser, "\n " + Self.forUser.replacing(",", with: " ,\t") + "\n"] {
                let put = try await server.send(.put, "uploads?policy", policy)
                #expect(put.status == 200 && put.body.isEmpty)
                let got = try await server.send(.get, "uploads?policy")
                #expect(got.status == 200 && got["Content-Type"] == ["application/json"] && got.body == policy)
            }
            // Another sub-resource of nearly the same name is another thing.
            #expect(try await server.send(.get, "uploads?policyStatus").body.hasSuffix("<PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>"))
            #expect(try await server.send(.delete, "uploads?policy").status == 204)
            #expect(try await server.send(.delete, "uploads?policy").status == 204)
            #expect(try await server.send(.get, "uploads?policy").status == 404)
            #expect(try await server.send(.get, "uploads?policyStatus").body.hasSuffix("<IsPublic>false</IsPublic></PolicyStatus>"))
        }
    }

    @Test("is public when it allows everybody something without a condition, and cannot be put then where public access is blocked")
    func publicPolicies() async throws {
        try await TestServer.run { server async throws in
            let refused = try await server.send(.put, "uploads?policy", Self.forEverybody)
            #expect(refused.refusal == "403 AccessDenied -")
            #expect(refused.element("Message") == "Put public bucket policy is not allowed")
            #expect(try await server.send(.get, "uploads?policy").status == 404)
            for policy in [Self.withCondition, Self.denying] { #expect(try await server.send(.put, "uploads?policy", policy).status == 200) }
            try await server.unblock()
            for (policy, isPublic) in [(Self.forEverybody, true), (Self.withCondition, false), (Self.denying, false), (Self.forUser, false)] {
                #expect(try await server.send(.put, "uploads?policy", policy).status == 200)
                let status = try await server.send(.get, "uploads?policyStatus")
                #expect(status.element("IsPublic") == "\(isPublic)" && status["Content-Type"] == ["application/xml"])
            }
        }
    }

    @Test(
        "that is none is refused, and the one before stays",
        arguments: [
            "", "e", "[]", "{}", #"{"Version":1,"Statement":[]}"#, forUser.replacing(#""1""#, with: "1"), forUser.replacing("Allow", with: "Maybe"),
            forUser.replacing("Principal", with: "Principle"), statement(#""Effect":"Allow","Action":"oss:GetObject","Resource":"*""#),
            statement(
                #""Effect":"Allow","Action":"oss:GetObject","Principal":"*","Resource":"*","Condition":{"StringAlmost":{"oss:Prefix":"a"}}"#),
            forUser + String(repeating: " ", count: 16_385 - forUser.utf8.count),
        ])
    func malformed(policy: String) async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.send(.put, "uploads?policy", Self.forUser).status == 200)
            #expect(try await server.send(.put, "uploads?policy", policy).refusal == "400 InvalidPolicyDocument 0030-00000005")
            #expect(try await server.send(.get, "uploads?policy").body == Self.forUser)
        }
    }

    @Test("may be 16 KiB long, must come with a length, and is the bucket's alone") func limits() async throws {
        try await TestServer.run { server async throws in
            let longest = Self.forUser + String(repeating: " ", count: 16_384 - Self.forUser.utf8.count)
            #expect(try await server.send(.put, "uploads?policy", longest).status == 200)
            #expect(try await server.send(.put, "uploads?policy", String(repeating: " ", count: (1 << 20) + 1)).refusal == "400 EntityTooLarge -")
            #expect(try await server.send(.put, "uploads?policy").status == 411)
            #expect(
                try await server.send(.put, "uploads?policy", longest, headers: [("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")]).refusal
                    == "400 InvalidDigest -")
            #expect(try await server.send(.get, "missing-bucket?policy").refusal == "404 NoSuchBucket 0015-00000101")
            for path in ["uploads?policy", "uploads?policyStatus"] {
                #expect(try await server.send(.get, path, as: .nobody).status == 403)
            }
        }
    }
}
