import OSSWire
import Testing

@testable import OSSAccess

/// What a document may say, and what refuses it when it is put.
@Suite("The grammar of policies") struct PolicyGrammarTests {
    static let ram = #""Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:bucket/*""#
    static let bucket = ram + #","Principal":"*""#

    static func refuses(_ json: String, _ kind: PolicyDocument.Kind = .ram) -> Bool {
        do throws(PolicyError) {
            _ = try PolicyDocument(json: Array(json.utf8), kind)
            return false
        } catch {
            return error.ec == "0030-00000005" && !error.problem.isEmpty
        }
    }

    static func statement(_ members: String) -> String { #"{"Version":"1","Statement":[{\#(members)}]}"# }

    static let accepted: [(PolicyDocument.Kind, String)] = [
        (.ram, statement(ram)), (.session, statement(ram)), (.bucket, statement(bucket)), (.ram, " \n\t" + statement(ram) + "\r\n "),
        (.ram, #"{"Statement":[{\#(ram)},{\#(ram)}],"Version":"1"}"#), (.ram, statement(ram + #","Sid":"Uploads""#)),
        (.ram, statement(ram + #","Condition":{}"#)),
        (.ram, statement(#""Effect":"Deny","NotAction":["oss:*"],"NotResource":["*"]"#)),
        (.ram, statement(#""Effect":"Allow","Action":"*","Resource":"*""#)),
        (.ram, statement(#""Effect":"Allow","Action":["sts:AssumeRole"],"Resource":"acs:ram::1000000000000000:role/uploads""#)),
        (.ram, statement(#""Effect":"Allow","Action":["ecs:Describe*","log:Get?"],"Resource":"acs:ecs:cn-hangzhou:*:instance/*""#)),
        (.ram, statement(#""Effect":"Allow","Action":"oss:Get*","Resource":"acs:oss:*:1000000000000000:bucket/dir:with:colons/中*""#)),
        (.bucket, statement(bucket.replacing("acs:oss:*:*", with: "acs:oss:cn-hangzhou:1000000000000000"))),
        (.bucket, statement(bucket.replacing("oss:GetObject", with: "OSS:getobject"))),
        (.bucket, statement(bucket.replacing("oss:GetObject", with: "*"))),
        (.bucket, statement(bucket.replacing("acs:oss:*:*:bucket/*", with: "*"))),
        (.ram, statement(ram + #","Condition":{"Bool":{"acs:SecureTransport":true},"NumericLessThan":{"oss:object-remaining-retention-days":3}}"#)),
    ]

    @Test("documents that are policies", arguments: accepted) func accepts(kind: PolicyDocument.Kind, json: String) throws {
        let document = try PolicyDocument(json: Array(json.utf8), kind)
        #expect(!document.statements.isEmpty && document.json == Array(json.utf8))
    }

    static let malformed: [String] = [
        "", " ", "null", "[]", "1", #""policy""#, "{", "{}", statement(ram) + "x", statement(ram).replacing("\"Version\"", with: "Version"),
        "\u{FEFF}" + statement(ram), statement(ram + ","), statement(ram).replacing("}]", with: "},]"),
        String(repeating: "[", count: 5000), #"{"Version":"1","Statement":"# + String(repeating: #"{"a":"#, count: 1000),
        // The version.
        #"{"Statement":[{\#(ram)}]}"#, #"{"Version":1,"Statement":[{\#(ram)}]}"#, #"{"Version":"2","Statement":[{\#(ram)}]}"#,
        #"{"Version":"1.0","Statement":[{\#(ram)}]}"#, #"{"Version":"2012-10-17","Statement":[{\#(ram)}]}"#,
        #"{"Version":null,"Statement":[{\#(ram)}]}"#,
        #"{"Version":"1","Version":"1","Statement":[{\#(ram)}]}"#, #"{"version":"1","Statement":[{\#(ram)}]}"#,
        #"{"Version":"1","Id":"x","Statement":[{\#(ram)}]}"#,
        // The statements.
        #"{"Version":"1"}"#, #"{"Version":"1","Statement":[]}"#, #"{"Version":"1","Statement":{\#(ram)}}"#, #"{"Version":"1","Statement":null}"#,
        #"{"Version":"1","Statement":["x"]}"#, #"{"Version":"1","Statement":[{}]}"#, #"{"Version":"1","Statement":[{\#(ram)},null]}"#,
    ]

    static let members: [String] = [
        // Unknown, missing, twice.
        ram + #","Extra":1"#, ram + #","effect":"Allow""#, ram + #","Principal":"*""#, ram + #","NotPrincipal":"*""#, ram + #","Effect":"Deny""#,
        #""Action":"oss:GetObject","Resource":"*""#, #""Effect":"Allow","Resource":"*""#, #""Effect":"Allow","Action":"oss:GetObject""#,
        ram + #","NotAction":"oss:PutObject""#, ram + #","NotResource":"*""#,
        // The effect, the Sid.
        ram.replacing("Allow", with: "allow"), ram.replacing("Allow", with: "Permit"), ram.replacing("\"Allow\"", with: "true"),
        ram.replacing("\"Allow\"", with: "[\"Allow\"]"), ram + #","Sid":1"#, ram + #","Sid":"a\u0000b""#, ram + #","Sid":null"#,
        // Actions.
        #""Effect":"Allow","Action":[],"Resource":"*""#, #""Effect":"Allow","Action":{},"Resource":"*""#,
        #""Effect":"Allow","Action":1,"Resource":"*""#,
        #""Effect":"Allow","Action":["oss:GetObject",null],"Resource":"*""#, #""Effect":"Allow","Action":"","Resource":"*""#,
        #""Effect":"Allow","Action":"GetObject","Resource":"*""#, #""Effect":"Allow","Action":":GetObject","Resource":"*""#,
        #""Effect":"Allow","Action":"oss:","Resource":"*""#, #""Effect":"Allow","Action":"oss:Get:Object","Resource":"*""#,
        #""Effect":"Allow","Action":"oss:Get Object","Resource":"*""#, #""Effect":"Allow","Action":" oss:GetObject","Resource":"*""#,
        #""Effect":"Allow","Action":"oss:Get\u0000Object","Resource":"*""#, #""Effect":"Allow","Action":"oss:Gét","Resource":"*""#,
        #""Effect":"Allow","Action":[["oss:GetObject"]],"Resource":"*""#,
        // Resources.
        #""Effect":"Allow","Action":"oss:*","Resource":[]"#, #""Effect":"Allow","Action":"oss:*","Resource":null"#,
        #""Effect":"Allow","Action":"oss:*","Resource":"""#, #""Effect":"Allow","Action":"oss:*","Resource":"bucket/*""#,
        #""Effect":"Allow","Action":"oss:*","Resource":"acs:oss:*:*:""#, #""Effect":"Allow","Action":"oss:*","Resource":"acs:oss:*:*""#,
        #""Effect":"Allow","Action":"oss:*","Resource":"acs:oss:bucket/*""#, #""Effect":"Allow","Action":"oss:*","Resource":"arn:aws:s3:::bucket/*""#,
        #""Effect":"Allow","Action":"oss:*","Resource":"acs::*:*:bucket""#, #""Effect":"Allow","Action":"oss:*","Resource":"ACS:oss:*:*:bucket""#,
        #""Effect":"Allow","Action":"oss:*","Resource":"acs:oss:*:me:bucket""#,
        #""Effect":"Allow","Action":"oss:*","Resource":"acs:oss:* :*:bucket""#,
        #""Effect":"Allow","Action":"oss:*","Resource":"acs:oss:*:*:a\u0007b""#, #""Effect":"Allow","Action":"oss:*","Resource":["*",1]"#,
        #""Effect":"Allow","Action":"oss:*","Resource":"**""#,
    ]

    @Test("documents that are none", arguments: malformed) func refusesMalformed(json: String) {
        #expect(Self.refuses(json, .ram) && Self.refuses(json, .session) && Self.refuses(json, .bucket))
    }

    @Test("statements that are none", arguments: members) func refusesMember(members: String) {
        #expect(Self.refuses(Self.statement(members), .ram) && Self.refuses(Self.statement(members), .session))
        // Nothing of that becomes right on a bucket, where somebody is named.
        if !members.contains("Principal") { #expect(Self.refuses(Self.statement(members + #","Principal":"*""#), .bucket)) }
    }

    static let bucketMembers: [String] =
        [
            ram, bucket + #","NotPrincipal":"*""#,
            bucket.replacing("acs:oss:", with: "acs:*:"),
            bucket.replacing("acs:oss:", with: "acs:ram:"),
            bucket.replacing("acs:oss:*:*", with: "acs:oss::*"), bucket.replacing("acs:oss:*:*", with: "acs:oss:*:"),
            bucket.replacing("acs:oss:*:*", with: "acs:oss:*:owner"), bucket.replacing("oss:GetObject", with: "ecs:Start"),
            bucket.replacing("oss:GetObject", with: "os?:GetObject"), bucket.replacing("oss:GetObject", with: "*:*"),
        ]
        + [
            #""""#, "null", "1", "{}", #"{"RAM":["*"]}"#, #"{"AWS":"*"}"#, #"[""]"#, "[1]", #"["*",null]"#, #""**""#, #""alice""#, #""-1""#,
            #""１２３""#, #"" 1""#,
            #""123456789012345678901""#, #""20000000000000000?""#, #""acs:ram::1000000000000000:root""#, #""acs:ram::1000000000000000:user/alice""#,
            #""acs:ram::1000000000000000:role/uploads""#, #""arn:sts::1000000000000000:role/uploads/app""#,
            #""arn:sts::1000000000000000:assumed-role/uploads""#,
            #""arn:sts::1000000000000000:assumed-role//app""#, #""arn:sts::1000000000000000:assumed-role/uploads/""#,
            #""arn:sts::1000000000000000:assumed-role/uploads/a/b""#, #""arn:sts::1000000000000000:assumed-role/*/app""#,
            #""arn:sts::1000000000000000:assumed-role/uploads/app*""#, #""arn:sts::*:assumed-role/uploads/app""#,
            #""arn:sts:x:1000000000000000:assumed-role/uploads/app""#, #""arn:sts::1000000000000000:assumed-role/uploads/app:x""#, #""*\u0000""#,
        ].map { bucket.replacing(#""Principal":"*""#, with: #""Principal":\#($0)"#) } + [
            bucket.replacing(#""Principal":"*""#, with: #""NotPrincipal":[]"#)
        ]

    @Test("statements that no bucket policy may have", arguments: bucketMembers) func refusesBucketMember(members: String) {
        #expect(Self.refuses(Self.statement(members), .bucket))
    }

    static let conditions: [String] = [
        "null", "[]", "1", #""x""#, #"{"StringEquals":null}"#, #"{"StringEquals":{}}"#, #"{"StringEquals":[]}"#, #"{"StringEquals":"acs:SourceIp"}"#,
        #"{"stringequals":{"acs:UserAgent":"x"}}"#, #"{"StringMatches":{"acs:UserAgent":"x"}}"#, #"{"Null":{"acs:UserAgent":"true"}}"#,
        #"{"StringEqualsIfExists":{"acs:UserAgent":"x"}}"#, #"{"ForAnyValue:StringEquals":{"acs:UserAgent":"x"}}"#,
        #"{"IPAddress":{"acs:SourceIp":"1.2.3.4"}}"#,
        #"{"StringEquals":{"acs:UserAgent":[]}}"#, #"{"StringEquals":{"acs:UserAgent":null}}"#, #"{"StringEquals":{"acs:UserAgent":{}}}"#,
        #"{"StringEquals":{"acs:UserAgent":1}}"#, #"{"StringEquals":{"acs:UserAgent":true}}"#, #"{"StringEquals":{"acs:UserAgent":["x",["y"]]}}"#,
        #"{"StringEquals":{"acs:UserAgent":"a\u0000"}}"#, #"{"StringEquals":{"acs:UserAgent":"x","ACS:useragent":"y"}}"#,
        #"{"StringEquals":{"acs:UserAgent":"x"},"StringEquals":{"oss:Prefix":"y"}}"#,
        #"{"StringLike":{"acs:Referer":"*"}}"#, #"{"StringLike":{"oss:Referer":"*"}}"#, #"{"StringLike":{"":"*"}}"#,
        #"{"StringLike":{"Prefix":"*"}}"#,
        #"{"StringLike":{"aws:SourceIp":"*"}}"#, #"{"StringLike":{"oss:BucketTag":"*"}}"#, #"{"StringLike":{"oss:BucketTag/":"*"}}"#,
        #"{"StringLike":{"oss:Prefix/x":"*"}}"#, #"{"StringLike":{" oss:Prefix":"*"}}"#, #"{"StringLike":{"oss:BucketTag/a\u0000":"*"}}"#,
        #"{"NumericEquals":{"oss:Prefix":"ten"}}"#, #"{"NumericEquals":{"oss:Prefix":""}}"#, #"{"NumericEquals":{"oss:Prefix":"1e3"}}"#,
        #"{"NumericEquals":{"oss:Prefix":1e3}}"#, #"{"NumericEquals":{"oss:Prefix":true}}"#, #"{"NumericEquals":{"oss:Prefix":"1."}}"#,
        #"{"NumericEquals":{"oss:Prefix":"0x10"}}"#, #"{"NumericEquals":{"oss:Prefix":"+1"}}"#, #"{"NumericEquals":{"oss:Prefix":"--1"}}"#,
        #"{"NumericEquals":{"oss:Prefix":"\#(String(repeating: "9", count: 41))"}}"#,
        #"{"DateLessThan":{"acs:CurrentTime":"tomorrow"}}"#, #"{"DateLessThan":{"acs:CurrentTime":"2024-02-30T00:00:00Z"}}"#,
        #"{"DateLessThan":{"acs:CurrentTime":"2024-11-12T08:32:38"}}"#, #"{"DateLessThan":{"acs:CurrentTime":1731400358}}"#,
        #"{"DateLessThan":{"acs:CurrentTime":""}}"#, #"{"DateLessThan":{"acs:CurrentTime":"2024-11-12T25:00:00Z"}}"#,
        #"{"DateLessThan":{"acs:CurrentTime":"2024-11-12T08:32:38+8"}}"#, #"{"DateLessThan":{"acs:CurrentTime":"2024-11-12T08:32:38+99:99"}}"#,
        #"{"Bool":{"acs:SecureTransport":"yes"}}"#, #"{"Bool":{"acs:SecureTransport":1}}"#, #"{"Bool":{"acs:SecureTransport":""}}"#,
        #"{"IpAddress":{"acs:SourceIp":"10.0.0.0/33"}}"#, #"{"IpAddress":{"acs:SourceIp":"10.0.0"}}"#, #"{"IpAddress":{"acs:SourceIp":"::/129"}}"#,
        #"{"IpAddress":{"acs:SourceIp":"10.0.0.0/8/8"}}"#, #"{"IpAddress":{"acs:SourceIp":"10.0.0.*"}}"#, #"{"IpAddress":{"acs:SourceIp":""}}"#,
        #"{"IpAddress":{"acs:SourceIp":["10.0.0.0/8","x"]}}"#, #"{"NotIpAddress":{"acs:SourceIp":"10.0.0.0/"}}"#,
        #"{"IpAddress":{"acs:SourceIp":10}}"#,
    ]

    @Test("conditions that nobody could keep", arguments: conditions) func refusesCondition(condition: String) {
        #expect(Self.refuses(Self.statement(Self.ram + #","Condition":\#(condition)"#)))
        #expect(Self.refuses(Self.statement(Self.bucket + #","Condition":\#(condition)"#), .bucket))
    }

    @Test(
        "other services know the common keys only",
        arguments: [
            (#""sts:AssumeRole""#, "acs:SourceIp", true), (#""sts:AssumeRole""#, "oss:Prefix", false),
            (#"["sts:AssumeRole","oss:Get*"]"#, "oss:Prefix", true),
            (#""*""#, "oss:Prefix", true), (#""o*:List*""#, "oss:Prefix", true), (#""OSS:ListObjects""#, "oss:Prefix", true),
        ])
    func otherServices(actions: String, key: String, isAccepted: Bool) {
        let json = Self.statement(#""Effect":"Allow","Action":\#(actions),"Resource":"*","Condition":{"StringEquals":{"\#(key)":"x"}}"#)
        #expect(Self.refuses(json) != isAccepted)
    }

    @Test("documents have a longest length", arguments: [(PolicyDocument.Kind.ram, 6144), (.session, 2048), (.bucket, 16_384)])
    func length(kind: PolicyDocument.Kind, limit: Int) {
        let json = Self.statement(kind == .bucket ? Self.bucket : Self.ram)
        let padded = json + String(repeating: " ", count: limit - json.utf8.count)
        #expect(!Self.refuses(padded, kind) && Self.refuses(padded + " ", kind))
    }

    @Test("bytes that are not UTF-8 are no policy") func notUTF8() {
        var json = Array(Self.statement(Self.ram + #","Sid":"x""#).utf8)
        json[json.lastIndex(of: UInt8(ascii: "x"))!] = 0xFF
        #expect(throws: PolicyError.self) { try PolicyDocument(json: json, .ram) }
    }

    @Test("the answer is OSS's, and shows little of the document") func answer() throws {
        let error = PolicyError("Version must be the string \"1\".").ossError
        #expect(error.status == 400 && error.code == .invalidPolicyDocument && error.ec == "0030-00000005")
        #expect(error.message == "Invalid Policy: Version must be the string \"1\".")
        let name = String(repeating: "x", count: 5000)
        do {
            _ = try Asking.document(#"{"\#(name)":1}"#)
            Issue.record("an unknown element was accepted")
        } catch let error as PolicyError {
            #expect(error.problem.utf8.count < 200)
        }
        do {
            _ = try Asking.document(Self.ram.replacing("oss:GetObject", with: #"a\u001b\u0000"#).wrapped)
            Issue.record("control characters were accepted")
        } catch let error as PolicyError {
            #expect(error.problem.utf8.allSatisfy { $0 >= 0x20 })
        }
    }

    @Test("what is not JSON is named in OSS's words") func json() {
        do throws(PolicyError) {
            _ = try PolicyDocument(json: Array(#"{"Version":e"#.utf8), .bucket)
            Issue.record("accepted")
        } catch { #expect(error.ossError.message == "Invalid Policy: Invalid JSON: unknown char e") }
    }
}

extension String {
    fileprivate var wrapped: String { "{\(self)}" }
}
