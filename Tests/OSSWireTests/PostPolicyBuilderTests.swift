import OSSSigning
import OSSWire
import Testing

/// What a builder signs is judged by the verifier that the server uses, as it would arrive.
@Suite("A form that was built") struct PostPolicyBuilderTests {
    typealias Condition = PolicyCondition

    @Test("is accepted", arguments: SignatureVersion.allCases, [false, true]) func accepted(version: SignatureVersion, hasToken: Bool) throws {
        let token = hasToken ? "CAIS+token/=" : nil
        let form = try Self.builder.signed(by: Self.signer(version, token: token), at: HandSignedForm.now)
        #expect(form.url == "https://examplebucket.oss-cn-hangzhou.aliyuncs.com/")
        #expect(form.expiration == HandSignedForm.now.advanced(bySeconds: 900))
        #expect(form.fields.first?.name == "key")
        let post = try form.received.judged(keys: FormKeys(token: token), fileName: "cat.jpg", partType: "image/jpeg")
        #expect(post.key.text == "photos/cat.jpg")
        #expect(post.sizes == 1...1000)
        #expect(post.signer?.version == version)
        #expect(!"\(form)".contains(form.fields.last!.value))
    }

    @Test("is one that could have been written by hand") func byHand() throws {
        var builder = PostPolicyBuilder(bucket: try BucketName("examplebucket"), key: .exact(try ObjectKey("a\"b.txt")))
        builder.conditions = [.contentLength(0...10), .field(name: "content-type", .isIn(["image/png", "a\\b"]))]
        var byHand = HandSignedForm(.v4, fields: [("key", "a\"b.txt")])
        byHand.policyJSON =
            #"{"expiration":"2024-11-12T09:32:38.000Z","conditions":[["eq","$bucket","examplebucket"],["eq","$key","a\"b.txt"],"#
            + #"["eq","$x-oss-signature-version","OSS4-HMAC-SHA256"],["eq","$x-oss-credential","\#(HandSignedForm.credential)"],"#
            + #"["eq","$x-oss-date","20241112T083238Z"],["content-length-range",0,10],["in","$content-type",["image/png","a\\b"]]]}"#
        let form = try builder.signed(by: Self.signer(.v4), expires: .seconds(3600), at: HandSignedForm.now)
        #expect(form.fields.first { $0.name == "policy" }?.value == byHand.policy)
        #expect(form.fields.first { $0.name == "x-oss-signature" }?.value == byHand.signature)
    }

    @Test("is refused when it breaks any of its conditions", arguments: SignatureVersion.allCases) func broken(version: SignatureVersion) throws {
        let sent = try Self.builder.signed(by: Self.signer(version), at: HandSignedForm.now).received
        let changes: [(String, FormFields, String)] = [
            ("another key", sent.with("key", "other/cat.jpg"), "image/jpeg"), ("another type", sent, "text/html"),
            ("another metadata", sent.with("x-oss-meta-author", "mallory"), "image/jpeg"),
            ("no metadata", sent.without("x-oss-meta-author"), "image/jpeg"),
            ("a status that is not listed", sent.with("success_action_status", "204"), "image/jpeg"),
            ("a class that is excluded", sent.with("x-oss-storage-class", "Archive"), "image/jpeg"),
        ]
        for (what, form, type) in changes {
            #expect(throws: OSSError.self, "\(what)") { try form.judged(fileName: "cat.jpg", partType: type) }
            do { _ = try form.judged(fileName: "cat.jpg", partType: type) } catch {
                #expect((error as? OSSError)?.code.rawValue == "AccessDenied", "\(what)")
            }
        }
        let late = HandSignedForm.now.advanced(bySeconds: 901)!
        #expect(sent.error(at: late)?.status == 403)
    }

    @Test("is refused when any byte of policy or signature is another", arguments: SignatureVersion.allCases) func tampered(version: SignatureVersion)
        throws
    {
        let sent = try Self.builder.signed(by: Self.signer(version), at: HandSignedForm.now).received
        for name in ["policy", version == .v4 ? "x-oss-signature" : "Signature"] {
            let value = Array(sent.first(name.lowercased())!)
            for index in stride(from: 0, to: value.count, by: 7) {
                var changed = value
                changed[index] = changed[index] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
                #expect(throws: OSSError.self) { try sent.with(name, String(decoding: changed, as: UTF8.self)).judged(partType: "image/jpeg") }
            }
        }
    }

    @Test("random conditions: what meets them is accepted, what does not is refused", arguments: 0..<200) func law(seed: Int) throws {
        var random = SeededRandom(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        let alphabet = ["a", "ü", "\"", "\\", "中", " ", "/", "$", "{", "\u{1F4E6}", "e\u{301}", ",", "]"]
        func text() -> String { (0...Int(random.next() % 6)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }.joined() }
        let value = text()
        let others = (0..<3).map { _ in text() + "x" }
        let tests: [(Condition.Test, Bool)] = [
            (.equals(value), true), (.equals(value + "x"), false), (.startsWith(String(decoding: value.utf8.prefix(0), as: UTF8.self)), true),
            (.startsWith(value), true), (.startsWith("x" + value), false), (.isIn(others + [value]), true), (.isIn(others), false),
            (.isNotIn(others), true), (.isNotIn(others + [value]), false),
        ]
        for (test, isMet) in tests {
            var builder = PostPolicyBuilder(bucket: try BucketName("examplebucket"), key: .prefix(""))
            builder.conditions = [.field(name: "x-oss-meta-a", test)]
            let version = SignatureVersion.allCases[seed % 2]
            let sent = try builder.signed(by: Self.signer(version), at: HandSignedForm.now).received.with("x-oss-meta-a", value)
            #expect((sent.error() == nil) == isMet, "\(test) \(value)")
        }
    }

    @Test("is not signed when OSS would refuse it") func refused() throws {
        let signer = try Self.signer(.v4)
        let bucket = try BucketName("examplebucket")
        for prefix in ["/a", "\\a", "a${filename}b", "a\nb", String(repeating: "a", count: 1024)] {
            #expect(throws: PostPolicyError.key, "\(prefix)") {
                try PostPolicyBuilder(bucket: bucket, key: .prefix(prefix)).signed(by: signer, at: HandSignedForm.now)
            }
        }
        for field in ["key", "POLICY", "file", "x-oss-date", "x-oss-signature", "OSSAccessKeyId", "bucket", "", "a\"b", "a b", "twice"] {
            var builder = PostPolicyBuilder(bucket: bucket, key: .prefix(""))
            builder.fields = [FormField(field, "x")] + (field == "twice" ? [FormField("Twice", "y")] : [])
            #expect(throws: PostPolicyError.self, "\(field)") { try builder.signed(by: signer, at: HandSignedForm.now) }
        }
        var builder = PostPolicyBuilder(bucket: bucket, key: .prefix(""))
        builder.fields = [FormField("x-oss-meta-a", "a\r\nb")]
        #expect(throws: PostPolicyError.field("x-oss-meta-a")) { try builder.signed(by: signer, at: HandSignedForm.now) }
        builder.fields = []
        for condition in [Condition.contentLength(-1...1), .field(name: "bucket", .startsWith("")), .field(name: "", .equals(""))] {
            builder.conditions = [condition]
            #expect(throws: PostPolicyError.self) { try builder.signed(by: signer, at: HandSignedForm.now) }
        }
        builder.conditions = []
        for seconds in [0, 604_801, -1] {
            #expect(throws: PostPolicyError.signing(.validityOutOfRange(seconds: Int64(seconds)))) {
                try builder.signed(by: signer, expires: .seconds(seconds), at: HandSignedForm.now)
            }
        }
    }

    private static var builder: PostPolicyBuilder {
        get throws {
            var builder = PostPolicyBuilder(bucket: try BucketName("examplebucket"), key: .prefix("photos/"))
            builder.fields = [
                FormField("x-oss-meta-author", "ali\"ce\\ ü"), FormField("x-oss-storage-class", "IA"), FormField("success_action_status", "201"),
            ]
            builder.conditions = [
                .contentLength(1...1000), .field(name: "content-type", .startsWith("image/")),
                .field(name: "success_action_status", .isIn(["200", "201"])),
                .field(name: "x-oss-storage-class", .isNotIn(["Archive"])),
            ]
            return builder
        }
    }

    private static func signer(_ version: SignatureVersion, token: String? = nil) throws -> RequestSigner {
        let credentials = try Credentials(accessKeyID: HandSignedForm.accessKeyID, accessKeySecret: HandSignedForm.secret, securityToken: token)
        return try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), version: version)
    }
}

private struct SeededRandom {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

extension PresignedForm {
    /// The fields as a server gets them.
    fileprivate var received: FormFields { FormFields(fields.map { FormFields.Field($0.name, Array($0.value.utf8)) }) }
}
