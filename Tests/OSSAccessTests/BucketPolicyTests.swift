import OSSSigning
import Testing

@testable import OSSAccess

/// The documentation's page "Bucket Policy", and its examples.
@Suite("Bucket policies") struct BucketPolicyTests {
    static let readAndWrite = #"""
        {"Effect":"Allow","Action":["oss:GetObject","oss:PutObject","oss:GetObjectAcl","oss:PutObjectAcl","oss:ListParts","oss:AbortMultipartUpload"],
        "Principal":["200000000000000001","200000000000000002"],"Resource":["acs:oss:*:1000000000000000:mybucket/*"]},
        {"Effect":"Allow","Action":["oss:ListObjects","oss:ListObjectVersions"],"Principal":["200000000000000001"],
        "Resource":["acs:oss:*:1000000000000000:mybucket"]}
        """#
    static let directory = #"""
        {"Effect":"Allow","Action":["oss:GetObject","oss:GetObjectVersion"],"Principal":["arn:sts::1000000000000000:assumed-role/uploads-role/app"],
        "Resource":["acs:oss:*:*:mybucket/hanghzou/2020/*"]}
        """#
    static let anonymousList = #"{"Effect":"Allow","Action":"oss:ListObjects","Principal":"*","Resource":"acs:oss:*:*:mybucket"}"#
    static let network = #"""
        {"Effect":"Deny","Action":"oss:*","Principal":["*"],"Resource":["acs:oss:*:*:mybucket","acs:oss:*:*:mybucket/*"],
        "Condition":{"NotIpAddress":{"acs:SourceIp":["192.0.2.0/24","2001:db8::/32"]}}}
        """#

    struct Row: Sendable, CustomTestStringConvertible {
        let statements: String
        let who: AccessRequester
        let action: String
        let path: String
        let values: [String: String]
        let outcome: Outcome

        init(_ statements: String, _ who: AccessRequester, _ action: String, _ path: String, _ address: String? = nil, _ outcome: Outcome) {
            (self.statements, self.who, self.action, self.path, self.outcome) = (statements, who, "oss:" + action, path, outcome)
            values = address.map { ["acs:SourceIp": $0] } ?? [:]
        }

        var testDescription: String { "\(who) \(action) \(path) \(values)" }
    }

    static func user(_ id: String) -> AccessRequester { .user(RAMUserReference(account: .standard, id: id, name: "somebody")) }
    static func role(_ name: String, _ session: String, _ id: String = "300000000000000001") -> AccessRequester {
        .session(RoleSessionReference(account: .standard, roleID: id, roleName: name, sessionName: session))
    }

    static let rows: [Row] = [
        Row(readAndWrite, user("200000000000000001"), "PutObject", "mybucket/a", .allowed),
        Row(readAndWrite, user("200000000000000002"), "GetObject", "mybucket/a/b", .allowed),
        Row(readAndWrite, user("200000000000000003"), "GetObject", "mybucket/a/b", .silent),
        Row(readAndWrite, user("20000000000000000"), "GetObject", "mybucket/a/b", .silent),
        Row(readAndWrite, user("200000000000000001"), "ListObjects", "mybucket", .allowed),
        Row(readAndWrite, user("200000000000000002"), "ListObjects", "mybucket", .silent),
        Row(readAndWrite, user("200000000000000001"), "DeleteObject", "mybucket/a", .silent),
        Row(readAndWrite, .anonymous, "GetObject", "mybucket/a", .silent), Row(readAndWrite, Asking.owner, "GetObject", "mybucket/a", .silent),

        Row(directory, role("Uploads-Role", "app"), "GetObjectVersion", "mybucket/hanghzou/2020/a", .allowed),
        Row(directory, role("uploads-role", "app"), "GetObject", "mybucket/hanghzou/2020/", .allowed),
        Row(directory, role("uploads-role", "App"), "GetObject", "mybucket/hanghzou/2020/a", .silent),
        Row(directory, role("uploads-rolé", "app"), "GetObject", "mybucket/hanghzou/2020/a", .silent),
        Row(directory, role("uploads-role", "app"), "PutObject", "mybucket/hanghzou/2020/a", .silent),
        Row(directory, Asking.alice, "GetObject", "mybucket/hanghzou/2020/a", .silent),

        Row(anonymousList, .anonymous, "ListObjects", "mybucket", .allowed), Row(anonymousList, Asking.alice, "ListObjects", "mybucket", .allowed),
        Row(anonymousList, .anonymous, "GetObject", "mybucket/a", .silent),
        Row(anonymousList, Asking.owner, "ListObjects", "mybucket", .silent),

        Row(network, .anonymous, "GetObject", "mybucket/a", "192.0.2.255", .silent),
        Row(network, .anonymous, "GetObject", "mybucket/a", "192.0.3.0", .denied),
        Row(network, Asking.alice, "PutObject", "mybucket/a", "::ffff:192.0.2.1", .silent),
        Row(network, Asking.alice, "PutObject", "mybucket/a", "::ffff:192.0.1.1", .denied),
        Row(network, Asking.alice, "GetBucketInfo", "mybucket", "2001:db8::1", .silent),
        // With a condition, the owner is locked out, too.
        Row(network, Asking.owner, "GetBucketInfo", "mybucket", "2001:db9::1", .denied),
        Row(network, Asking.owner, "GetBucketInfo", "mybucket", "192.0.2.1", .silent),
        // A request without an address is not in the network.
        Row(network, Asking.owner, "GetBucketInfo", "mybucket", .denied), Row(network, .anonymous, "GetObject", "mybucket/a", "unreadable", .denied),
    ]

    @Test("the documentation's examples", arguments: rows) func example(row: Row) throws {
        let set = PolicySet(bucket: try Asking.document(row.statements, .bucket))
        #expect(Outcome(set.verdict(on: try Asking.question(row.action, row.path, row.who, row.values))) == row.outcome)
    }

    static func principals(_ element: String, _ condition: String = "") -> String {
        #"{"Effect":"Deny",\#(element),"Action":"oss:*","Resource":"acs:oss:*:*:mybucket/*"\#(condition)}"#
    }
    static let always = #","Condition":{"StringLike":{"oss:Prefix":"*"}}"#

    static let principalRows: [(element: String, owner: Bool, alice: Bool, session: Bool, anonymous: Bool)] = [
        (#""Principal":"*""#, false, true, true, true), (#""Principal":["*"]"#, false, true, true, true),
        (#""Principal":[]"#, false, true, true, true),
        (#""Principal":["*","1000000000000000"]"#, true, true, true, true), (#""Principal":"1000000000000000""#, true, false, false, false),
        (#""Principal":"200000000000000001""#, false, true, false, false), (#""Principal":"300000000000000001""#, false, false, true, false),
        (#""Principal":"arn:sts::1000000000000000:assumed-role/uploads-role/*""#, false, false, true, false),
        (#""Principal":"arn:sts::1000000000000000:assumed-role/UPLOADS-ROLE/app""#, false, false, true, false),
        (#""Principal":"arn:sts::1000000000000001:assumed-role/uploads-role/*""#, false, false, false, false),
        (#""Principal":"arn:sts::1000000000000000:assumed-role/uploads/*""#, false, false, false, false),
        (#""NotPrincipal":["200000000000000001"]"#, true, false, true, true), (#""NotPrincipal":"*""#, false, false, false, false),
        (#""NotPrincipal":["1000000000000000","300000000000000001"]"#, false, true, false, true),
    ]

    @Test("whom a statement is about", arguments: principalRows)
    func principal(element: String, owner: Bool, alice: Bool, session: Bool, anonymous: Bool) throws {
        let set = PolicySet(bucket: try Asking.document(Self.principals(element), .bucket))
        for (who, isMeant) in [(Asking.owner, owner), (Asking.alice, alice), (Asking.session, session), (.anonymous, anonymous)] {
            #expect(Outcome(set.verdict(on: try Asking.question("oss:GetObject", "mybucket/a", who))) == (isMeant ? .denied : .silent), "\(who)")
        }
    }

    @Test("with a condition, everybody includes the owner") func ownerUnderCondition() throws {
        let set = PolicySet(bucket: try Asking.document(Self.principals(#""Principal":"*""#, Self.always), .bucket))
        #expect(Outcome(set.verdict(on: try Asking.question("oss:GetObject", "mybucket/a", Asking.owner, ["oss:Prefix": ""]))) == .denied)
        #expect(Outcome(set.verdict(on: try Asking.question("oss:GetObject", "mybucket/a", Asking.owner))) == .silent)
    }

    static let publicRows: [(principal: String, condition: String, isPublic: Bool)] = [
        (#""Principal":"*""#, "", true), (#""Principal":[]"#, "", true), (#""Principal":["200000000000000001","*"]"#, "", true),
        (#""Principal":["200000000000000001"]"#, "", false), (#""NotPrincipal":["200000000000000001"]"#, "", true),
        (#""NotPrincipal":"*""#, "", false),
        (#""Principal":"*""#, "{}", true),
        (#""Principal":"*""#, #"{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#, false),
        (#""Principal":"*""#, #"{"IpAddressIncludeBorder":{"ACS:sourceip":["1.2.3.4","2001:db8::/32"]}}"#, false),
        (#""Principal":"*""#, #"{"IpAddress":{"acs:SourceIp":"10.0.0.0/7"}}"#, true),
        (#""Principal":"*""#, #"{"IpAddress":{"acs:SourceIp":"0.0.0.0/0"}}"#, true),
        (#""Principal":"*""#, #"{"IpAddress":{"acs:SourceIp":["1.2.3.4","::/0"]}}"#, true),
        (#""Principal":"*""#, #"{"IpAddress":{"acs:SourceIp":"::ffff:0:0/96"}}"#, true),
        (#""Principal":"*""#, #"{"IpAddress":{"acs:SourceIp":"2001::/31"}}"#, true),
        (#""Principal":"*""#, #"{"NotIpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#, true),
        (#""Principal":"*""#, #"{"StringEquals":{"acs:SourceVpc":"vpc-1"}}"#, false),
        (#""Principal":"*""#, #"{"StringLike":{"acs:SourceVpc":"vpc-1"}}"#, false),
        (#""Principal":"*""#, #"{"StringLike":{"acs:SourceVpc":"vpc-*"}}"#, true),
        (#""Principal":"*""#, #"{"StringNotEquals":{"acs:SourceVpc":"vpc-1"}}"#, true),
        (#""Principal":"*""#, #"{"StringEquals":{"acs:AccessId":"LTAI1"}}"#, false),
        (#""Principal":"*""#, #"{"StringEquals":{"acs:UserAgent":"x"}}"#, true),
        (#""Principal":"*""#, #"{"Bool":{"acs:SecureTransport":"true"}}"#, true),
        (#""Principal":"*""#, #"{"Bool":{"acs:SecureTransport":true},"IpAddress":{"acs:SourceIp":"1.2.3.4"}}"#, false),
    ]

    @Test("what opens a bucket to everybody", arguments: publicRows) func opening(principal: String, condition: String, isPublic: Bool) throws {
        let rest = condition.isEmpty ? "" : #","Condition":\#(condition)"#
        let statement = #"{"Effect":"Allow",\#(principal),"Action":"oss:GetObject","Resource":"acs:oss:*:*:mybucket/*"\#(rest)}"#
        let document = try Asking.document(statement, .bucket)
        #expect(document.isPublic == isPublic)
        let denying = try Asking.document(statement.replacing("Allow", with: "Deny"), .bucket)
        #expect(!denying.isPublic)
    }

    @Test(
        "a policy is about its own bucket",
        arguments: [
            ("acs:oss:*:*:mybucket", true), ("acs:oss:*:*:mybucket/*", true), ("acs:oss:cn-hangzhou:1000000000000000:mybucket/a?/b*", true),
            ("acs:oss:*:*:mybucket2", false), ("acs:oss:*:*:mybucket2/*", false), ("acs:oss:*:*:mybucke", false), ("acs:oss:*:*:mybucket*", true),
            ("*", true),
            ("acs:oss:*:*:*", true), ("acs:oss:*:*:*/a", true), ("acs:oss:*:*:mybucke?/a", true), ("acs:oss:*:*:other*", false),
            ("acs:oss:*:*:/mybucket/a", false),
        ])
    func ownBucket(resource: String, isOwn: Bool) throws {
        for element in ["Resource", "NotResource"] {
            let document = try Asking.document(
                #"{"Effect":"Allow","Principal":"*","Action":"oss:GetObject","\#(element)":["acs:oss:*:*:mybucket/a","\#(resource)"]}"#, .bucket)
            let bucket = try BucketName("mybucket")
            if isOwn { try document.check(isOf: bucket) } else { #expect(throws: PolicyError.self) { try document.check(isOf: bucket) } }
        }
    }
}

extension BucketPolicyTests.Row {
    init(_ statements: String, _ who: AccessRequester, _ action: String, _ path: String, _ outcome: Outcome) {
        self.init(statements, who, action, path, nil, outcome)
    }
}
