import OSSSigning
import OSSWire
import Testing

@Suite("The policy of a form") struct PostPolicyTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let condition: String
        let fields: [(String, String)]
        /// The condition as the error shows it; `nil` when the form is accepted.
        let failure: String?
        init(_ condition: String, _ fields: [(String, String)], _ failure: String? = nil) {
            self.condition = condition
            self.fields = fields
            self.failure = failure
        }
        var testDescription: String { "\(condition) \(fields)" }
    }

    private static let key = [("key", "user/a.txt")]
    private static func with(_ name: String, _ value: String) -> [(String, String)] { key + [(name, value)] }

    @Test(
        "conditions and what meets them",
        arguments: [
            Row(#"{"bucket":"examplebucket"}"#, key), Row(#"["eq","$bucket","examplebucket"]"#, key),
            Row(#"{"bucket":"other"}"#, key, #"["eq", "$bucket", "other"]"#),
            // The bucket is where the form was sent, whatever a field says.
            Row(#"{"bucket":"other"}"#, with("bucket", "other"), #"["eq", "$bucket", "other"]"#),
            Row(#"["eq","$key","user/a.txt"]"#, key), Row(#"["eq","$key","user/a"]"#, key, #"["eq", "$key", "user/a"]"#),
            Row(#"["starts-with","$key","user/"]"#, key), Row(#"["starts-with","$key",""]"#, key),
            Row(#"["starts-with","$key","users/"]"#, key, #"["starts-with", "$key", "users/"]"#),
            Row(#"["in","$key",["b","user/a.txt"]]"#, key), Row(#"["in","$key",["b","c"]]"#, key, #"["in", "$key", ["b", "c"]]"#),
            Row(#"["not-in","$key",["b"]]"#, key),
            Row(#"["not-in","$key",["user/a.txt"]]"#, key, #"["not-in", "$key", ["user/a.txt"]]"#),
            Row(#"["eq","$Key","user\/a.txt"]"#, key), Row(#"["eq","\$key","\u0075ser/a.txt"]"#, key),
            Row(#"{"success_action_status":"201"}"#, with("success_action_status", "201")),
            Row(#"{"success_action_status":"201"}"#, key, #"["eq", "$success_action_status", "201"]"#),
            Row(#"["in","$cache-control",["no-cache"]]"#, with("Cache-Control", "no-cache")),
            Row(#"{"x-oss-meta-a":"é"}"#, with("x-oss-meta-a", "é")),
            Row(#"{"x-oss-meta-a":"é"}"#, with("x-oss-meta-a", "e\u{301}"), #"["eq", "$x-oss-meta-a", "é"]"#),
            Row(#"["not-in","$x-oss-meta-a",["b"]]"#, key, #"["not-in", "$x-oss-meta-a", ["b"]]"#),
            // What the object's type will be, on whichever way it is set.
            Row(#"["in","$content-type",["image/png"]]"#, with("Content-Type", "image/png")),
            Row(
                #"["eq","$content-type","image/png"]"#, with("Content-Type", "image/png") + [("x-oss-content-type", "text/html")],
                #"["eq", "$content-type", "image/png"]"#),
            Row(#"["not-in","$content-type",["part/type"]]"#, key, #"["not-in", "$content-type", ["part/type"]]"#),
            Row(#"["eq","$content-type","part/type"]"#, key),
            Row(#"["eq","$other","1"]"#, key + [("other", "1"), ("other", "2")], #"["eq", "$other", "1"]"#),
            Row(#"["content-length-range",0,9]"#, key),
        ])
    func conditions(row: Row) {
        for version in SignatureVersion.allCases {
            let form = HandSignedForm(version, conditions: [row.condition], fields: row.fields)
            do {
                _ = try form.sent.judged(partType: "part/type")
                #expect(row.failure == nil)
            } catch {
                let error = error as? OSSError
                #expect(error?.status == 403 && error?.code.rawValue == "AccessDenied")
                #expect(error?.message == "Invalid according to Policy: Policy Condition failed: " + (row.failure ?? "none expected"))
            }
        }
    }

    @Test("a policy is valid through its last second") func expiry() throws {
        var form = HandSignedForm(.v1)
        form.expiration = "2024-11-12T08:32:38Z"
        #expect(form.sent.error() == nil)
        form.expiration = "2024-11-12T08:32:37.999Z"
        let error = try #require(form.sent.error())
        #expect(error.status == 403 && error.code.rawValue == "AccessDenied" && error.ec == "0006-00000213")
        #expect(error.message == "Invalid according to Policy: Policy expired.")
    }

    @Test("size ranges are joined") func sizes() throws {
        let form = HandSignedForm(.v1, conditions: [#"["content-length-range",1,10]"#, #"["content-length-range",5,20]"#])
        #expect(try form.sent.judged().sizes == 5...10)
        let none = HandSignedForm(.v1, conditions: [#"["content-length-range",1,2]"#, #"["content-length-range",5,6]"#])
        #expect(none.sent.error()?.code.rawValue == "AccessDenied")
        #expect(try HandSignedForm(.v1).sent.judged().sizes == nil)
    }

    private static func policy(_ conditions: String) -> String { #"{"expiration":"2024-11-12T09:32:38Z","conditions":[\#(conditions)]}"# }

    static let invalid: [String] = [
        "", " ", "null", "[]", "1", "{", "{}", #""text""#, #"{"expiration":"2024-11-12T09:32:38Z"}"#, #"{"conditions":[{"bucket":"b"}]}"#,
        #"{"expiration":1,"conditions":[{"bucket":"b"}]}"#, #"{"expiration":"tomorrow","conditions":[{"bucket":"b"}]}"#,
        #"{"expiration":"2024-11-12T09:32:38","conditions":[{"bucket":"b"}]}"#,
        #"{"expiration":"2024-11-12T09:32:38+08:00","conditions":[{"bucket":"b"}]}"#,
        #"{"expiration":"2024-13-12T09:32:38Z","conditions":[{"bucket":"b"}]}"#,
        #"{"expiration":"2024-11-12T09:32:38Z","conditions":{"bucket":"b"}}"#,
        #"{"expiration":"2024-11-12T09:32:38Z","expiration":"2030-11-12T09:32:38Z","conditions":[{"bucket":"b"}]}"#,
        #"{"expiration":"2024-11-12T09:32:38Z","conditions":[{"bucket":"b"}],"more":1}"#,
        policy(""), policy("{}"), policy("[]"), policy("1"), policy("null"), policy(#""bucket""#), policy(#"{"bucket":1}"#),
        policy(#"{"a":"b","c":"d"}"#),
        policy(#"{"bucket":["b"]}"#), policy(#"["eq","$key"]"#), policy(#"["eq","key","a"]"#), policy(#"["eq","$","a"]"#), policy(#"{"":"a"}"#),
        policy(#"["like","$key","a"]"#), policy(#"["eq","$key",1]"#), policy(#"["eq","$key",["a"]]"#),
        policy(#"["in","$key","a"]"#), policy(#"["in","$key",[1]]"#), policy(#"["starts-with","$bucket","e"]"#), policy(#"["in","$bucket",["b"]]"#),
        policy(#"["content-length-range",2,1]"#), policy(#"["content-length-range",-1,1]"#), policy(#"["content-length-range","0","1"]"#),
        policy(#"["content-length-range",0]"#), policy(#"["content-length-range",0,1e999]"#), policy(#"["content-length-range",0,1.5]"#),
        policy(#"["content-length-range",0,9223372036854775808]"#), policy(#"["content-length-range",01,2]"#),
        policy(#"["content-length-range",0,99999999999999999999999999999999999999999]"#), policy(#"{"key":"\x"}"#), policy(#"{"key":"\ud800"}"#),
        policy(#"{"key":"\udc00\ud800"}"#), policy(#"{"key":"\u12"}"#), policy("{\"key\":\"a\nb\"}"), policy(#"{"key":"a""#),
        policy(#"{"key":"a"},"#),
        policy(#"{"key":"a"}"#) + "x", policy(String(repeating: "[", count: 100_000)),
        policy(String(repeating: #"{"a":"#, count: 50_000)), policy(#"{"key":"\#(String(repeating: "a", count: 1 << 20))"}"#),
    ]

    @Test("what is no policy is InvalidPolicyDocument, though it is signed", arguments: invalid.indices) func invalidPolicies(index: Int) throws {
        var form = HandSignedForm(.v1)
        form.policyJSON = Self.invalid[index]
        // An empty field is missing before it is invalid.
        guard !form.policy.isEmpty else { return #expect(form.sent.error()?.code.rawValue == "InvalidArgument") }
        let error = try #require(form.sent.error())
        #expect(error.status == 400 && error.code.rawValue == "InvalidPolicyDocument", "\(Self.invalid[index].prefix(100)): \(error)")
        #expect(error.message.hasPrefix("Invalid Policy: ") && error.message.utf8.count < 200)
    }

    @Test(
        "OSS's own words",
        arguments: [
            (#"{e"#, "Invalid Policy: Invalid JSON: \" expected"), (#"e"#, "Invalid Policy: Invalid JSON: unknown char e"),
            (#"{"conditions":[1 2]}"#, "Invalid Policy: Invalid JSON: , or ] expected"),
            (
                policy(#"{"a":"b","c":"d"}"#),
                "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."
            ),
        ])
    func words(policy: String, message: String) {
        var form = HandSignedForm(.v1)
        form.policyJSON = policy
        #expect(form.sent.error()?.message == message)
    }

    @Test("what is not base 64 is no policy") func base64() {
        let error: OSSError? = {
            do {
                _ = try PostPolicy(base64: Array("not base 64!".utf8))
                return nil
            } catch { return error as? OSSError }
        }()
        #expect(error?.code.rawValue == "InvalidPolicyDocument")
    }

    @Test("every escape of the documentation is read") func escapes() throws {
        let policy = try PostPolicy(json: Array(Self.policy(#"{"a":"\\ \/ \" \$ \b \f \n \r \t \u4e2d \ud83d\ude00"}"#).utf8))
        #expect(policy.conditions == [.field(name: "a", .equals("\\ / \" $ \u{8} \u{C} \n \r \t 中 😀"))])
    }
}
