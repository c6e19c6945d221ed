import OSSSigning

/// A signature as a request to the security token service presents it: parsed, and not yet believed.
protocol STSSignature {
    var accessKeyID: String { get }
    var securityToken: String? { get }
    var nonce: String { get }
    /// When it was signed.
    var time: SigningTime { get }
    /// What was signed, for people.
    var evidence: String { get }
    /// Whether a key made it. Compares in constant time.
    func matches(_ secret: Secret) -> Bool
}

extension STSSignature {
    /// Nonces are random; nobody needs a long one.
    static var maximumNonce: Int { 128 }
}
