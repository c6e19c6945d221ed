import HTTPTypes
import OSSSigning
import OSSTesting
import Testing

@testable import OSSServer

/// What a refusal by policies tells: the layer in its EC, who and what in AccessDeniedDetail, and the statement in the hint.
@Suite("Refusals of access") struct AccessDenialTests {
    private static let ram = """
        {"version": 1, "users": [
          {"name": "uploader", "policies": ["in-only"], "access_keys": [{"id": "LTAIuploader", "secret": "uploader-secret-0123456789"}]},
          {"name": "nobody", "access_keys": [{"id": "LTAInobody", "secret": "nobody-secret-0123456789", "status": "Inactive"}]}],
         "policies": [{"name": "in-only", "document": {"Version": "1", "Statement": [
          {"Sid": "Uploads", "Effect": "Allow", "Action": "oss:PutObject", "Resource": "acs:oss:*:*:uploads/in/*"},
          {"Effect": "Deny", "Action": "oss:PutObject", "Resource": "acs:oss:*:*:uploads/in/secret/*"}]}}]}
        """

    private static func run(_ body: @escaping @Sendable (TestServer, RequestSigner) async throws -> Void) async throws {
        try await TestServer.run(ram: ram) { server async throws in
            try await body(
                server, try server.signer(Credentials(accessKeyID: "LTAIuploader", accessKeySecret: "uploader-secret-0123456789")))
        }
    }

    @Test("a presigned URL can do what its signer may do, inside of the directory and to the byte", arguments: ["a", "a/b", "secre", "2"])
    func inside(name: String) async throws {
        try await Self.run { server, signer async throws in
            #expect(try await server.send(.put, "uploads/in/\(name)", "x", as: .query, signer: signer).status == 200)
            for path in ["uploads/in", "uploads/in2/\(name)", "uploads/\(name)", "uploads/In/\(name)"] {
                let answer = try await server.send(.put, path, "x", as: .query, signer: signer)
                #expect(answer.refusal == "403 AccessDenied 0003-00000001", "\(path)")
            }
        }
    }

    @Test("an explicit Deny says who was denied what, and which statement did it") func explicitDeny() async throws {
        try await Self.run { server, signer async throws in
            let answer = try await server.send(.put, "uploads/in/secret/a", "x", as: .query, signer: signer)
            #expect(answer.refusal == "403 AccessDenied 0003-00000201")
            #expect(answer.element("NoPermissionType") == "ExplicitDeny")
            #expect(answer.element("AuthAction") == "oss:PutObject")
            #expect(answer.element("AuthPrincipalType") == "SubUser")
            #expect(answer["x-waybill-hint"].first?.contains("statement 2 of the RAM policy in-only denies it") == true)
        }
    }

    @Test("the hint names the statement that nearly allowed it") func nearest() async throws {
        try await Self.run { server, signer async throws in
            let answer = try await server.send(.put, "uploads/out/a", "x", as: .query, signer: signer)
            let hint = answer["x-waybill-hint"].first ?? ""
            #expect(hint.contains("The user uploader is not allowed oss:PutObject on acs:oss:"), "\(hint)")
            #expect(
                hint.contains(#"nearest: statement 1 ("Uploads") of the RAM policy in-only allows oss:PutObject on acs:oss:*:*:uploads/in/*"#),
                "\(hint)")
            #expect(hint.utf8.count <= 400)
            let management = try await server.send(.get, "uploads?policy", signer: signer)
            #expect(management.refusal == "403 AccessDenied 0003-00000202")
            #expect(management.element("NoPermissionType") == "ImplicitDeny")
        }
    }

    @Test("whoever asks without a signature is told nothing of policies") func strangers() async throws {
        try await Self.run { server, _ async throws in
            let policy =
                #"{"Version":"1","Statement":[{"Sid":"Inside","Effect":"Deny","Action":"oss:*","Principal":["1"],"Resource":"acs:oss:*:*:uploads/*"}]}"#
            #expect(try await server.send(.put, "uploads?policy", policy).status == 200)
            let answer = try await server.send(.get, "uploads/a", as: .nobody)
            #expect(answer.refusal == "403 AccessDenied 0003-00000905")
            #expect(answer["x-waybill-hint"].first?.contains("Inside") == false)
        }
    }

    @Test("the account can rid a bucket of a policy that denies everybody everything") func lockout() async throws {
        try await Self.run { server, _ async throws in
            let policy =
                #"{"Version":"1","Statement":[{"Effect":"Deny","Action":"oss:*","Principal":"*","Resource":["acs:oss:*:*:uploads","acs:oss:*:*:uploads/*"],"Condition":{"NotIpAddress":{"acs:SourceIp":"192.0.2.1"}}}]}"#
            #expect(try await server.send(.put, "uploads?policy", policy).status == 200)
            #expect(try await server.send(.put, "uploads/a", "x").refusal == "403 AccessDenied 0003-00000101")
            #expect(try await server.send(.get, "uploads?acl").refusal == "403 AccessDenied 0003-00000101")
            #expect(try await server.send(.delete, "uploads?policy").status == 204)
            #expect(try await server.send(.put, "uploads/a", "x").status == 200)
        }
    }

    @Test("an anonymous request is asked about the account that the server has, for Allow and for Deny") func otherAccount() async throws {
        let ram = #"{"version":1,"account":"1234567890123456"}"#
        try await TestServer.run(ram: ram) { server async throws in
            try await server.unblock()
            func policy(_ effect: String, _ account: String) -> String {
                #"{"Version":"1","Statement":[{"Effect":"\#(effect)","Action":"oss:GetObject","Principal":"*","Resource":"acs:oss:*:\#(account):uploads/*"}]}"#
            }
            #expect(try await server.send(.put, "uploads/a", "x").status == 200)
            #expect(try await server.send(.put, "uploads?policy", policy("Allow", "1234567890123456")).status == 200)
            #expect(try await server.send(.get, "uploads/a", as: .nobody).status == 200)
            #expect(try await server.send(.put, "uploads?policy", policy("Allow", "1000000000000000")).status == 200)
            #expect(try await server.send(.get, "uploads/a", as: .nobody).refusal == "403 AccessDenied 0003-00000905")
            #expect(try await server.send(.put, "uploads?acl", headers: [("x-oss-acl", "public-read")]).status == 200)
            #expect(try await server.send(.get, "uploads/a", as: .nobody).status == 200)
            #expect(try await server.send(.put, "uploads?policy", policy("Deny", "1234567890123456")).status == 200)
            #expect(try await server.send(.get, "uploads/a", as: .nobody).refusal == "403 AccessDenied 0003-00000101")
        }
    }

    @Test("a disabled key is refused before anything is asked of policies") func disabledKey() async throws {
        try await Self.run { server, _ async throws in
            let signer = try server.signer(Credentials(accessKeyID: "LTAInobody", accessKeySecret: "nobody-secret-0123456789"))
            #expect(try await server.send(.put, "uploads/in/a", "x", as: .query, signer: signer).refusal == "403 InvalidAccessKeyId 0002-00000904")
        }
    }
}
