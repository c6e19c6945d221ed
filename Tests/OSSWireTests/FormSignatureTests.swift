import OSSSigning
import OSSWire
import Testing

@Suite("The signature of a form") struct FormSignatureTests {
    typealias Form = HandSignedForm

    @Test("a form that was signed as OSS documents it is accepted", arguments: SignatureVersion.allCases)
    func accepted(version: SignatureVersion) throws {
        let post = try Form(version).sent.judged()
        #expect(post.signer?.accessKeyID.rawValue == Form.accessKeyID)
        #expect(post.signer?.version == version)
        #expect(post.key.text == "a.txt")
    }

    @Test("names of fields are accepted in any case, as OSS's samples write them") func anyCase() throws {
        var form = Form(.v1)
        form.signatureName = "signature"
        #expect(form.sent.error() == nil)
        form = Form(.v4)
        form.signatureName = "X-OSS-Signature"
        #expect(form.sent.error() == nil)
    }

    @Test("a form without any field of a signature is anonymous") func anonymous() throws {
        let post = try FormFields([.init("key", Array("k".utf8))]).judged()
        #expect(post.signer == nil)
        #expect(post.sizes == nil)
    }

    private static let v1Names = ["OSSAccessKeyId": "706", "policy": "702", "Signature": "703"]
    private static let v4Names = [
        "policy": "702", "x-oss-signature": "703", "x-oss-date": "709", "x-oss-credential": "710", "x-oss-signature-version": "066",
    ]

    @Test("each missing field is named, with its EC", arguments: SignatureVersion.allCases) func missing(version: SignatureVersion) throws {
        for (name, number) in version == .v1 ? Self.v1Names : Self.v4Names {
            let error = try #require(Form(version).sent.without(name).error())
            #expect(error.status == 400 && error.code.rawValue == "InvalidArgument", "\(name)")
            #expect(error.ec == "0002-00000" + number, "\(name)")
            #expect(
                error.message
                    == "The bucket POST must contain the specified '\(name)'. If it is specified, please check the order of the fields")
            #expect(error.fields == [.init("ArgumentName", name), .init("ArgumentValue", "")])
        }
    }

    @Test("an empty or a second field is refused", arguments: SignatureVersion.allCases) func emptyAndRepeated(version: SignatureVersion) throws {
        for name in (version == .v1 ? Self.v1Names : Self.v4Names).keys {
            let sent = Form(version).sent
            let empty = try #require(sent.with(name, "").error())
            #expect(empty.code.rawValue == "InvalidArgument", "\(name)")
            if name.lowercased().hasSuffix("signature") { #expect(empty.ec == "0002-00000704") }
            var twice = sent
            twice.append(.init(name.uppercased(), sent.first(name.lowercased())!))
            #expect(twice.error()?.code.rawValue == "InvalidArgument", "\(name)")
        }
    }

    @Test("one of V1's three fields alone is not anonymous", arguments: ["OSSAccessKeyId", "policy", "Signature", "x-oss-security-token"])
    func lone(name: String) {
        let fields = FormFields([.init("key", [0x6B]), .init(name, [0x61])])
        #expect(fields.error()?.status == 400)
    }

    @Test("a wrong signature shows what the server signed", arguments: SignatureVersion.allCases) func mismatch(version: SignatureVersion) throws {
        var form = Form(version)
        form.secret = "AnotherSecret"
        let error = try #require(form.sent.error())
        #expect(error.status == 403 && error.code.rawValue == "SignatureDoesNotMatch" && error.ec == "0002-00000705")
        #expect(error.fields.contains(.init("StringToSign", form.policy)))
        #expect(error.fields.contains(.init("SignatureProvided", form.signature)))
        #expect(error.fields.contains(.init("OSSAccessKeyId", Form.accessKeyID)))
        #expect(error.fields.contains { $0.name == "StringToSignBytes" })
    }

    @Test("any changed character of policy or signature is refused", arguments: SignatureVersion.allCases) func tampered(version: SignatureVersion) {
        let form = Form(version)
        for (name, value) in [("policy", form.policy), (form.signatureName, form.signature)] {
            for offset in [0, value.count / 2, value.count - 3] {
                var characters = Array(value)
                characters[offset] = characters[offset] == "0" ? "1" : "0"
                #expect(form.sent.with(name, String(characters)).error()?.code.rawValue == "SignatureDoesNotMatch")
            }
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let code: String
        let ec: String?
        let edit: @Sendable (inout HandSignedForm) -> Void

        init(_ what: String, _ status: Int, _ code: String, _ ec: String?, _ edit: @escaping @Sendable (inout HandSignedForm) -> Void) {
            testDescription = what
            self.status = status
            self.code = code
            self.ec = ec
            self.edit = edit
        }
    }

    /// Signs the form for another credential, and lets the policy agree with it.
    private static func credential(_ value: String) -> @Sendable (inout HandSignedForm) -> Void {
        { form in
            form["x-oss-credential"] = value
            form.conditions[2] = #"{"x-oss-credential":"\#(value)"}"#
            let parts = value.split(separator: "/").map(String.init)
            if parts.count == 5 { form.scope = Array(parts[1...3]) }
        }
    }

    private static func date(_ value: String, day: String) -> @Sendable (inout HandSignedForm) -> Void {
        { form in
            credential("\(Form.accessKeyID)/\(day)/cn-hangzhou/oss/aliyun_v4_request")(&form)
            form["x-oss-date"] = value
            form.conditions[3] = #"{"x-oss-date":"\#(value)"}"#
        }
    }

    private static let id = HandSignedForm.accessKeyID

    @Test(
        "what is wrong with a V4 form",
        arguments: [
            Fault("another version", 400, "InvalidArgument", "0002-00000066") { $0["x-oss-signature-version"] = "OSS2" },
            Fault("both versions", 400, "InvalidArgument", "0002-00000039") { $0["Signature"] = "x" },
            Fault("credential of four parts", 400, "InvalidArgument", "0002-00000710", credential("\(id)/20241112/cn-hangzhou/oss")),
            Fault("credential's end", 400, "InvalidArgument", "0002-00000710", credential("\(id)/20241112/cn-hangzhou/oss/aws4_request")),
            Fault("another region", 400, "InvalidArgument", "0002-00000710", credential("\(id)/20241112/cn-beijing/oss/aliyun_v4_request")),
            Fault("region with oss-", 400, "InvalidArgument", "0002-00000710", credential("\(id)/20241112/oss-cn-hangzhou/oss/aliyun_v4_request")),
            Fault("another product", 400, "InvalidArgument", "0002-00000710", credential("\(id)/20241112/cn-hangzhou/s3/aliyun_v4_request")),
            Fault("another day", 400, "InvalidArgument", "0002-00000710", credential("\(id)/20241111/cn-hangzhou/oss/aliyun_v4_request")),
            Fault("another key id beside", 400, "InvalidArgument", "0002-00000710") { $0["x-oss-access-key-id"] = "LTAIother" },
            Fault("unknown key", 403, "InvalidAccessKeyId", "0002-00000902", credential("LTAIother/20241112/cn-hangzhou/oss/aliyun_v4_request")),
            Fault("a date that is none", 403, "AccessDenied", "0002-00000709", date("2024-11-12", day: "20241112")),
            Fault("16 minutes ahead", 403, "AccessDenied", "0002-00000709", date("20241112T084839Z", day: "20241112")),
            Fault("more than seven days ago", 403, "AccessDenied", "0002-00000709", date("20241105T083237Z", day: "20241105")),
            Fault("a token that the key does not have", 403, "InvalidSecurityToken", nil) { $0["x-oss-security-token"] = "token" },
        ])
    func v4(fault: Fault) throws {
        var form = HandSignedForm(.v4)
        fault.edit(&form)
        let error = try #require(form.sent.error())
        #expect(error.status == fault.status && error.code.rawValue == fault.code && error.ec == fault.ec, "\(error)")
    }

    @Test("the window's last seconds are inside") func window() {
        for (text, day) in [("20241112T084738Z", "20241112"), ("20241105T083238Z", "20241105")] {
            var form = HandSignedForm(.v4)
            Self.date(text, day: day)(&form)
            #expect(form.sent.error() == nil, "\(text)")
        }
    }

    @Test("V4's fields must stand in the policy with the form's values", arguments: [1, 2, 3]) func pins(index: Int) throws {
        var form = HandSignedForm(.v4)
        let removed = form.conditions.remove(at: index)
        var error = try #require(form.sent.error())
        #expect(error.status == 403 && error.message.hasPrefix("Invalid according to Policy: Policy Condition failed: [\"eq\", \"$x-oss-"))
        form.conditions.insert(removed.replacing(":\"", with: ":\"x"), at: index)
        error = try #require(form.sent.error())
        #expect(error.code.rawValue == "AccessDenied")
        let field = ["", "x-oss-signature-version", "x-oss-credential", "x-oss-date"][index]
        form.conditions[index] = #"["starts-with","$\#(field)",""]"#
        #expect(form.sent.error()?.code.rawValue == "AccessDenied", "a prefix pins nothing")
        form.conditions[index] = #"["eq","$\#(field.uppercased())","\#(form[field]!)"]"#
        #expect(form.sent.error() == nil)
    }

    @Test("temporary keys need their token, which V4's policy must hold", arguments: SignatureVersion.allCases)
    func token(version: SignatureVersion) {
        let keys = FormKeys(token: "CAISsecret")
        var form = HandSignedForm(version)
        #expect(form.sent.error(keys: keys)?.code.rawValue == "InvalidAccessKeyId")
        form["x-oss-security-token"] = "CAISother"
        #expect(form.sent.error(keys: keys)?.code.rawValue == "InvalidSecurityToken")
        form["x-oss-security-token"] = "CAISsecret"
        let error = form.sent.error(keys: keys)
        if version == .v4 {
            #expect(error?.code.rawValue == "AccessDenied")
            #expect(error?.description.contains("CAISsecret") == false, "no token in an error's text")
        } else {
            #expect(error == nil)
        }
        form.conditions.append(#"{"x-oss-security-token":"CAISsecret"}"#)
        #expect(form.sent.error(keys: keys) == nil)
    }

    @Test("disabled keys, and V1 where it is switched off") func switches() throws {
        let disabled = try #require(HandSignedForm(.v1).sent.error(keys: FormKeys(isEnabled: false)))
        #expect(disabled.code.rawValue == "InvalidAccessKeyId" && disabled.ec == "0002-00000904")
        #expect(HandSignedForm(.v1).sent.error(acceptsV1: false)?.code.rawValue == "AccessDenied")
        #expect(HandSignedForm(.v4).sent.error(acceptsV1: false) == nil)
    }

    @Test("a description of fields shows no value") func redaction() {
        let sent = HandSignedForm(.v4).sent
        #expect(!String(reflecting: sent).contains(HandSignedForm(.v4).signature))
        #expect(!"\(sent.fields)".contains(HandSignedForm.credential))
    }
}
