/// A form whose signature is right, at the moment at which it was verified. Only ``RequestVerifier`` makes one.
///
/// The signature covers the policy and nothing else. Whether the form keeps to its policy, and whether its signer may upload, are other
/// questions, and not answered yet.
package struct VerifiedForm: Sendable {
    /// The fields, the policy and the signature's own among them.
    package let fields: FormFields
    /// Who signed the policy.
    package let accessKeyID: AccessKeyID
    /// The token of a temporary key, as the directory of keys knows it.
    package let securityToken: Secret?
    /// The algorithm.
    package let version: SignatureVersion
    /// The policy in base 64: the very bytes that were signed.
    package let policy: [UInt8]
    /// The fields that the policy must pin with a condition each; none in V1.
    package let pinnedFields: [FormFieldName]

    /// Made by the verifier alone.
    init(fields: FormFields, accessKeyID: AccessKeyID, securityToken: Secret?, version: SignatureVersion, policy: [UInt8]) {
        self.fields = fields
        self.accessKeyID = accessKeyID
        self.securityToken = securityToken
        self.version = version
        self.policy = policy
        let token: [FormFieldName] = fields.contains(FormFieldName.securityToken.canonicalName) ? [.securityToken] : []
        pinnedFields = version == .v4 ? [.version, .credential, .date] + token : []
    }
}

/// What the verifier found out about a form.
package enum FormAuthentication: Sendable {
    /// No field of the form has to do with a signature. Only a bucket that everybody may write to takes such a form.
    case anonymous(FormFields)
    /// The policy is signed, and the signature is right.
    case signed(VerifiedForm)

    /// The form's fields.
    package var fields: FormFields {
        switch self {
        case .anonymous(let fields): fields
        case .signed(let form): form.fields
        }
    }
}
