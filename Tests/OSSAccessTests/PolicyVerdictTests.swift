import OSSSigning
import Testing

@testable import OSSAccess

/// Actions and resources, and the statement that a verdict names.
@Suite("Verdicts of policies") struct PolicyVerdictTests {
    static let rows: [(statement: String, action: String, path: String, outcome: Outcome)] = [
        (#""Action":"*","Resource":"*""#, "oss:PutObject", "bucket/a", .allowed), (#""Action":"*","Resource":"*""#, "oss:ListBuckets", "*", .allowed),
        (#""Action":"oss:*","Resource":"*""#, "sts:AssumeRole", "*", .silent),
        (#""Action":"*:Put*","Resource":"*""#, "oss:PutObject", "bucket/a", .allowed),
        (#""Action":"OSS:GET*","Resource":"*""#, "oss:GetObject", "bucket/a", .allowed),
        (#""Action":"oss:Get*","Resource":"*""#, "oss:PutObject", "bucket/a", .silent),
        (#""Action":"oss:GetObject","Resource":"*""#, "oss:GetObjectAcl", "bucket/a", .silent),
        (#""Action":"oss:?etObject","Resource":"*""#, "oss:GetObject", "bucket/a", .allowed),
        (#""Action":["oss:PutObject","oss:GetObject"],"Resource":"*""#, "oss:GetObject", "bucket/a", .allowed),
        (#""NotAction":["oss:Put*","oss:Delete*"],"Resource":"*""#, "oss:GetObject", "bucket/a", .allowed),
        (#""NotAction":["oss:Put*","oss:Delete*"],"Resource":"*""#, "oss:DeleteObject", "bucket/a", .silent),
        (#""Action":"oss:*","Resource":"acs:oss:*:*:bucket""#, "oss:PutObject", "bucket/a", .silent),
        (#""Action":"oss:*","Resource":"acs:oss:*:*:bucket/*""#, "oss:ListObjects", "bucket", .silent),
        (#""Action":"oss:*","Resource":"acs:oss:*:*:bucket*""#, "oss:GetObject", "bucket2/a", .allowed),
        (#""Action":"oss:*","Resource":"acs:oss:*:*:*""#, "oss:ListBuckets", "*", .allowed),
        (#""Action":"oss:*","Resource":"acs:oss:*:*:bucket""#, "oss:ListBuckets", "*", .silent),
        (#""Action":"oss:*","Resource":"acs:oss:*:*:bucket/?.jpg""#, "oss:GetObject", "bucket/é.jpg", .allowed),
        (#""Action":"oss:*","Resource":"acs:oss:*:*:bucket/?.jpg""#, "oss:GetObject", "bucket/e\u{301}.jpg", .silent),
        (#""Action":"oss:*","Resource":"acs:oss:*:*:bucket/*.jpg""#, "oss:GetObject", "bucket/a/b.jpg", .allowed),
        (#""Action":"oss:*","Resource":"acs:oss:*:*:bucket/a:b""#, "oss:GetObject", "bucket/a:b", .allowed),
        (#""Action":"oss:*","Resource":"acs:oss:*:1000000000000000:bucket/*""#, "oss:GetObject", "bucket/a", .allowed),
        (#""Action":"oss:*","Resource":"acs:oss:*:1000000000000001:bucket/*""#, "oss:GetObject", "bucket/a", .silent),
        (#""Action":"oss:*","Resource":"acs:oss:cn-hangzhou:*:bucket/*""#, "oss:GetObject", "bucket/a", .allowed),
        (#""Action":"oss:*","Resource":"acs:oss:cn-*:*:bucket/*""#, "oss:GetObject", "bucket/a", .allowed),
        (#""Action":"oss:*","Resource":"acs:oss:cn-beijing:*:bucket/*""#, "oss:GetObject", "bucket/a", .silent),
        (#""Action":"oss:*","Resource":"acs:oss:::bucket/*""#, "oss:GetObject", "bucket/a", .allowed),
        (#""Action":"oss:*","Resource":"acs:ram:*:*:bucket/*""#, "oss:GetObject", "bucket/a", .silent),
        (#""Action":"oss:*","Resource":"acs:*:*:*:bucket/*""#, "oss:GetObject", "bucket/a", .allowed),
        (#""Action":"oss:*","NotResource":["acs:oss:*:*:bucket/secret/*"]"#, "oss:GetObject", "bucket/a", .allowed),
        (#""Action":"oss:*","NotResource":["acs:oss:*:*:bucket/secret/*"]"#, "oss:GetObject", "bucket/secret/a", .silent),
    ]

    @Test("actions and resources", arguments: rows) func covering(statement: String, action: String, path: String, outcome: Outcome) throws {
        let question = try Asking.question(action, path)
        #expect(Outcome(try Asking.identity(#"{"Effect":"Allow",\#(statement)}"#).verdict(on: question)) == outcome)
        let denied: Outcome = outcome == .allowed ? .denied : .allowed
        let everything = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
        #expect(Outcome(try Asking.identity(#"\#(everything),{"Effect":"Deny",\#(statement)}"#).verdict(on: question)) == denied)
    }

    @Test("roles are resources, too") func roles() throws {
        let set = try Asking.identity(#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"acs:ram::1000000000000000:role/uploads-*"}"#)
        func outcome(_ name: String) -> Outcome {
            Outcome(set.verdict(on: AccessQuestion(Asking.alice, AccessAction("sts:AssumeRole"), AccessResource(roleName: name))))
        }
        #expect(outcome("uploads-a") == .allowed && outcome("downloads") == .silent)
    }

    @Test("a verdict names its statement") func reference() throws {
        let statements = #"""
            {"Effect":"Allow","Action":"oss:Get*","Resource":"*"},{"Sid":"Uploads","Effect":"Allow","Action":"oss:Put*","Resource":"*"},
            {"Effect":"Deny","Action":"oss:PutObjectAcl","Resource":"*"}
            """#
        let set = try Asking.identity(statements)
        let allowed = StatementReference(source: .ram(policy: "policy"), number: 2, sid: "Uploads")
        #expect(set.verdict(on: try Asking.question("oss:PutObject", "bucket/a")) == .allowed(allowed))
        #expect(allowed.description == #"statement 2 ("Uploads") of the RAM policy policy"#)
        let denied = StatementReference(source: .ram(policy: "policy"), number: 3, sid: nil)
        #expect(set.verdict(on: try Asking.question("oss:PutObjectAcl", "bucket/a")) == .denied(.ramPolicy(denied)))
    }

    @Test("names of actions compare without regard to case") func actions() {
        #expect(AccessAction("oss:PutObject") == AccessAction("OSS:putobject") && AccessAction("oss:PutObject") != AccessAction("oss:PutObjectAcl"))
        #expect(Set([AccessAction("oss:PutObject"), AccessAction("OSS:putobject")]).count == 1)
    }

    @Test("the system's policies are policies", arguments: SystemPolicy.all.map(\.name)) func system(name: String) throws {
        let policy = try #require(SystemPolicy.named(name))
        let read = try PolicyDocument(json: policy.document.json, .ram)
        for (action, path) in [
            ("oss:PutObject", "b1c/a"), ("oss:GetObject", "b1c/a"), ("oss:ListBuckets", "*"), ("ecs:Start", "*"), ("sts:AssumeRole", "*"),
        ] {
            let question = try Asking.question(action, path)
            #expect(
                PolicySet(identity: [policy]).verdict(on: question)
                    == PolicySet(identity: [NamedPolicy(name: name, document: read)]).verdict(on: question))
        }
    }
}
