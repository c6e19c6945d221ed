/// The signature algorithm.
public enum SignatureVersion: String, Hashable, Sendable, CaseIterable {
    /// `OSS4-HMAC-SHA256`: signs every query parameter; a URL lives at most seven days. The default everywhere.
    case v4
    /// HMAC-SHA1 with an absolute expiry, for old clients. It does not escape what it signs; see ``V1Ambiguity``.
    case v1
}
