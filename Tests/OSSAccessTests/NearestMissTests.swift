import OSSSigning
import OSSWire
import Testing

@testable import OSSAccess

/// What is said of a request that nothing allows.
@Suite("The nearest miss") struct NearestMissTests {
    static func document(_ statements: String, _ kind: PolicyDocument.Kind = .ram) throws -> PolicyDocument {
        try PolicyDocument(json: Array(#"{"Version":"1","Statement":[\#(statements)]}"#.utf8), kind)
    }

    static func statement(_ action: String, _ resource: String, _ rest: String = "", effect: String = "Allow") -> String {
        #"{"Effect":"\#(effect)","Action":\#(action),"Resource":\#(resource)\#(rest)}"#
    }

    static let alice = AccessRequester.user(RAMUserReference(account: .standard, id: "200000000000000001", name: "alice"))

    static func question(_ action: String, _ path: String, context: [String: [String]] = [:], by requester: AccessRequester = alice) throws
        -> AccessQuestion
    {
        let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
        let bucket = try BucketName(parts[0])
        var values = AccessContext()
        for (key, found) in context { values[key] = found }
        let resource = parts.count > 1 ? Resource.object(bucket, try ObjectKey(parts[1])) : .bucket(bucket)
        return AccessQuestion(requester, AccessAction(action), AccessResource(resource), context: values)
    }

    struct Row: CustomTestStringConvertible {
        let policy: String
        let action: String
        let path: String
        var context: [String: [String]] = [:]
        /// `nil` when no statement comes near.
        let says: String?

        var testDescription: String { "\(action) on \(path): \(says ?? "nothing")" }
    }

    static let dir = #""acs:oss:*:*:b-1/dir/*""#
    static let put = #""oss:PutObject""#

    static let rows = [
        Row(
            policy: statement(put, dir), action: "oss:PutObject", path: "b-1/dir2/x",
            says: "statement 1 of the RAM policy uploader allows oss:PutObject on acs:oss:*:*:b-1/dir/*, not on b-1/dir2/x"),
        // Without the slash it is another folder's beginning, or the folder's own name.
        Row(
            policy: statement(put, dir), action: "oss:PutObject", path: "b-1/dir",
            says: "statement 1 of the RAM policy uploader allows oss:PutObject on acs:oss:*:*:b-1/dir/*, not on b-1/dir"),
        Row(
            policy: statement(put, dir), action: "oss:GetObject", path: "b-1/dir/x",
            says: "statement 1 of the RAM policy uploader allows oss:PutObject on b-1/dir/x, not oss:GetObject"),
        // Two things differ: not near.
        Row(policy: statement(put, dir), action: "oss:GetObject", path: "b-1/dir2/x", says: nil),
        // A resource is nearer than an action, and the longest common beginning is nearest.
        Row(
            policy: statement(#""oss:Get*""#, #""*""#) + "," + statement(put, #""acs:oss:*:*:a-1/*""#) + "," + statement(put, dir),
            action: "oss:PutObject", path: "b-1/di/x",
            says: "statement 3 of the RAM policy uploader allows oss:PutObject on acs:oss:*:*:b-1/dir/*, not on b-1/di/x"),
        Row(
            policy: statement(put, dir, #","Sid":"Up","Condition":{"StringEquals":{"acs:SourceVpc":["vpc-1","vpc-2"]}}"#), action: "oss:PutObject",
            path: "b-1/dir/x",
            says:
                "statement 1 (\"Up\") of the RAM policy uploader allows oss:PutObject on b-1/dir/x only where StringEquals acs:SourceVpc is vpc-1 or "
                + "vpc-2; the request has none"),
        Row(
            policy: statement(
                #""oss:ListObjects""#, #""acs:oss:*:*:b-1""#, #","Condition":{"StringLike":{"oss:Delimiter":"/","oss:Prefix":["","a/*"]}}"#),
            action: "oss:ListObjects", path: "b-1", context: ["oss:Prefix": ["b/"], "oss:Delimiter": ["/"]],
            says:
                "statement 1 of the RAM policy uploader allows oss:ListObjects on b-1 only where StringLike oss:Prefix is an empty value or a/*; "
                + "the request has b/"),
        // All conditions that are not met, since one statement would do.
        Row(
            policy: statement(
                #""oss:ListObjects""#, #""acs:oss:*:*:b-1""#, #","Condition":{"StringLike":{"oss:Delimiter":"/","oss:Prefix":"a/*"}}"#),
            action: "oss:ListObjects", path: "b-1", context: ["oss:Prefix": [""], "oss:Delimiter": [""]],
            says:
                "statement 1 of the RAM policy uploader allows oss:ListObjects on b-1 only where StringLike oss:Delimiter is /; the request has an "
                + "empty value, and where StringLike oss:Prefix is a/*; the request has an empty value"),
        // What everybody gets wrong: listing is about the bucket.
        Row(
            policy: statement(#""oss:ListObjects""#, #""acs:oss:*:*:b-1/*""#), action: "oss:ListObjects", path: "b-1",
            says:
                "statement 1 of the RAM policy uploader allows oss:ListObjects on acs:oss:*:*:b-1/*, not on b-1 (this action is about the bucket "
                + "itself, not about its objects)"),
        Row(
            policy: statement(put, #""acs:oss:*:2000:b-1/*""#), action: "oss:PutObject", path: "b-1/x",
            says: "statement 1 of the RAM policy uploader allows oss:PutObject on acs:oss:*:2000:b-1/*, not on acs:oss:*:1000000000000000:b-1/x"),
        Row(
            policy: #"{"Effect":"Allow","NotAction":["oss:Delete*","oss:PutObject"],"Resource":"*"}"#, action: "oss:PutObject", path: "b-1/x",
            says: "statement 1 of the RAM policy uploader allows everything but oss:Delete* and oss:PutObject on b-1/x, not oss:PutObject"),
        // What is allowed, and what is denied, misses nothing.
        Row(policy: statement(put, dir), action: "oss:PutObject", path: "b-1/dir/x", says: nil),
        Row(policy: statement(put, dir) + "," + statement(put, #""*""#, effect: "Deny"), action: "oss:PutObject", path: "b-1/dir2/x", says: nil),
        Row(policy: statement(put, dir, effect: "Deny"), action: "oss:PutObject", path: "b-1/dir2/x", says: nil),
    ]

    @Test("names the one thing that differs", arguments: rows) func table(row: Row) throws {
        let set = PolicySet(identity: [NamedPolicy(name: "uploader", document: try Self.document(row.policy))])
        #expect(set.nearestMiss(to: try Self.question(row.action, row.path, context: row.context))?.description == row.says)
    }

    @Test("a session policy that is too narrow is named, whatever the role's policies say") func session() throws {
        let wide = NamedPolicy(name: "wide", document: try Self.document(Self.statement(#""oss:*""#, #""*""#)))
        let set = PolicySet(identity: [wide], session: try Self.document(Self.statement(Self.put, Self.dir), .session))
        #expect(
            set.nearestMiss(to: try Self.question("oss:PutObject", "b-1/x"))?.description
                == "statement 1 of the session policy allows oss:PutObject on acs:oss:*:*:b-1/dir/*, not on b-1/x")
    }

    @Test("a bucket policy misses by its principal, or because public access is blocked") func bucket() throws {
        func set(_ principal: String, blocked: Bool) throws -> PolicySet {
            let statement = Self.statement(Self.put, #""acs:oss:*:*:b-1/*""#, #","Principal":\#(principal)"#)
            return PolicySet(bucket: try Self.document(statement, .bucket), ignoresPublicStatements: blocked)
        }
        let question = try Self.question("oss:PutObject", "b-1/x")
        #expect(
            try set(#"["200000000000000002"]"#, blocked: true).nearestMiss(to: question)?.description
                == "statement 1 of the bucket policy allows oss:PutObject on b-1/x to 200000000000000002, not to this requester")
        #expect(
            try set(#""*""#, blocked: true).nearestMiss(to: question)?.description
                == "statement 1 of the bucket policy allows oss:PutObject on b-1/x to everybody, and public access to the bucket is blocked")
        #expect(try set(#""*""#, blocked: false).nearestMiss(to: question) == nil)
    }

    @Test("long lists are cut short") func longLists() throws {
        let names = (1...9).map { #""oss:Get\#($0)""# }.joined(separator: ",")
        let set = PolicySet(identity: [NamedPolicy(name: "p", document: try Self.document(Self.statement("[\(names)]", #""*""#)))])
        #expect(
            set.nearestMiss(to: try Self.question("oss:PutObject", "b-1/x"))?.description
                == "statement 1 of the RAM policy p allows oss:Get1 or oss:Get2 or oss:Get3 (and 6 more) on b-1/x, not oss:PutObject")
    }

    @Test("the words of a statement are those of the document") func words() throws {
        let document = try Self.document(Self.statement(Self.put, Self.dir, #","Condition":{"StringLike":{"oss:Prefix":["a","b"]}}"#))
        let text = try #require(document.text(ofStatement: 1))
        #expect(text.actions.names == ["oss:PutObject"] && text.resources.names == ["acs:oss:*:*:b-1/dir/*"] && text.principals == nil)
        #expect(text.conditions == [StatementText.Condition(operator: "StringLike", key: "oss:Prefix", values: ["a", "b"])])
        for number in [0, 2, -1, .min, .max] { #expect(document.text(ofStatement: number) == nil) }
    }

    /// Forms that the grammar knows, besides those of its own table.
    static let readable: [(PolicyDocument.Kind, String)] =
        PolicyGrammarTests.accepted + [
            (.bucket, PolicyGrammarTests.statement(PolicyGrammarTests.ram + #","NotPrincipal":["200000000000000001","200000000000000002"]"#)),
            (.bucket, PolicyGrammarTests.statement(PolicyGrammarTests.ram + #","Principal":[]"#)),
            (
                .ram,
                PolicyGrammarTests.statement(
                    PolicyGrammarTests.ram
                        + #","Condition":{"StringLike":{"oss:Prefix":["a","b"],"acs:UserAgent":"x"},"Bool":{"acs:SecureTransport":"true"}}"#)
            ),
        ]

    @Test("every statement that is read has its words, which are those of the document", arguments: readable)
    func everyStatement(kind: PolicyDocument.Kind, json: String) throws {
        try Self.checkWords(of: try PolicyDocument(json: Array(json.utf8), kind))
    }

    @Test("the system's policies have their words", arguments: SystemPolicy.all.map(\.name)) func system(name: String) throws {
        try Self.checkWords(of: try #require(SystemPolicy.named(name)).document)
    }

    /// Compares the words of all statements with what stands in the JSON.
    static func checkWords(of document: PolicyDocument) throws {
        func names(_ name: String, in object: JSONObject) -> StatementText.Names? {
            func texts(_ value: JSONValue) -> [String] { (value.array ?? [value]).compactMap(\.string) }
            return object[name].map { StatementText.Names(names: texts($0), isNegated: false) }
                ?? object["Not\(name)"].map { StatementText.Names(names: texts($0), isNegated: true) }
        }
        let elements = try #require(try JSONReader.read(document.json).object?["Statement"]?.array)
        #expect(elements.count == document.statements.count)
        for (index, element) in elements.enumerated() {
            let object = try #require(element.object)
            let text = try #require(document.text(ofStatement: index + 1))
            #expect(text.actions == names("Action", in: object) && text.resources == names("Resource", in: object))
            #expect(text.principals == names("Principal", in: object))
            let keys = (object["Condition"]?.object?.members ?? []).flatMap { test in
                (test.value.object?.members ?? []).map { "\(test.name) \($0.name)" }
            }
            #expect(text.conditions.map { "\($0.operator) \($0.key)" } == keys)
            // What is said of a condition that is not met is found by its place.
            #expect(text.conditions.count == document.statements[index].conditions.count)
            #expect(text.conditions.allSatisfy { !$0.values.isEmpty })
        }
    }
}
