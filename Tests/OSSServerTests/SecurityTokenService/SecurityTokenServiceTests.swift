import HTTPTypes
import OSSAccess
import OSSSigning
import OSSTesting
import OSSWire
import Testing

@testable import OSSServer

@Suite("AssumeRole and GetCallerIdentity") struct SecurityTokenServiceTests {
    /// How a right call is made wrong, and what the service answers.
    struct Row: Sendable {
        let name: String
        let status: Int
        let code: String
        var role = "uploader"
        var credentials = SessionServer.alice
        var styles = STSCall.Style.allCases
        let edit: @Sendable (inout STSCall) -> Void

        init(
            _ name: String, _ status: Int, _ code: String, role: String = "uploader", by credentials: Credentials = SessionServer.alice,
            _ styles: [STSCall.Style] = STSCall.Style.allCases, edit: @escaping @Sendable (inout STSCall) -> Void = { _ in }
        ) {
            (self.name, self.status, self.code, self.role, self.credentials, self.styles, self.edit) = (
                name, status, code, role, credentials, styles, edit
            )
        }
    }

    private static let rpc: [STSCall.Style] = [.rpcGet, .rpcPost]
    private static let other = String(repeating: "p", count: 2049)

    static let rows: [Row] = [
        // The action.
        Row("an unknown action", 404, "InvalidAction.NotFound") { $0.action = "AssumeEverything" },
        Row("an action in another case", 404, "InvalidAction.NotFound") { $0.action = "assumerole" },
        Row("no version", 400, "MissingParameter.Version") { $0.version = nil },
        Row("another version", 400, "InvalidVersion") { $0.version = "2014-05-26" },
        // What RPC's signature needs.
        Row("no key", 400, "MissingParameter.AccessKeyId", rpc) { $0.signing = ["AccessKeyId": nil] },
        Row("no signature", 400, "MissingParameter.Signature", rpc) { $0.signing = ["Signature": nil] },
        Row("an empty signature", 400, "MissingParameter.Signature", rpc) { $0.signing = ["Signature": ""] },
        Row("no method", 400, "MissingParameter.SignatureMethod", rpc) { $0.signing = ["SignatureMethod": nil] },
        Row("another method", 400, "InvalidParameter.SignatureMethod", rpc) { $0.signing = ["SignatureMethod": "HMAC-MD5"] },
        Row("another version of the signature", 400, "InvalidParameter.SignatureVersion", rpc) { $0.signing = ["SignatureVersion": "2.0"] },
        Row("a bearer's signature", 400, "InvalidParameter.SignatureType", rpc) { $0.signing = ["SignatureType": "BEARERTOKEN"] },
        Row("no nonce", 400, "MissingParameter.SignatureNonce", rpc) { $0.signing = ["SignatureNonce": nil] },
        Row("a long nonce", 400, "InvalidParameter.SignatureNonce") { $0.nonce = String(repeating: "n", count: 129) },
        Row("no time", 400, "MissingParameter.Timestamp", rpc) { $0.signing = ["Timestamp": nil] },
        Row("a parameter twice", 400, "InvalidParameter.RoleArn") { $0.parameters.append(("RoleArn", "acs:ram::1000000000000000:role/other")) },
        // When.
        Row("a time that is none", 400, "InvalidTimeStamp.Format") { $0.time = "yesterday" },
        Row("16 minutes ago", 400, "InvalidTimeStamp.Expired") { $0.time = "2024-11-12T08:16:38Z" },
        Row("901 seconds ahead", 400, "InvalidTimeStamp.Expired") { $0.time = "2024-11-12T08:47:39Z" },
        // Who.
        Row("an unknown key", 404, "InvalidAccessKeyId.NotFound") {
            $0.credentials = try! Credentials(accessKeyID: "LTAInobody", accessKeySecret: "x")
        },
        Row("a disabled key", 400, "InvalidAccessKeyId.Inactive", by: SessionServer.bobsDisabled),
        Row("a temporary key without a token", 400, "MissingSecurityToken") {
            $0.credentials = try! Credentials(accessKeyID: "STS.abcdefghijklmnopqrst", accessKeySecret: "x")
        },
        Row("a temporary key with a forged token", 400, "InvalidSecurityToken.Malformed") {
            $0.credentials = try! Credentials(accessKeyID: "STS.abcdefghijklmnopqrst", accessKeySecret: "x", securityToken: "CAISforged")
        },
        Row("a permanent key with a token", 400, "InvalidSecurityToken.Malformed") {
            $0.credentials = try! Credentials(
                accessKeyID: "LTAI5tAlice", accessKeySecret: "AliceSecret0123456789", securityToken: "CAISforged")
        },
        Row("another secret", 400, "SignatureDoesNotMatch") { $0.secret = "AliceSecret012345678" },
        Row("a signature that is none", 400, "SignatureDoesNotMatch", rpc) { $0.signing = ["Signature": "%%%"] },
        Row("a parameter changed", 400, "SignatureDoesNotMatch") { $0.edit = { $0 = $0.replacing("test-session", with: "best-session") } },
        Row("another role", 400, "SignatureDoesNotMatch") { $0.edit = { $0 = $0.replacing("role%2Fuploader", with: "role%2Freplacer") } },
        Row("another nonce", 400, "SignatureDoesNotMatch") { call in
            let nonce = call.nonce
            call.edit = { $0 = $0.replacing(nonce, with: "1234") }
        },
        Row("a parameter added", 400, "SignatureDoesNotMatch") { $0.edit = { $0 = $0.replacing("/?", with: "/?DurationSeconds=900&") } },
        Row("another method on the wire", 400, "SignatureDoesNotMatch", [.rpcGet]) {
            $0.edit = { $0 = $0.replacing("GET /", with: "POST /").replacing("\r\n\r\n", with: "\r\nContent-Length: 0\r\n\r\n") }
        },
        Row("an unsigned header of the service", 400, "IncompleteSignature", [.acs3]) {
            $0.edit = { $0 = $0.replacing("Connection: close", with: "Connection: close\r\nx-acs-security-token: t") }
        },
        Row("a header twice", 400, "IncompleteSignature", [.acs3]) {
            $0.edit = { $0 = $0.replacing("Connection: close", with: "Connection: close\r\nx-acs-date: 2024-11-12T08:32:38Z") }
        },
        Row("a body that was not signed", 400, "IncompleteSignature", [.acs3]) {
            $0.edit = {
                $0 =
                    $0.replacing("Content-Length: 0", with: "Content-Length: 18\r\nContent-Type: application/x-www-form-urlencoded")
                    + "DurationSeconds=90"
            }
        },
        Row("no signature in the header", 400, "IncompleteSignature", [.acs3]) {
            $0.edit = { $0 = $0.replacing(",Signature=", with: ",Sig=") }
        },
        // What.
        Row("no role", 400, "MissingParameter.RoleArn") { $0["RoleArn"] = nil },
        Row("a role that is a name", 400, "InvalidParameter.RoleArn") { $0["RoleArn"] = "uploader" },
        Row("the ARN of a user", 400, "InvalidParameter.RoleArn") { $0["RoleArn"] = "acs:ram::1000000000000000:user/alice" },
        Row("the ARN of all roles", 400, "InvalidParameter.RoleArn") { $0["RoleArn"] = "acs:ram::1000000000000000:role/*" },
        Row("no account", 400, "InvalidParameter.RoleArn") { $0["RoleArn"] = "acs:ram:::role/uploader" },
        Row("no session name", 400, "MissingParameter.RoleSessionName") { $0["RoleSessionName"] = nil },
        Row("a session name of one letter", 400, "InvalidParameter.RoleSessionName") { $0["RoleSessionName"] = "a" },
        Row("a session name of 65", 400, "InvalidParameter.RoleSessionName") { $0["RoleSessionName"] = String(repeating: "a", count: 65) },
        Row("a session name with a slash", 400, "InvalidParameter.RoleSessionName") { $0["RoleSessionName"] = "a/b" },
        Row("a session name that is no ASCII", 400, "InvalidParameter.RoleSessionName") { $0["RoleSessionName"] = "åsa" },
        Row("899 seconds", 400, "InvalidParameter.DurationSeconds") { $0["DurationSeconds"] = "899" },
        Row("more than the role allows", 400, "InvalidParameter.DurationSeconds") { $0["DurationSeconds"] = "3601" },
        Row("more than any role allows", 400, "InvalidParameter.DurationSeconds", role: "patient") { $0["DurationSeconds"] = "43201" },
        Row("a duration that is no number", 400, "InvalidParameter.DurationSeconds") { $0["DurationSeconds"] = "1e3" },
        Row("a duration that overflows", 400, "InvalidParameter.DurationSeconds") { $0["DurationSeconds"] = "99999999999999999999" },
        Row("a policy that is no JSON", 400, "InvalidParameter.PolicyGrammar") { $0["Policy"] = "{" },
        Row("an empty policy", 400, "InvalidParameter.PolicyGrammar") { $0["Policy"] = "" },
        Row("a policy with a principal", 400, "InvalidParameter.PolicyGrammar") {
            $0["Policy"] = #"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*","Principal":["*"]}]}"#
        },
        Row("a policy of version 2", 400, "InvalidParameter.PolicyGrammar") {
            $0["Policy"] = #"{"Version":"2","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"}]}"#
        },
        Row("a policy of 2049 characters", 400, "InvalidParameter.PolicySize") { $0["Policy"] = other },
        // Whether.
        Row("the owner", 403, "NoPermission", by: SessionServer.owner),
        Row("a user without the permission", 403, "NoPermission", by: SessionServer.bob),
        Row("a user without the permission, and no such role", 403, "NoPermission", role: "ghost", by: SessionServer.bob),
        Row("a user with the permission for other roles", 403, "NoPermission", role: "patient", by: SessionServer.carol),
        Row("a user whom the role does not trust", 403, "NoPermission", role: "alices", by: SessionServer.carol),
        Row("no such role", 404, "EntityNotExist.Role", role: "ghost"),
        Row("no such role, allowed by name", 404, "EntityNotExist.Role", role: "ghost", by: SessionServer.carol),
        Row("a role of another account", 404, "EntityNotExist.Role") { $0["RoleArn"] = "acs:ram::2000000000000000:role/uploader" },
    ]

    @Test("what is wrong is refused with its code") func refusals() async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            for row in Self.rows {
                for style in row.styles {
                    var call = STSCall.assumeRole(row.role, by: row.credentials, at: SessionServer.start)
                    call.style = style
                    row.edit(&call)
                    let answer = try await server.answer(to: call)
                    #expect(answer.status == row.status, "\(row.name), \(style): \(answer.body)")
                    #expect(answer.code == row.code, "\(row.name), \(style): \(answer.body)")
                    #expect(answer.json?["RequestId"]?.string?.isEmpty == false, "\(row.name), \(style)")
                    #expect(answer.json?["HostId"]?.string == "127.0.0.1:\(server.port)", "\(row.name), \(style)")
                    #expect(answer.json?["Message"]?.string?.isEmpty == false, "\(row.name), \(style)")
                    #expect(answer.json?["Recommend"]?.string?.contains(row.code) == true, "\(row.name), \(style)")
                    if let token = call.credentials.accessKey?.securityToken { #expect(!answer.body.contains(token.exposed)) }
                }
            }
        }
    }

    @Test("a role is assumed, and the answer has what the documentation says", arguments: STSCall.Style.allCases)
    func assumeRole(style: STSCall.Style) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            var call = STSCall.assumeRole(by: SessionServer.alice, at: SessionServer.start)
            call.style = style
            call["DurationSeconds"] = "1800"
            call["Policy"] = #"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "*"}]}"#
            let answer = try await server.answer(to: call)
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer.head.contains("Content-Type: application/json"))
            let json = try #require(answer.json)
            #expect(json["RequestId"]?.string?.isEmpty == false)
            #expect(json["AssumedRoleUser"]?.object?["AssumedRoleId"]?.string == "300000000000000001:test-session")
            #expect(json["AssumedRoleUser"]?.object?["Arn"]?.string == "acs:ram::1000000000000000:assumed-role/uploader/test-session")
            let credentials = try #require(json["Credentials"]?.object)
            #expect(credentials["AccessKeyId"]?.string?.hasPrefix("STS.") == true)
            #expect(credentials["AccessKeySecret"]?.string?.isEmpty == false)
            #expect(credentials["SecurityToken"]?.string?.isEmpty == false)
            #expect(credentials["Expiration"]?.string == "2024-11-12T09:02:38Z")
        }
    }

    @Test("answers are XML unless JSON is asked for") func xml() async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            for format in [nil, "XML"] {
                var call = STSCall.assumeRole(by: SessionServer.alice, at: SessionServer.start)
                call.format = format
                let answer = try await server.answer(to: call)
                let root = try #require(answer.xml)
                #expect(root.name == "AssumeRoleResponse")
                #expect(root.children.map(\.name) == ["RequestId", "AssumedRoleUser", "Credentials"])
                #expect(root.children[2].children.map(\.name) == ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"])
                call = .assumeRole("ghost", by: SessionServer.alice, at: SessionServer.start)
                call.format = format
                let refusal = try await server.answer(to: call)
                #expect(refusal.xml?.name == "Error")
                #expect(refusal.xml?.children.map(\.name) == ["RequestId", "HostId", "Code", "Message", "Recommend"])
                #expect(refusal.code == "EntityNotExist.Role")
            }
        }
    }

    @Test("a wrong secret is answered with the string that the server signed, but for one with a token") func evidence() async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            var call = STSCall.assumeRole(by: SessionServer.alice, at: SessionServer.start)
            call.secret = "wrong"
            let message = try await server.answer(to: call).json?["Message"]?.string
            #expect(message?.contains("server string to sign is:GET&%2F&AccessKeyId%3DLTAI5tAlice%26Action%3DAssumeRole%26") == true)
            var session = STSCall.callerIdentity(of: try await server.session(), at: SessionServer.start)
            session.secret = "wrong"
            for style in STSCall.Style.allCases {
                session.style = style
                let answer = try await server.answer(to: session)
                #expect(answer.code == "SignatureDoesNotMatch")
                #expect(!answer.body.contains(session.credentials.accessKey!.securityToken!.exposed))
            }
        }
    }

    @Test("a request is taken once, and its nonce again when its time is over", arguments: STSCall.Style.allCases)
    func replay(style: STSCall.Style) async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            var call = STSCall.callerIdentity(of: SessionServer.bob, at: SessionServer.start.advanced(bySeconds: 900)!)
            call.style = style
            #expect(try await server.answer(to: call).status == 200)
            #expect(try await server.answer(to: call).code == "SignatureNonceUsed")
            server.clock.advance(bySeconds: 1800)
            #expect(try await server.answer(to: call).code == "SignatureNonceUsed", "the last second in which the time is accepted")
            server.clock.advance(bySeconds: 1)
            #expect(try await server.answer(to: call).code == "InvalidTimeStamp.Expired")
            call.time = server.clock.now.rfc3339
            #expect(try await server.answer(to: call).status == 200)
            // Of another key.
            call.credentials = SessionServer.carol
            #expect(try await server.answer(to: call).status == 200)
            // A wrong signature uses up no nonce.
            call.nonce = "fresh"
            call.secret = "wrong"
            #expect(try await server.answer(to: call).code == "SignatureDoesNotMatch")
            call.secret = nil
            #expect(try await server.answer(to: call).status == 200)
        }
    }

    @Test("who one is") func callerIdentity() async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let session = try await server.session(by: SessionServer.carol)
            let rows: [(Credentials, [(String, String)])] = [
                (
                    SessionServer.owner,
                    [
                        ("IdentityType", "Account"), ("AccountId", "1000000000000000"), ("PrincipalId", "1000000000000000"),
                        ("Arn", "acs:ram::1000000000000000:root"), ("UserId", "1000000000000000"),
                    ]
                ),
                (
                    SessionServer.bob,
                    [
                        ("IdentityType", "RAMUser"), ("AccountId", "1000000000000000"), ("PrincipalId", "200000000000000002"),
                        ("Arn", "acs:ram::1000000000000000:user/bob"), ("UserId", "200000000000000002"),
                    ]
                ),
                (
                    session,
                    [
                        ("IdentityType", "AssumedRoleUser"), ("AccountId", "1000000000000000"), ("PrincipalId", "300000000000000001:test-session"),
                        ("Arn", "acs:ram::1000000000000000:assumed-role/uploader/test-session"), ("RoleId", "300000000000000001"),
                    ]
                ),
            ]
            for (credentials, members) in rows {
                for style in STSCall.Style.allCases {
                    var call = STSCall.callerIdentity(of: credentials, at: SessionServer.start)
                    call.style = style
                    let json = try #require(try await server.answer(to: call).json)
                    #expect(json.members.map(\.name).sorted() == (members.map(\.0) + ["RequestId"]).sorted())
                    for (name, value) in members { #expect(json[name]?.string == value, "\(name)") }
                }
            }
        }
    }

    @Test("a session of a role that everybody may assume, and whose policies allow it, assumes the next for an hour") func chain() async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let chain = try await server.session("chain")
            _ = try await server.session("uploader", by: chain)
            var call = STSCall.assumeRole("patient", by: chain, at: SessionServer.start)
            call["DurationSeconds"] = "3601"
            #expect(try await server.answer(to: call).code == "InvalidParameter.DurationSeconds")
            call["DurationSeconds"] = "3600"
            call.nonce = "second"
            #expect(try await server.answer(to: call).status == 200)
            #expect(try await server.answer(to: .assumeRole("alices", by: chain, at: SessionServer.start)).code == "NoPermission")
            let uploader = try await server.session("uploader")
            #expect(try await server.answer(to: .assumeRole("uploader", by: uploader, at: SessionServer.start)).code == "NoPermission")
            let narrowed = try await server.session(
                "chain", policy: #"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"}]}"#)
            #expect(try await server.answer(to: .assumeRole("uploader", by: narrowed, at: SessionServer.start)).code == "NoPermission")
        }
    }

    @Test("what is for OSS stays with OSS") func operationsOfOSS() async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            let host = "Host: 127.0.0.1:\(server.port)\r\nConnection: close"
            for (head, status, code) in [
                ("GET / HTTP/1.1", 403, "AccessDenied"),
                ("GET /uploads?Action=AssumeRole HTTP/1.1", 403, "AccessDenied"),
                ("PUT /?Action=AssumeRole HTTP/1.1\r\nContent-Length: 0", 405, "MethodNotAllowed"),
                ("GET /?Action=AssumeRole&OSSAccessKeyId=a&Expires=1&Signature=b HTTP/1.1", 403, "AccessDenied"),
                ("POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b", 405, "MethodNotAllowed"),
            ] {
                let parts = head.split(separator: "\r\n\r\n", maxSplits: 1)
                let answer = try await server.exchange("\(parts[0])\r\n\(host)\r\n\r\n\(parts.count > 1 ? String(parts[1]) : "")")
                #expect(answer.status == status, "\(head): \(answer.body)")
                #expect(answer.code == code, "\(head): \(answer.body)")
            }
            let signer = try RequestSigner(
                credentials: SessionServer.owner, region: SessionServer.region, endpoint: Endpoint("http://127.0.0.1:\(server.port)"))
            let listing = try signer.sign(
                UnsignedRequest(.get, .service, parameters: [QueryParameter("Action", "AssumeRole")]), at: SessionServer.start)
            var wire = WireRequest(method: "GET", path: "/", query: [("Action", "AssumeRole")])
            wire.fields = listing.headers.map { ($0.name.rawName, $0.value) }
            #expect(try await server.exchange(wire.text(port: server.port)).xml?.name == "ListAllMyBucketsResult")
        }
    }

    @Test("a body of more than 64 KiB is not read") func largeBody() async throws {
        try await SessionServer.run { (server: SessionServer) async throws in
            var call = STSCall.assumeRole(by: SessionServer.alice, at: SessionServer.start)
            call.style = .rpcPost
            call["ExternalId"] = String(repeating: "x", count: 65_536)
            let answer = try await server.answer(to: call)
            #expect(answer.status == 413)
            #expect(answer.code == "RequestEntityTooLarge")
        }
    }

    @Test("a full memory of nonces takes no more, and forgets what is over") func nonces() {
        let memory = NonceMemory(limit: 2)
        #expect(memory.use("a", by: "k", until: 100, at: 0) == .fresh)
        #expect(memory.use("b", by: "k", until: 200, at: 0) == .fresh)
        #expect(memory.use("a", by: "k", until: 100, at: 100) == .used)
        #expect(memory.use("c", by: "k", until: 200, at: 100) == .full)
        #expect(memory.use("c", by: "k", until: 200, at: 101) == .fresh)
        #expect(memory.use("b", by: "k", until: 200, at: 101) == .used)
        #expect(memory.use("d", by: "k", until: 200, at: 101) == .full)
        let shared = NonceMemory(limit: 10, share: 1)
        #expect(shared.use("a", by: "k", until: 100, at: 0) == .fresh)
        #expect(shared.use("b", by: "k", until: 100, at: 0) == .full, "one key keeps no other out")
        #expect(shared.use("b", by: "l", until: 100, at: 0) == .fresh)
        #expect(shared.use("b", by: "k", until: 200, at: 161) == .fresh)
    }
}
