/// Why a callback is not taken for OSS's.
public enum CallbackVerificationError: Error, Hashable, Sendable {
    /// There is no `Authorization`.
    case missingSignature
    /// `Authorization` is not base64.
    case malformedSignature
    /// There is no `x-oss-pub-key-url`.
    case missingKeyURL
    /// `x-oss-pub-key-url` is not the base64 of an `http` or `https` URL.
    case malformedKeyURL
    /// The key stands on a host that is not trusted.
    case foreignKeyHost(String)
    /// The key could not be fetched.
    case keyUnavailable(String)
    /// What was fetched is not an RSA key that OSS could have.
    case malformedKey
    /// The path's escapes are malformed, so nothing can have been signed for it.
    case malformedTarget
    /// Somebody else signed, or the path, the query, the body or the signature changed on the way.
    case signatureMismatch

    /// A stable word for machines.
    public var code: String {
        switch self {
        case .missingSignature: "missing_signature"
        case .malformedSignature: "malformed_signature"
        case .missingKeyURL: "missing_key_url"
        case .malformedKeyURL: "malformed_key_url"
        case .foreignKeyHost: "foreign_key_host"
        case .keyUnavailable: "key_unavailable"
        case .malformedKey: "malformed_key"
        case .malformedTarget: "malformed_target"
        case .signatureMismatch: "signature_mismatch"
        }
    }
}

extension CallbackVerificationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missingSignature: "it has no Authorization header, so nobody signed it"
        case .malformedSignature: "its Authorization header is not a signature in base64"
        case .missingKeyURL: "it has no x-oss-pub-key-url header, so it names no key"
        case .malformedKeyURL: "its x-oss-pub-key-url header is not a URL in base64"
        case .foreignKeyHost(let host): "its key stands on \(host), which is not trusted: anybody can put a key there"
        case .keyUnavailable(let reason): "its key cannot be fetched: \(reason)"
        case .malformedKey: "what was fetched is not an RSA public key of 512 to 4096 bits with the exponent 65537"
        case .malformedTarget: "its path is malformed"
        case .signatureMismatch: "the signature is not that of the path, the query and the body"
        }
    }
}
