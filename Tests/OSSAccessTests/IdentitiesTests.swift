import OSSSigning
import OSSWire
import Testing

@testable import OSSAccess

@Suite("Identities") struct IdentitiesTests {
    static let policy = #"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:PutObject","Resource":"acs:oss:*:*:uploads/in/*"}]}"#
    static let document = """
        {"version": 1, "account": "1000000000000001",
         "users": [{"name": "alice", "id": "200000000000000001", "policies": ["uploader", "AliyunOSSReadOnlyAccess"],
                    "access_keys": [{"id": "LTAIalice", "secret": "alice-secret-0123456789", "status": "Active"},
                                    {"id": "LTAIold", "secret": "old-secret-0123456789", "status": "Inactive"}]},
                   {"name": "bob"}],
         "roles": [{"name": "uploads-role", "id": "300000000000000001", "policies": ["uploader"], "trusted_users": ["alice"],
                    "max_session_duration": 43200}, {"name": "everybody"}],
         "policies": [{"name": "uploader", "document": \(policy)}]}
        """
    let now = SigningTime(rfc3339: "2026-01-31T08:30:00Z")!

    private func filled() throws -> Identities { try Identities(json: Array(Self.document.utf8)) }

    @Test("a document is read as it says") func reading() throws {
        let identities = try filled()
        #expect(identities.account == AccountID("1000000000000001"))
        let alice = try #require(identities.user("alice"))
        #expect(alice.id == "200000000000000001")
        #expect(alice.policies == ["uploader", "AliyunOSSReadOnlyAccess"])
        #expect(alice.keys.map(\.id.rawValue) == ["LTAIalice", "LTAIold"])
        #expect(alice.keys.map(\.isEnabled) == [true, false])
        #expect(alice.keys[0].secret.exposed == "alice-secret-0123456789")
        #expect(identities.role("uploads-role")?.trust == .users(["alice"]))
        #expect(identities.role("uploads-role")?.maximumSession == 43_200)
        #expect(identities.role("everybody")?.trust == .wholeAccount)
        #expect(identities.role("everybody")?.maximumSession == 3600)
        #expect(identities.attached(alice.policies).map(\.name) == ["uploader", "AliyunOSSReadOnlyAccess"])
        #expect(try Identities(json: Array(#"{"version":1}"#.utf8)).account == .standard)
    }

    @Test("ids that no document gives are the same every time, and differ by name and kind") func derivedIDs() throws {
        let bob = try #require(try filled().user("bob")).id
        #expect(bob == (try filled().user("bob")?.id))
        #expect(IdentityID.isValid(bob, .user))
        #expect(IdentityID.derived(from: "bob", .role) != bob)
        #expect(IdentityID.isValid(IdentityID.derived(from: "bob", .role), .role))
        // Written down here: an id is in bucket policies of users, and no new version may change it.
        #expect(IdentityID.derived(from: "alice", .user) == "248989187584813499")
    }

    @Test("what is written is read as the same") func roundTrip() throws {
        let identities = try filled()
        let again = try Identities(json: identities.json)
        #expect(again.json == identities.json)
        #expect(again.users.map(\.keys) == identities.users.map(\.keys))
        #expect(again.roles.map(\.trust) == identities.roles.map(\.trust))
        #expect(again.policies.map(\.document.json) == [Array(Self.policy.utf8)])
        var nobody = identities
        try nobody.setTrust(.users([]), ofRole: "everybody")
        #expect(try Identities(json: nobody.json).role("everybody")?.trust == .users([]))
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("[]", "it is no object"), ("{", "Invalid JSON"), ("{}", "version is missing"), (#"{"version":"1"}"#, "version: it is no whole number"),
            (#"{"version":2}"#, "version: only version 1"), (#"{"version":1,"x":1}"#, "unknown member \"x\""),
            (#"{"version":1,"version":1}"#, "a name occurs twice"), (#"{"version":1,"account":1}"#, "account: it is no string; put it in quotes"),
            (#"{"version":1,"account":"a"}"#, "account: the id of an account"), (#"{"version":1,"users":{}}"#, "users: it is no list"),
            (#"{"version":1,"users":[1]}"#, "users[0]: it is no object"), (#"{"version":1,"users":[{}]}"#, "users[0]: name is missing"),
            (#"{"version":1,"users":[{"name":"a b"}]}"#, "users[0].name: the name of a user"),
            (#"{"version":1,"users":[{"name":""}]}"#, "users[0].name: the name of a user"),
            (#"{"version":1,"users":[{"name":"a"},{"name":"a"}]}"#, "users[1].name: there are two users"),
            (#"{"version":1,"users":[{"name":"a","id":"300000000000000001"}]}"#, "users[0].id: it is 18 digits"),
            (#"{"version":1,"users":[{"name":"a","id":"20000000000000001"}]}"#, "users[0].id: it is 18 digits"),
            (#"{"version":1,"users":[{"name":"a","id":"200000000000000001"},{"name":"b","id":"200000000000000001"}]}"#, "users[1]: another user"),
            (#"{"version":1,"users":[{"name":"a","policies":["p"]}]}"#, "users[0].policies[0]: there is no policy \"p\""),
            (
                #"{"version":1,"users":[{"name":"a","policies":["AliyunOSSFullAccess","AliyunOSSFullAccess"]}]}"#,
                "users[0].policies[1]: it occurs twice"
            ),
            (#"{"version":1,"users":[{"name":"a","access_keys":[{"id":"K"}]}]}"#, "users[0].access_keys[0]: secret is missing"),
            (#"{"version":1,"users":[{"name":"a","access_keys":[{"id":"K","secret":""}]}]}"#, "access_keys[0].secret: a secret is"),
            (#"{"version":1,"users":[{"name":"a","access_keys":[{"id":"K","secret":12345}]}]}"#, "access_keys[0].secret: it is no string; put it"),
            (#"{"version":1,"users":[{"name":"a","access_keys":[{"id":"K/1","secret":"s"}]}]}"#, "access_keys[0].id: an access key id"),
            (#"{"version":1,"users":[{"name":"a","access_keys":[{"id":"STS.1","secret":"s"}]}]}"#, "access_keys[0].id: ids that begin with STS."),
            (#"{"version":1,"users":[{"name":"a","access_keys":[{"id":"K","secret":"s","status":"active"}]}]}"#, "status: it is Active or Inactive"),
            (
                #"{"version":1,"users":[{"name":"a","access_keys":[{"id":"K","secret":"s"}]},{"name":"b","access_keys":[{"id":"K","secret":"t"}]}]}"#,
                "users[1].access_keys[0].id: there are two access keys"
            ),
            (#"{"version":1,"roles":[{"name":"r","trusted_users":["x"]}]}"#, "roles[0].trusted_users[0]: there is no user"),
            (#"{"version":1,"roles":[{"name":"r","max_session_duration":3599}]}"#, "roles[0].max_session_duration: the longest session"),
            (#"{"version":1,"roles":[{"name":"r","max_session_duration":43201}]}"#, "roles[0].max_session_duration: the longest session"),
            (#"{"version":1,"roles":[{"name":"r","max_session_duration":3600.5}]}"#, "roles[0].max_session_duration: it is no whole number"),
            (#"{"version":1,"policies":[{"name":"p"}]}"#, "policies[0]: document is missing"),
            (#"{"version":1,"policies":[{"name":"p_","document":{}}]}"#, "policies[0].name: the name of a policy"),
            (#"{"version":1,"policies":[{"name":"p","document":"{}"}]}"#, "policies[0].document: it is no object"),
            (#"{"version":1,"policies":[{"name":"p","document":{"Version":1,"Statement":[]}}]}"#, "policies[0].document: Invalid Policy: "),
            (#"{"version":1,"policies":[{"name":"AliyunOSSFullAccess","document":{}}]}"#, "policies[0].name: AliyunOSSFullAccess is a policy of"),
            (#"{"version":1,"users":[{"name":"a","created":"yesterday"}]}"#, "users[0].created: it is no time"),
        ] as [(String, String)]) func errors(json: String, expected: String)
    {
        do {
            _ = try Identities(json: Array(json.utf8))
            Issue.record("read: \(json)")
        } catch { #expect("\(error)".contains(expected), "\(error)") }
    }

    @Test("no error repeats a secret") func secretsStaySecret() {
        for member in [#""secret":"CANARY\u0001""#, #""secret":"CANARY","secret":"CANARY""#, #""secret":["CANARY"]"#, #""secret":"CANARY","x":1"#] {
            do {
                _ = try Identities(json: Array(#"{"version":1,"users":[{"name":"a","access_keys":[{"id":"K",\#(member)}]}]}"#.utf8))
                Issue.record("read: \(member)")
            } catch { #expect(!"\(error)".contains("CANARY")) }
        }
        var identities = Identities(users: [RAMUser(name: "a", id: "2", created: now)])
        do {
            _ = try identities.createKey(of: "a", id: "K", secret: Secret("CANARY\n"), at: now)
            Issue.record("made")
        } catch { #expect(error.code == .keySecret && !"\(error)".contains("CANARY")) }
    }

    @Test("a user is made, has keys, and goes when nothing hangs on it") func users() throws {
        var (identities, random) = (Identities(), SystemRandomNumberGenerator())
        let carol = try identities.createUser("carol", at: now, using: &random)
        #expect(IdentityID.isValid(carol.id, .user))
        #expect(throws: IdentityError(.userExists, "")) { _ = try identities.createUser("carol", at: now, using: &random) }
        for name in ["", "a b", "a/b", "ä", String(repeating: "a", count: 65)] {
            #expect(throws: IdentityError(.userName, "")) { _ = try identities.createUser(name, at: now, using: &random) }
        }
        _ = try identities.createUser(String(repeating: "a", count: 64), at: now, using: &random)
        let key = try identities.createKey(of: "carol", id: "LTAIcarol", secret: Secret("s"), at: now)
        #expect(key.isEnabled)
        #expect(throws: IdentityError(.keyExists, "")) { _ = try identities.createKey(of: "carol", id: "LTAIcarol", secret: Secret("t"), at: now) }
        #expect(throws: IdentityError(.noUser, "")) { _ = try identities.createKey(of: "dave", id: "K", secret: Secret("t"), at: now) }
        try identities.setKey(key.id, enabled: false)
        #expect(identities.user("carol")?.keys.first?.isEnabled == false)
        #expect(throws: IdentityError(.userHasKeys, "")) { try identities.deleteUser("carol") }
        try identities.deleteKey(key.id)
        #expect(throws: IdentityError(.noKey, "")) { try identities.deleteKey(key.id) }
        #expect(throws: IdentityError(.noKey, "")) { try identities.setKey(key.id, enabled: true) }
        try identities.attachPolicy("AliyunOSSFullAccess", to: .user("carol"))
        #expect(throws: IdentityError(.userHasPolicies, "")) { try identities.deleteUser("carol") }
        try identities.deleteUser("carol", force: true)
        #expect(throws: IdentityError(.noUser, "")) { try identities.deleteUser("carol") }
    }

    @Test("a name that is used again is not trusted for what it was") func trustOfDeletedUser() throws {
        var (identities, random) = (try filled(), SystemRandomNumberGenerator())
        try identities.deleteUser("alice", force: true)
        _ = try identities.createUser("alice", at: now, using: &random)
        #expect(identities.role("uploads-role")?.trust == .users([]))
    }

    @Test("policies are put, attached, detached and deleted") func policies() throws {
        var identities = try filled()
        let json = Array(Self.policy.utf8)
        _ = try identities.putPolicy("second", json: Array("\n \(Self.policy)\n".utf8))
        #expect(identities.policies.last?.document.json == json)
        #expect(throws: IdentityError(.policyDocument, "")) { _ = try identities.putPolicy("second", json: Array("{}".utf8)) }
        // Its limit counts for what is put, blanks and all.
        let blanks = [UInt8](repeating: 0x20, count: 6144 - json.count)
        #expect(try identities.putPolicy("second", json: json + blanks).document.json == json)
        #expect(throws: IdentityError(.policyDocument, "")) { _ = try identities.putPolicy("second", json: json + blanks + [0x20]) }
        #expect(throws: IdentityError(.systemPolicy, "")) { _ = try identities.putPolicy("AliyunOSSFullAccess", json: json) }
        for name in ["", "a_b", String(repeating: "p", count: 129)] {
            #expect(throws: IdentityError(.policyName, "")) { _ = try identities.putPolicy(name, json: json) }
        }
        try identities.attachPolicy("second", to: .user("bob"))
        try identities.attachPolicy("second", to: .role("everybody"))
        #expect(identities.holders(ofPolicy: "second") == [.user("bob"), .role("everybody")])
        #expect(throws: IdentityError(.userHasPolicy, "")) { try identities.attachPolicy("second", to: .user("bob")) }
        #expect(throws: IdentityError(.roleHasPolicy, "")) { try identities.attachPolicy("second", to: .role("everybody")) }
        #expect(throws: IdentityError(.noPolicy, "")) { try identities.attachPolicy("third", to: .user("bob")) }
        #expect(throws: IdentityError(.noUser, "")) { try identities.attachPolicy("second", to: .user("dave")) }
        #expect(throws: IdentityError(.policyHasUsers, "")) { try identities.deletePolicy("second") }
        try identities.detachPolicy("second", from: .user("bob"))
        #expect(throws: IdentityError(.userLacksPolicy, "")) { try identities.detachPolicy("second", from: .user("bob")) }
        #expect(throws: IdentityError(.policyHasRoles, "")) { try identities.deletePolicy("second") }
        try identities.detachPolicy("second", from: .role("everybody"))
        #expect(throws: IdentityError(.roleLacksPolicy, "")) { try identities.detachPolicy("second", from: .role("everybody")) }
        try identities.deletePolicy("second")
        #expect(throws: IdentityError(.noPolicy, "")) { try identities.deletePolicy("second") }
        #expect(throws: IdentityError(.systemPolicy, "")) { try identities.deletePolicy("AliyunOSSFullAccess") }
    }

    @Test("roles are made, trusted and deleted") func roles() throws {
        var (identities, random) = (try filled(), SystemRandomNumberGenerator())
        let role = try identities.createRole("r", trust: .users(["bob", "bob"]), maximumSession: 7200, at: now, using: &random)
        #expect(IdentityID.isValid(role.id, .role))
        #expect(role.trust == .users(["bob"]))
        #expect(throws: IdentityError(.roleExists, "")) { _ = try identities.createRole("r", at: now, using: &random) }
        #expect(throws: IdentityError(.noUser, "")) { _ = try identities.createRole("s", trust: .users(["x"]), at: now, using: &random) }
        for seconds in [0, 3599, 43_201, Int.max] {
            #expect(throws: IdentityError(.maximumSession, "")) {
                _ = try identities.createRole("s", maximumSession: seconds, at: now, using: &random)
            }
        }
        try identities.attachPolicy("uploader", to: .role("r"))
        #expect(throws: IdentityError(.roleHasPolicies, "")) { try identities.deleteRole("r") }
        try identities.deleteRole("r", force: true)
        #expect(throws: IdentityError(.noRole, "")) { try identities.deleteRole("r") }
    }

    @Test("limits are kept, by changes and by documents") func limits() throws {
        var random = SystemRandomNumberGenerator()
        var identities = Identities(users: (0..<10_000).map { RAMUser(name: "u\($0)", id: IdentityID.derived(from: "u\($0)", .user), created: now) })
        #expect(try Identities(json: identities.json).users.count == 10_000)
        #expect(throws: IdentityError(.tooManyUsers, "")) { _ = try identities.createUser("x", at: now, using: &random) }
        for number in 0..<100 { _ = try identities.createKey(of: "u7", id: "K\(number)", secret: Secret("s"), at: now) }
        #expect(throws: IdentityError(.tooManyKeys, "")) { _ = try identities.createKey(of: "u7", id: "K", secret: Secret("s"), at: now) }
        for number in 0..<1000 { _ = try identities.createRole("r\(number)", at: now, using: &random) }
        #expect(throws: IdentityError(.tooManyRoles, "")) { _ = try identities.createRole("r", at: now, using: &random) }
        for number in 0..<1000 { _ = try identities.putPolicy("p\(number)", json: Array(Self.policy.utf8)) }
        #expect(throws: IdentityError(.tooManyPolicies, "")) { _ = try identities.putPolicy("p", json: Array(Self.policy.utf8)) }
        let many = (0...10_000).map { "{\"name\":\"u\($0)\"}" }.joined(separator: ",")
        #expect(throws: IdentitiesDocumentError.self) { _ = try Identities(json: Array("{\"version\":1,\"users\":[\(many)]}".utf8)) }
        let long = Array("{\"version\":1}".utf8) + [UInt8](repeating: 0x20, count: 16 << 20)
        #expect(throws: IdentitiesDocumentError.self) { _ = try Identities(json: long) }
    }
}
