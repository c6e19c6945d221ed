import Crypto

/// A V4 signing key: derived once per secret, day, region and product, then reused. Keeping it is the caller's business.
///
/// Deriving costs four HMACs, signing with a derived key one. A warm key is what makes presigning fast.
public struct SigningKey: Sendable {
    /// Whose key it is.
    public let accessKeyID: AccessKeyID
    /// The day, region and product it was derived for.
    public let scope: CredentialScope

    /// Has absorbed the key already; each signature starts from a copy.
    private let prepared: PreparedHMAC

    /// Derives the key: `HMAC(HMAC(HMAC(HMAC("aliyun_v4" + secret, day), region), product), "aliyun_v4_request")`.
    public init(accessKey: Credentials.AccessKey, scope: CredentialScope) {
        self.init(accessKeyID: accessKey.id, secret: accessKey.secret, scope: scope)
    }

    package init(accessKeyID: AccessKeyID, secret: Secret, scope: CredentialScope) {
        self.accessKeyID = accessKeyID
        self.scope = scope
        self.prepared = PreparedHMAC(key: Self.derive(secret: secret, scope: scope))
    }

    static func derive(secret: Secret, scope: CredentialScope) -> SymmetricKey {
        var key = SymmetricKey(data: Array("aliyun_v4".utf8) + Array(secret.exposed.utf8))
        for part in [scope.day, scope.region, scope.product, CredentialScope.terminator] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return key
    }

    /// The signature, in lower-case hexadecimal digits.
    func signature(of stringToSign: StringToSign) -> String {
        stringToSign.bytes.withUnsafeBytes { prepared.withAuthenticationCode(of: $0, Hex.lowercase) }
    }

    func appendSignature(of stringToSign: UnsafeRawBufferPointer, to output: inout ByteWriter) {
        prepared.withAuthenticationCode(of: stringToSign) { output.append(hex: $0) }
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    public var description: String { "SigningKey(\(accessKeyID), \(scope))" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SigningKey {
    /// The raw key, for tests against published vectors.
    package static func derivedHex(secret: String, scope: CredentialScope) -> String {
        derive(secret: Secret(secret), scope: scope).withUnsafeBytes(Hex.lowercase)
    }
}
