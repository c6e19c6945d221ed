import Crypto
import OSSSigning
import OSSWire

/// A form that is put together and signed by hand: the formulas are those of OSS's documentation, and none of the library's code runs.
struct HandSignedForm: Sendable {
    static let accessKeyID = "LTAI5tExampleAK"
    static let secret = "ExampleSecretKey0123456789"
    /// 2024-11-12T08:32:38Z.
    static let now = SigningTime(secondsSinceEpoch: 1_731_400_358)!
    static let credential = accessKeyID + "/20241112/cn-hangzhou/oss/aliyun_v4_request"
    static let v4Conditions = [
        #"{"x-oss-signature-version":"OSS4-HMAC-SHA256"}"#, #"{"x-oss-credential":"\#(credential)"}"#, #"{"x-oss-date":"20241112T083238Z"}"#,
    ]

    let version: SignatureVersion
    var expiration = "2024-11-12T09:32:38.000Z"
    var conditions: [String]
    /// Replaces the whole policy.
    var policyJSON: String?
    /// Everything but policy and signature.
    var fields: [(String, String)]
    var secret = Self.secret
    /// The scope of V4's key: day, region, product.
    var scope = ["20241112", "cn-hangzhou", "oss"]
    var signatureName: String

    init(_ version: SignatureVersion, conditions: [String] = [#"{"bucket":"examplebucket"}"#], fields: [(String, String)] = [("key", "a.txt")]) {
        self.version = version
        switch version {
        case .v1:
            self.conditions = conditions
            self.fields = fields + [("OSSAccessKeyId", Self.accessKeyID)]
            signatureName = "Signature"
        case .v4:
            self.conditions = conditions + Self.v4Conditions
            self.fields =
                fields + [
                    ("x-oss-signature-version", "OSS4-HMAC-SHA256"), ("x-oss-credential", Self.credential), ("x-oss-date", "20241112T083238Z"),
                ]
            signatureName = "x-oss-signature"
        }
    }

    var policy: String {
        let json = policyJSON ?? #"{"expiration":"\#(expiration)","conditions":[\#(conditions.joined(separator: ","))]}"#
        return Self.base64(Array(json.utf8))
    }

    var signature: String {
        let message = Array(policy.utf8)
        switch version {
        case .v1:
            return Self.base64(Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: Array(secret.utf8)))))
        case .v4:
            var key = SymmetricKey(data: Array("aliyun_v4\(secret)".utf8))
            for part in scope + ["aliyun_v4_request"] {
                key = SymmetricKey(data: Array(HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key)))
            }
            return HMAC<SHA256>.authenticationCode(for: message, using: key).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    /// The form as it is sent.
    var sent: FormFields {
        FormFields((fields + [("policy", policy), (signatureName, signature)]).map { FormFields.Field($0.0, Array($0.1.utf8)) })
    }

    subscript(name: String) -> String? {
        get { fields.first { $0.0 == name }?.1 }
        set {
            if let index = fields.firstIndex(where: { $0.0 == name }) {
                if let newValue { fields[index].1 = newValue } else { fields.remove(at: index) }
            } else if let newValue {
                fields.append((name, newValue))
            }
        }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[start + $1]) : 0) }
            for digit in 0..<4 { text.append(digit <= group.count ? alphabet[bits >> (18 - 6 * digit) & 63] : "=") }
        }
        return text
    }
}

/// What the server knows.
struct FormKeys: AccessKeyDirectory {
    var isEnabled = true
    var token: String?

    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? {
        guard id.rawValue == HandSignedForm.accessKeyID,
            let key = try? Credentials(accessKeyID: id.rawValue, accessKeySecret: HandSignedForm.secret, securityToken: token).accessKey
        else { return nil }
        return RegisteredAccessKey(key, isEnabled: isEnabled)
    }
}

extension FormFields {
    /// What the server answers: the form, or its error.
    func judged(
        keys: FormKeys = FormKeys(), acceptsV1: Bool = true, at now: SigningTime = HandSignedForm.now, fileName: String = "photo.jpg",
        partType: String? = nil
    ) throws -> PostForm {
        let verifier = RequestVerifier(region: try Region("cn-hangzhou"), acceptsV1: acceptsV1, keys: keys)
        let authentication: FormAuthentication
        do { authentication = try verifier.verify(form: self, at: now) } catch { throw OSSError(error, at: now) }
        return try PostForm(
            authentication, file: FormFile(name: Array(fileName.utf8), contentType: partType.map { Array($0.utf8) }),
            bucket: try BucketName("examplebucket"), at: now)
    }

    func error(keys: FormKeys = FormKeys(), acceptsV1: Bool = true, at now: SigningTime = HandSignedForm.now) -> OSSError? {
        do {
            _ = try judged(keys: keys, acceptsV1: acceptsV1, at: now)
            return nil
        } catch {
            return error as? OSSError
        }
    }

    func without(_ name: String) -> FormFields { FormFields(fields.filter { $0.name != name }) }

    func with(_ name: String, _ value: String) -> FormFields { FormFields(without(name).fields + [Field(name, Array(value.utf8))]) }
}
