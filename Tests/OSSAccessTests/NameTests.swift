import OSSSigning
import Testing

@testable import OSSAccess

/// Which names there may be, and when two of them are one.
@Suite("Names of users, roles, policies and sessions") struct NameTests {
    static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    static let legal: [(NameRule, [String])] = [
        (.user, ["a", "0", "A.b_c-d", "-", repeated("z", 64)]), (.role, ["r", "R.o_l-e", repeated("9", 64)]),
        (.policy, ["p", "A-1", repeated("p", 128)]), (.session, ["ab", "me@example.com", "a-_.", repeated("s", 64)]),
    ]

    static let illegal: [(NameRule, [String])] = [
        (.user, ["", repeated("z", 65), "a b", "a@b", "a/b", "a\u{0}", "\u{212A}", "\u{E9}", "e\u{301}", "a*"]),
        (.role, ["", repeated("z", 65), "a@b", "a:b", "\u{212A}", "\u{E9}", "e\u{301}"]),
        (.policy, ["", repeated("p", 129), "a_b", "a.b", "\u{212A}", "\u{E9}", "e\u{301}"]),
        (.session, ["", "a", repeated("s", 65), "a/b", "a b", "a*", "\u{212A}\u{212A}", "\u{E9}\u{E9}", "e\u{301}e\u{301}"]),
    ]

    @Test("what is a name", arguments: legal) func accepts(rule: NameRule, names: [String]) {
        for name in names { #expect(rule.allows(name.utf8), "\(name)") }
    }

    @Test("what is none", arguments: illegal) func refuses(rule: NameRule, names: [String]) {
        for name in names { #expect(!rule.allows(name.utf8), "\(name.debugDescription)") }
    }

    @Test("a rule says what it allows") func description() {
        #expect("\(NameRule.user)" == "1 to 64 letters, digits, '.', '_' and '-'")
        #expect("\(NameRule.policy)" == "1 to 128 letters, digits and '-'")
    }

    /// Pairs that `String ==` takes for one: U+212A for K, and letters with their accents in one piece and in two.
    static let alike = [("K", "\u{212A}"), ("caf\u{E9}", "cafe\u{301}"), ("\u{C5}", "\u{212B}")]

    @Test("names that only look the same are two names", arguments: alike) func apart(name: String, other: String) throws {
        try #require(name == other)
        let document = try PolicyDocument(json: Array(IdentitiesTests.policy.utf8), .ram)
        var identities = Identities(
            users: [RAMUser(name: name, id: "200000000000000001", created: .epoch, policies: [name])],
            roles: [RAMRole(name: name, id: "300000000000000001", created: .epoch, policies: [name], trust: .users([name]))],
            policies: [RAMPolicy(name: name, document: document)])
        #expect(identities.user(name) != nil && identities.role(name) != nil && identities.policy(name) != nil)
        #expect(identities.user(other) == nil && identities.role(other) == nil && identities.policy(other) == nil)
        #expect(identities.attached([other]).isEmpty)
        #expect(identities.holders(ofPolicy: other).isEmpty)
        var random = SystemRandomNumberGenerator()
        #expect(throws: IdentityError(.noPolicy, "")) { try identities.attachPolicy(other, to: .user(name)) }
        #expect(throws: IdentityError(.userLacksPolicy, "")) { try identities.detachPolicy(other, from: .user(name)) }
        #expect(throws: IdentityError(.roleLacksPolicy, "")) { try identities.detachPolicy(other, from: .role(name)) }
        #expect(throws: IdentityError(.noPolicy, "")) { try identities.deletePolicy(other) }
        #expect(throws: IdentityError(.policyName, "")) { _ = try identities.putPolicy(other, json: Array(IdentitiesTests.policy.utf8)) }
        #expect(throws: IdentityError(.noUser, "")) { try identities.setTrust(.users([other]), ofRole: name) }
        #expect(throws: IdentityError(.noRole, "")) { try identities.setTrust(.wholeAccount, ofRole: other) }
        #expect(throws: IdentityError(.userName, "")) { _ = try identities.createUser(other, at: .epoch, using: &random) }
        #expect(throws: IdentityError(.roleName, "")) { _ = try identities.createRole(other, at: .epoch, using: &random) }
        #expect(throws: IdentityError(.noUser, "")) { try identities.deleteUser(other, force: true) }
    }

    @Test(
        "a document names users and policies byte by byte",
        arguments: [
            (#"{"name":"a","policies":["\u212A"]}"#, #"{"name":"r"}"#, "users[0].policies[0]: the name of a policy is"),
            (#"{"name":"a"}"#, #"{"name":"r","policies":["\u212A"]}"#, "roles[0].policies[0]: the name of a policy is"),
            (#"{"name":"K"}"#, #"{"name":"r","trusted_users":["\u212A"]}"#, "roles[0].trusted_users[0]: the name of a user is"),
            (#"{"name":"K"}"#, #"{"name":"r","trusted_users":["k"]}"#, "roles[0].trusted_users[0]: there is no user \"k\""),
            (#"{"name":"caf\u00E9"}"#, #"{"name":"r"}"#, "users[0].name: the name of a user is"),
            (#"{"name":"a"}"#, #"{"name":"r","trusted_users":["cafe\u0301"]}"#, "roles[0].trusted_users[0]: the name of a user is"),
            (#"{"name":"a"}"#, #"{"name":"\u212A"}"#, "roles[0].name: the name of a role is"),
        ]) func document(user: String, role: String, expected: String)
    {
        let policies = #"{"name":"K","document":\#(IdentitiesTests.policy)}"#
        do {
            _ = try Identities(json: Array(#"{"version":1,"users":[\#(user)],"roles":[\#(role)],"policies":[\#(policies)]}"#.utf8))
            Issue.record("read: \(user) \(role)")
        } catch { #expect("\(error)".hasPrefix(expected), "\(error)") }
    }

    @Test("what outsiders wrote is quoted so that it can be read") func quoting() {
        #expect(OutsideText.quoted("上传/a*") == "\"上传/a*\"")
        #expect(OutsideText.quoted("a\u{0}\n\u{202E}b\u{2028}\u{9B}") == "\"a???b??\"")
        #expect(OutsideText.quoted(Self.repeated("x", 64)) == "\"\(Self.repeated("x", 64))\"")
        #expect(OutsideText.quoted(Self.repeated("x", 65)) == "\"\(Self.repeated("x", 64))...\"")
    }
}
