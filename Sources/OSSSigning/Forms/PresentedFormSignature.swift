/// The signature of a form as the form presents it: parsed, and not yet believed.
struct PresentedFormSignature {
    typealias Reason = VerificationFailure.Reason

    /// What the algorithm needs besides the key and the policy.
    enum Parameters {
        case v4(credential: PresentedCredential, time: SigningTime)
        case v1(accessKeyID: String)
    }

    let parameters: Parameters
    /// The field `policy`, base 64, which is what is signed.
    let policy: [UInt8]
    let signature: String
    let securityToken: String?

    var version: SignatureVersion { if case .v4 = parameters { .v4 } else { .v1 } }

    var accessKeyID: String {
        switch parameters {
        case .v4(let credential, _): credential.accessKeyID
        case .v1(let accessKeyID): accessKeyID
        }
    }

    /// The signature of a form, or `nil` when no field of the form has to do with one.
    static func find(in fields: FormFields) throws(Reason) -> PresentedFormSignature? {
        let names = FormFieldName.allCases.filter { fields.contains($0.canonicalName) }
        guard !names.isEmpty else { return nil }
        for name in names where fields.values(of: name.canonicalName).count > 1 { throw .form(.repeated(name.rawValue)) }
        return names.contains(where: \.isV4) ? try v4(fields) : try v1(fields)
    }

    private static func v1(_ fields: FormFields) throws(Reason) -> PresentedFormSignature {
        let accessKeyID = try required(.v1AccessKeyID, in: fields)
        let policy = try required(.policy, in: fields)
        let signature = try required(.v1Signature, in: fields)
        return PresentedFormSignature(
            parameters: .v1(accessKeyID: text(accessKeyID)), policy: policy, signature: text(signature), securityToken: token(fields))
    }

    private static func v4(_ fields: FormFields) throws(Reason) -> PresentedFormSignature {
        guard !fields.contains(FormFieldName.v1Signature.canonicalName) else { throw .severalCarriers }
        let version = try required(.version, in: fields)
        guard version.elementsEqual(ParameterName.algorithm.description.utf8) else { throw .unknownSignatureVersion }
        let credentialText = try required(.credential, in: fields)
        let date = try required(.date, in: fields)
        let policy = try required(.policy, in: fields)
        let signature = try required(.signature, in: fields)
        guard let credential = PresentedCredential(text(credentialText)), credential.hasTerminator else { throw .form(.credential(.malformed)) }
        for name in [FormFieldName.v1AccessKeyID, .accessKeyID] {
            guard let id = fields.first(name.canonicalName) else { continue }
            guard id.elementsEqual(credential.accessKeyID.utf8) else { throw .form(.credential(.accessKeyID)) }
        }
        guard let time = SigningTime(iso8601Basic: text(date)) else { throw .invalidDate(.form) }
        return PresentedFormSignature(
            parameters: .v4(credential: credential, time: time), policy: policy, signature: text(signature), securityToken: token(fields))
    }

    private static func required(_ name: FormFieldName, in fields: FormFields) throws(Reason) -> [UInt8] {
        guard let value = fields.first(name.canonicalName) else { throw .form(.missing(name.rawValue)) }
        guard !value.isEmpty else { throw .form(.empty(name.rawValue)) }
        return value
    }

    private static func token(_ fields: FormFields) -> String? { fields.first(FormFieldName.securityToken.canonicalName).map(text) }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// The fields of a form that have to do with its signature, spelled as OSS's documentation spells them.
package enum FormFieldName: String, CaseIterable, Sendable {
    case policy
    case v1AccessKeyID = "OSSAccessKeyId"
    case v1Signature = "Signature"
    case version = "x-oss-signature-version"
    case credential = "x-oss-credential"
    case date = "x-oss-date"
    case signature = "x-oss-signature"
    case accessKeyID = "x-oss-access-key-id"
    case securityToken = "x-oss-security-token"

    /// In lower case, as fields are looked up.
    package var canonicalName: String { ASCII.lowercased(rawValue) }

    /// Whether the field occurs in the newer versions only.
    var isV4: Bool {
        switch self {
        case .version, .credential, .date, .signature, .accessKeyID: true
        case .policy, .v1AccessKeyID, .v1Signature, .securityToken: false
        }
    }
}
