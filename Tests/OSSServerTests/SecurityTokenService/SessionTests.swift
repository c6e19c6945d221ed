import HTTPTypes
import OSSAccess
import OSSSigning
import OSSTesting
import OSSWire
import Testing

@testable import OSSServer

/// What a session may do with its token, and what it may not.
@Suite("Sessions of roles") struct SessionTests {
    enum Carrier: Sendable, CaseIterable {
        case v4Header, v1Header, v4URL, v1URL, v4Form, v1Form

        var version: SignatureVersion {
            switch self {
            case .v4Header, .v4URL, .v4Form: .v4
            case .v1Header, .v1URL, .v1Form: .v1
            }
        }
    }

    /// A PUT, or a form, that stores an object.
    private static func upload(
        _ carrier: Carrier, by credentials: Credentials, key: String = "in/a.txt", on server: SessionServer, expires: Int64 = 3600,
        edit: (inout WireRequest) -> Void = { _ in }
    ) async throws -> HTTPAnswer {
        let signer = try RequestSigner(
            credentials: credentials, region: SessionServer.region, endpoint: Endpoint("http://127.0.0.1:\(server.port)"), version: carrier.version)
        let request = try UnsignedRequest(.put, bucket: BucketName("uploads"), key: ObjectKey(key))
        var wire = WireRequest(method: "PUT", path: "/uploads/\(key)", fields: [("Content-Length", "0")])
        switch carrier {
        case .v4Header, .v1Header:
            wire.fields += try signer.sign(request, at: server.clock.now).headers.map { ($0.name.rawName, $0.value) }
        case .v4URL, .v1URL:
            let url = try signer.presign(request, expires: .seconds(expires), at: server.clock.now).url
            wire.query = url.split(separator: "?")[1].split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
            }
        case .v4Form, .v1Form: return try await post(signer, key: key, on: server, edit: edit)
        }
        edit(&wire)
        return try await server.exchange(wire.text(port: server.port))
    }

    /// The fields of the form are edited as if they were header fields.
    private static func post(
        _ signer: RequestSigner, key: String, on server: SessionServer, edit: (inout WireRequest) -> Void
    ) async throws -> HTTPAnswer {
        var form = WireRequest(method: "POST", path: "/uploads")
        let identity = signer.formIdentity(at: server.clock.now)
        let conditions =
            [#"{"bucket":"uploads"}"#, #"["eq","$key","\#(key)"]"#] + identity.map { #"{"\#($0.field.rawValue)":"\#($0.value)"}"# }
        let policy = Base64.encode(#"{"expiration":"2024-11-13T00:00:00.000Z","conditions":[\#(conditions.joined(separator: ","))]}"#.utf8)
        let signature = signer.formSignature(of: policy, at: server.clock.now)
        form.fields =
            [("key", key)] + identity.map { ($0.field.rawValue, $0.value) } + [("policy", policy), (signature.field.rawValue, signature.value)]
        edit(&form)
        let parts = form.fields.map { "--B\r\nContent-Disposition: form-data; name=\"\($0.name)\"\r\n\r\n\($0.value)\r\n" }.joined()
        let body = parts + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nbytes\r\n--B--\r\n"
        return try await server.exchange(
            "POST /uploads HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=B\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    private static func tokenName(_ carrier: Carrier) -> String { carrier == .v1URL ? "security-token" : "x-oss-security-token" }

    private static func isURL(_ carrier: Carrier) -> Bool { carrier == .v4URL || carrier == .v1URL }

    private static func setToken(_ token: String?, _ carrier: Carrier, _ wire: inout WireRequest) {
        if isURL(carrier) { wire[parameter: tokenName(carrier)] = token } else { wire[field: tokenName(carrier)] = token }
    }

    @Test("a session may do what its role may, and nothing else", arguments: Carrier.allCases) func rights(carrier: Carrier) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let session = try await server.session()
            let done = try await Self.upload(carrier, by: session, on: server)
            #expect([200, 204].contains(done.status), "\(done.body)")
            let refused = try await Self.upload(carrier, by: session, key: "out/a.txt", on: server)
            #expect(refused.status == 403)
            #expect(refused.code == "AccessDenied")
        }
    }

    @Test("without its token a temporary key is none", arguments: Carrier.allCases) func missing(carrier: Carrier) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let session = try await server.session()
            let answer = try await Self.upload(carrier, by: session, on: server) { Self.setToken(nil, carrier, &$0) }
            #expect(answer.status == 403)
            #expect(answer.code == "InvalidAccessKeyId")
            // Signed without it, with the right secret.
            let bare = try Credentials(
                accessKeyID: session.accessKey!.id.rawValue, accessKeySecret: session.accessKey!.secret.exposed)
            let signed = try await Self.upload(carrier, by: bare, on: server)
            #expect(signed.status == 403)
            #expect(signed.code == "InvalidAccessKeyId")
        }
    }

    @Test("the token of another session, and a session's token with a permanent key, do not match", arguments: Carrier.allCases)
    func anotherKey(carrier: Carrier) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let first = try await server.session()
            let second = try await server.session()
            for key in [second.accessKey!, SessionServer.bob.accessKey!, SessionServer.owner.accessKey!] {
                let mixed = try Credentials(
                    accessKeyID: key.id.rawValue, accessKeySecret: key.secret.exposed, securityToken: first.accessKey!.securityToken!.exposed)
                let answer = try await Self.upload(carrier, by: mixed, on: server)
                #expect(answer.status == 403)
                #expect(answer.code == "AccessKeyIdAndSecurityTokenNotMatch", "\(answer.body)")
                #expect(!answer.body.contains(first.accessKey!.securityToken!.exposed))
            }
        }
    }

    @Test("a token that was changed is invalid, whoever signs it", arguments: Carrier.allCases) func tampered(carrier: Carrier) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let session = try await server.session().accessKey!
            let token = session.securityToken!.exposed
            for changed in [token + "A", String(token.dropLast(4)), "B" + token.dropFirst(), String(token.reversed()), "x"] {
                let forged = try Credentials(accessKeyID: session.id.rawValue, accessKeySecret: session.secret.exposed, securityToken: changed)
                let answer = try await Self.upload(carrier, by: forged, on: server)
                #expect(answer.status == 403)
                #expect(answer.code == "InvalidSecurityToken", "\(answer.body)")
            }
        }
    }

    @Test("another secret does not match", arguments: Carrier.allCases) func secret(carrier: Carrier) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let session = try await server.session().accessKey!
            let wrong = try Credentials(
                accessKeyID: session.id.rawValue, accessKeySecret: "wrong", securityToken: session.securityToken!.exposed)
            let answer = try await Self.upload(carrier, by: wrong, on: server)
            #expect(answer.status == 403)
            #expect(answer.code == "SignatureDoesNotMatch")
        }
    }

    @Test("a URL dies with its token, which its own expiration does not hide", arguments: [Carrier.v4URL, .v1URL])
    func expiredURL(carrier: Carrier) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            // A signer that does not know when its token ends.
            let key = try await server.session(seconds: 900).accessKey!
            let session = try Credentials(
                accessKeyID: key.id.rawValue, accessKeySecret: key.secret.exposed, securityToken: key.securityToken!.exposed)
            let endpoint = try Endpoint("http://127.0.0.1:\(server.port)")
            let signer = try RequestSigner(
                credentials: session, region: SessionServer.region, endpoint: endpoint, version: carrier.version)
            let request = try UnsignedRequest(.put, bucket: BucketName("uploads"), key: ObjectKey("in/a.txt"))
            let url = try signer.presign(request, expires: .seconds(3600), at: server.clock.now).url
            func put() async throws -> HTTPAnswer {
                let target = url.dropFirst(endpoint.description.utf8.count)
                return try await server.exchange(
                    "PUT \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            }
            server.clock.advance(bySeconds: 900)
            #expect(try await put().status == 200, "its last second")
            server.clock.advance(bySeconds: 1)
            let answer = try await put()
            #expect(answer.status == 403)
            #expect(answer.code == "SecurityTokenExpired")
            #expect(answer.body.contains("<EC>0002-00000007</EC>"))
        }
    }

    @Test("headers and forms with a token that has expired", arguments: [Carrier.v4Header, .v1Header, .v4Form, .v1Form])
    func expired(carrier: Carrier) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let session = try await server.session(seconds: 900)
            server.clock.advance(bySeconds: 901)
            let answer = try await Self.upload(carrier, by: session, on: server)
            #expect(answer.status == 403)
            #expect(answer.code == "SecurityTokenExpired")
            for style in STSCall.Style.allCases {
                var call = STSCall.callerIdentity(of: session, at: server.clock.now)
                call.style = style
                #expect(try await server.answer(to: call).code == "InvalidSecurityToken.Expired")
            }
        }
    }

    @Test("a session policy takes from the role and adds nothing", arguments: Carrier.allCases) func sessionPolicy(carrier: Carrier) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            func policy(_ statements: String) -> String { #"{"Version":"1","Statement":[\#(statements)]}"# }
            func allow(_ resource: String) -> String {
                #"{"Effect":"Allow","Action":"oss:PutObject","Resource":"acs:oss:*:*:uploads/\#(resource)"}"#
            }
            let narrow = try await server.session(policy: policy(allow("in/own/*")))
            #expect([200, 204].contains(try await Self.upload(carrier, by: narrow, key: "in/own/a", on: server).status))
            let refused = try await Self.upload(carrier, by: narrow, key: "in/other/a", on: server)
            #expect(refused.code == "AccessDenied")
            #expect(refused.body.contains("<EC>0003-00000301</EC>"), "\(refused.body)")
            let wide = try await server.session(policy: policy(allow("*")))
            #expect([200, 204].contains(try await Self.upload(carrier, by: wide, key: "in/a", on: server).status))
            #expect(try await Self.upload(carrier, by: wide, key: "out/a", on: server).code == "AccessDenied")
            let deny = #"{"Effect":"Deny","Action":"oss:*","Resource":"acs:oss:*:*:uploads/in/secret/*"}"#
            let denied = try await server.session(policy: policy("\(allow("*")),\(deny)"))
            #expect([200, 204].contains(try await Self.upload(carrier, by: denied, key: "in/a", on: server).status))
            #expect(try await Self.upload(carrier, by: denied, key: "in/secret/a", on: server).code == "AccessDenied")
        }
    }

    @Test("a session has the rights that the role has now") func rightsOfNow() async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let session = try await server.session()
            server.identities.change { $0.roles[0].policies = ["AliyunOSSReadOnlyAccess"] }
            #expect(try await Self.upload(.v4URL, by: session, on: server).code == "AccessDenied")
            server.identities.change { $0.roles[0].policies = ["AliyunOSSFullAccess"] }
            #expect(try await Self.upload(.v4URL, by: session, key: "anywhere", on: server).status == 200)
            server.identities.change { $0.roles.removeFirst() }
            let refused = try await Self.upload(.v4URL, by: session, key: "anywhere", on: server)
            #expect(refused.status == 403)
            #expect(refused.code == "AccessDenied")
            // Another role of the same name is another role.
            server.identities.change {
                $0.roles.append(
                    RAMRole(name: "uploader", id: "300000000000000009", created: SessionServer.start, policies: ["AliyunOSSFullAccess"]))
            }
            #expect(try await Self.upload(.v4URL, by: session, key: "anywhere", on: server).code == "AccessDenied")
        }
    }

    @Test("a restart with the same key keeps sessions, and with another refuses them") func restart() async throws {
        let sessions = Sessions()
        try await SessionServer.run { (server: SessionServer) async throws in
            await sessions.keep(try await server.session())
        }
        let session = try #require(await sessions.kept)
        try await SessionServer.run { (server: SessionServer) async throws in
            for carrier in Carrier.allCases {
                #expect([200, 204].contains(try await Self.upload(carrier, by: session, on: server).status))
            }
            #expect(try await server.answer(to: .callerIdentity(of: session, at: server.clock.now)).status == 200)
        }
        try await SessionServer.run(tokenKey: [UInt8](repeating: 9, count: 32)) { (server: SessionServer) async throws in
            for carrier in Carrier.allCases {
                #expect(try await Self.upload(carrier, by: session, on: server).code == "InvalidSecurityToken")
            }
            #expect(try await server.answer(to: .callerIdentity(of: session, at: server.clock.now)).code == "InvalidSecurityToken.Malformed")
        }
    }

    private actor Sessions {
        private(set) var kept: Credentials?
        func keep(_ credentials: Credentials) { kept = credentials }
    }

    @Test("a hint says what is wrong with a token, and not the token") func hints() async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let first = try await server.session().accessKey!
            let second = try await server.session().accessKey!
            let mixed = try Credentials(
                accessKeyID: second.id.rawValue, accessKeySecret: second.secret.exposed, securityToken: first.securityToken!.exposed)
            let answer = try await Self.upload(.v4URL, by: mixed, on: server)
            #expect(answer.head.contains("given out for another access key"))
            let bare = try Credentials(accessKeyID: first.id.rawValue, accessKeySecret: first.secret.exposed)
            #expect(try await Self.upload(.v4URL, by: bare, on: server).head.contains("temporary one"))
            let forged = try Credentials(accessKeyID: first.id.rawValue, accessKeySecret: first.secret.exposed, securityToken: "x")
            #expect(try await Self.upload(.v4URL, by: forged, on: server).head.contains("x-waybill-hint"))
            // A wrong signature is explained with the session's secret, too.
            let session = try Credentials(
                accessKeyID: first.id.rawValue, accessKeySecret: first.secret.exposed, securityToken: first.securityToken!.exposed)
            let changed = try await Self.upload(.v4URL, by: session, on: server) { $0[field: "Content-Type"] = "text/plain" }
            #expect(changed.code == "SignatureDoesNotMatch")
            #expect(changed.head.lowercased().contains("x-waybill-hint: "))
            #expect(changed.head.contains("Content-Type") || changed.head.contains("content-type"))
            #expect(!changed.head.contains(first.securityToken!.exposed))
        }
    }
}
