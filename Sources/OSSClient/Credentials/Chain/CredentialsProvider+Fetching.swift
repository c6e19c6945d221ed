extension CredentialsProvider where Self == RefreshingCredentialsProvider {
    /// The credentials of a RAM role, assumed with the credentials of somebody who may.
    ///
    /// Alibaba Cloud page: "AssumeRole".
    public static func role(
        _ session: RoleSession, source: any CredentialsProvider, transport: TransportConfiguration = TransportConfiguration()
    ) -> Self {
        let fetch = RoleFetch(session, source: source, network: CredentialsNetwork(transport))
        return RefreshingCredentialsProvider { try await fetch.credentials() }
    }

    /// The credentials of a RAM role, assumed with an OpenID Connect token.
    ///
    /// Alibaba Cloud page: "AssumeRoleWithOIDC".
    public static func oidc(_ role: OIDCRole, transport: TransportConfiguration = TransportConfiguration()) -> Self {
        let fetch = OIDCFetch(role, network: CredentialsNetwork(transport))
        return RefreshingCredentialsProvider { try await fetch.credentials() }
    }

    /// The credentials of the RAM role of this ECS instance.
    ///
    /// - Parameters:
    ///   - name: the role; whatever the instance has when `nil`.
    ///   - allowsVersion1: whether the instance may be asked without a token.
    ///
    /// ECS page: "Instance RAM roles".
    public static func ecsRole(_ name: String? = nil, allowsVersion1: Bool = true) -> Self {
        let fetch = MetadataFetch(roleName: name, allowsVersion1: allowsVersion1, network: CredentialsNetwork())
        return RefreshingCredentialsProvider { try await fetch.credentials() }
    }

    /// Credentials that an HTTP server gives as JSON: `AccessKeyId`, `AccessKeySecret`, `SecurityToken`, `Expiration`.
    public static func uri(_ uri: String) -> Self {
        let fetch = URIFetch(uri, network: CredentialsNetwork())
        return RefreshingCredentialsProvider { try await fetch.credentials() }
    }

    /// Credentials that a program prints as JSON: `AccessKeyId`, `AccessKeySecret`, `SecurityToken`, `Expiration`.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments. No shell is involved.
    ///   - limit: how long it may run before it is killed.
    public static func process(_ arguments: [String], limit: Duration = .seconds(15)) -> Self {
        let fetch = ProcessFetch(arguments, limit: limit)
        return RefreshingCredentialsProvider { try await fetch.credentials() }
    }
}
