/// Where a verifier finds access keys.
public protocol AccessKeyDirectory: Sendable {
    /// The key of this id, or `nil` when there is none.
    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey?

    /// The key's V4 signing key for a scope. The default derives it each time; a directory that keeps derived keys verifies faster.
    func signingKey(for key: RegisteredAccessKey, scope: CredentialScope) -> SigningKey
}

extension AccessKeyDirectory {
    public func signingKey(for key: RegisteredAccessKey, scope: CredentialScope) -> SigningKey {
        SigningKey(accessKey: key.accessKey, scope: scope)
    }
}

/// An access key as its issuer knows it.
public struct RegisteredAccessKey: Sendable, Hashable {
    /// Id, secret, and for a temporary key its token and end.
    public let accessKey: Credentials.AccessKey
    /// A disabled key is refused, with a reason of its own.
    public let isEnabled: Bool

    /// Registers a key.
    public init(_ accessKey: Credentials.AccessKey, isEnabled: Bool = true) {
        self.accessKey = accessKey
        self.isEnabled = isEnabled
    }
}
