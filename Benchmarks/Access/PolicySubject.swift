import OSSAccess
import OSSSigning
import OSSWire

/// Sixty statements of three RAM policies and forty of a bucket policy, as an account with many projects has them: lists of actions with and
/// without wildcards, directories, every fifth with a condition, every tenth a Deny.
struct PolicySubject {
    let lastAllows: AccessQuestion
    let lastDenies: AccessQuestion
    let noneMatches: AccessQuestion
    private let policies: PolicySet
    private let singles: PolicySet
    /// All of them are about every request, and have a condition that none meets.
    private let conditions: PolicySet

    init() throws {
        policies = try Self.policies { "projects/team-\($0)/*/uploads/*" }
        singles = try Self.policies { "projects/team-\($0)/20??/*/uploads/*" }
        let whole = (0..<20).map { _ in
            #"{"Effect":"Allow","Action":"oss:*","Resource":"acs:oss:*:*:examplebucket/*","Condition":{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}}"#
        }
        let document = try Self.document(whole, .ram)
        conditions = PolicySet(identity: (0..<5).map { NamedPolicy(name: "policy-\($0)", document: document) })
        lastAllows = try Self.question("oss:PutObject", "last/allowed/2024/photo.jpg")
        lastDenies = try Self.question("oss:PutObject", "last/denied/2024/photo.jpg")
        noneMatches = try Self.question("oss:PutObject", "projects/team-1000/2024/march/photos/photo-0001.jpg")
        guard case .allowed = policies.verdict(on: lastAllows), case .denied = policies.verdict(on: lastDenies),
            case .silent = policies.verdict(on: noneMatches), case .silent = singles.verdict(on: noneMatches),
            case .silent = conditions.verdict(on: noneMatches)
        else { throw BenchmarkError() }
    }

    func judge(_ question: AccessQuestion) -> Int { policies.verdict(on: question) == .silent ? 1 : 2 }
    func judgeSingles(_ question: AccessQuestion) -> Int { singles.verdict(on: question) == .silent ? 1 : 2 }

    func judgeConditions(_ question: AccessQuestion) -> Int { conditions.verdict(on: question) == .silent ? 1 : 2 }

    private static func policies(_ directory: (Int) -> String) throws -> PolicySet {
        var identity: [NamedPolicy] = []
        for policy in 0..<3 {
            let statements = (0..<20).map { statement(policy * 20 + $0, directory(policy * 20 + $0)) }
            identity.append(NamedPolicy(name: "policy-\(policy)", document: try document(statements, .ram)))
        }
        let principal = #""Principal":["200000000000000001","200000000000000002"],"#
        let last = [
            #"{"Effect":"Allow",\#(principal)"Action":"oss:PutObject","Resource":"acs:oss:*:*:examplebucket/last/allowed/*"}"#,
            #"{"Effect":"Deny",\#(principal)"Action":"oss:Put*","Resource":"acs:oss:*:*:examplebucket/last/denied/*"}"#,
        ]
        let bucket = (60..<98).map { statement($0, directory($0), principal) } + last
        return PolicySet(identity: identity, bucket: try document(bucket, .bucket))
    }

    private static func statement(_ number: Int, _ directory: String, _ principal: String = "") -> String {
        let actions = number.isMultiple(of: 2) ? #""oss:PutObject","oss:Get*""# : #""oss:GetObject","oss:PutObject","oss:ListParts""#
        let condition = #","Condition":{"IpAddress":{"acs:SourceIp":["10.0.0.0/8","192.0.2.7"]}}"#
        return #"{"Effect":"\#(number % 10 == 3 ? "Deny" : "Allow")",\#(principal)"Action":[\#(actions)],"#
            + #""Resource":["acs:oss:*:*:examplebucket/\#(directory)","acs:oss:*:*:examplebucket/t\#(number)/*"]"#
            + (number.isMultiple(of: 5) ? condition : "") + "}"
    }

    private static func document(_ statements: [String], _ kind: PolicyDocument.Kind) throws -> PolicyDocument {
        try PolicyDocument(json: Array(#"{"Version":"1","Statement":[\#(statements.joined(separator: ","))]}"#.utf8), kind)
    }

    private static func question(_ action: String, _ key: String) throws -> AccessQuestion {
        var context = AccessContext()
        context["acs:SourceIp"] = ["203.0.113.9"]
        let user = RAMUserReference(account: .standard, id: "200000000000000001", name: "alice")
        let resource = AccessResource(.object(try BucketName("examplebucket"), try ObjectKey(key)), region: "cn-hangzhou")
        return AccessQuestion(.user(user), AccessAction(action), resource, context: context)
    }
}
