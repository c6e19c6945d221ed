import Crypto

/// A signing key as a signer may have made it. It holds a secret, and shows nothing of it.
struct SupposedKey: Equatable {
    private var material: [UInt8]
    private var steps: [String]
    private let isSHA1: Bool

    /// V4's: derived from the secret in four steps.
    init(v4 secret: Secret, prefix: String = "aliyun_v4", scope: CredentialScope) {
        material = Array(prefix.utf8) + Array(secret.exposed.utf8)
        steps = [scope.day, scope.region, scope.product, CredentialScope.terminator]
        isSHA1 = false
    }

    /// V1's: the secret itself.
    init(v1 secret: Secret) {
        material = Array(secret.exposed.utf8)
        steps = []
        isSHA1 = true
    }

    /// The secret itself where V4 derives a key.
    init(underived secret: Secret) {
        material = Array(secret.exposed.utf8)
        steps = []
        isSHA1 = false
    }

    /// How many HMACs deriving it costs.
    var cost: Int { steps.count }

    /// The key after its derivation.
    var derived: SymmetricKey {
        var key = SymmetricKey(data: material)
        for step in steps { key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(step.utf8), using: key)) }
        return key
    }

    func authenticate(_ message: [UInt8], using key: SymmetricKey) -> [UInt8] {
        isSHA1
            ? Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
            : Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
}

extension SupposedKey: CustomStringConvertible, CustomReflectable {
    var description: String { "SupposedKey" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
