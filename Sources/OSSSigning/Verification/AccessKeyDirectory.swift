/// Where a verifier finds access keys.
public protocol AccessKeyDirectory: Sendable {
    /// The key of this id, or `nil` when there is none.
    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey?

    /// What is known of the key of a request that presents this security token, or none.
    ///
    /// The default knows the keys of ``accessKey(_:)``, and compares the token with the key's own. A directory whose tokens say themselves what
    /// they stand for opens the token here, and gives the key that belongs to it, with its expiration.
    func lookUp(_ id: AccessKeyID, securityToken: String?) -> AccessKeyLookup

    /// The key's V4 signing key for a scope. The default derives it each time; a directory that keeps derived keys verifies faster.
    func signingKey(for key: RegisteredAccessKey, scope: CredentialScope) -> SigningKey
}

extension AccessKeyDirectory {
    public func lookUp(_ id: AccessKeyID, securityToken: String?) -> AccessKeyLookup {
        accessKey(id).map(AccessKeyLookup.registered) ?? .unknown
    }

    public func signingKey(for key: RegisteredAccessKey, scope: CredentialScope) -> SigningKey {
        SigningKey(accessKey: key.accessKey, scope: scope)
    }
}

extension AccessKeyDirectory {
    /// The key that a request names, if it can be used with the token that came with it.
    /// - Throws: the reason, from an unknown key to a token that has expired.
    package func usableKey(_ id: String, securityToken: String?, at now: SigningTime) throws(VerificationFailure.Reason) -> RegisteredAccessKey {
        guard let id = try? AccessKeyID(id) else { throw .unknownAccessKey }
        let key = try registeredKey(id, securityToken: securityToken)
        guard key.isEnabled else { throw .disabledAccessKey }
        if let problem = key.tokenProblem(of: securityToken, at: now) { throw problem }
        return key
    }

    func registeredKey(_ id: AccessKeyID, securityToken: String?) throws(VerificationFailure.Reason) -> RegisteredAccessKey {
        switch lookUp(id, securityToken: securityToken) {
        case .registered(let key): return key
        case .unknown: throw .unknownAccessKey
        case .tokenMissing: throw .securityTokenMissing
        case .tokenInvalid: throw .securityTokenInvalid
        case .tokenOfAnotherKey: throw .securityTokenOfAnotherKey
        }
    }
}

extension RegisteredAccessKey {
    /// What is wrong with a token that was presented with the key, or with there being none.
    func tokenProblem(of presented: String?, at now: SigningTime) -> VerificationFailure.Reason? {
        switch (accessKey.securityToken, presented) {
        case (nil, nil): return nil
        case (nil, _?): return .securityTokenInvalid
        case (_?, nil): return .securityTokenMissing
        case (let expected?, let token?):
            guard ConstantTime.areEqual(expected.exposed, token) else { return .securityTokenInvalid }
            if let end = accessKey.expiration, now > end { return .securityTokenExpired }
            return nil
        }
    }
}

/// What a directory knows of an access key id and the security token that came with it.
public enum AccessKeyLookup: Hashable, Sendable {
    /// There is such a key. Whether it is enabled, and the token its own, the verifier sees for itself.
    case registered(RegisteredAccessKey)
    /// Nobody has this id.
    case unknown
    /// It is the id of a temporary key, and there is no token.
    case tokenMissing
    /// The token is none that was given out here.
    case tokenInvalid
    /// The token was given out here, for another key.
    case tokenOfAnotherKey
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
