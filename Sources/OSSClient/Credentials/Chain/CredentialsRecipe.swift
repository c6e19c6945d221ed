package import OSSSigning

/// How credentials are got, as settings describe it: at hand, or to be fetched. Nothing is sent to make one.
package indirect enum CredentialsRecipe: Sendable, Equatable {
    /// At hand.
    case fixed(Credentials)
    /// AssumeRole with other credentials.
    case role(RoleSession, source: CredentialsRecipe)
    /// AssumeRoleWithOIDC.
    case oidc(OIDCRole)
    /// The role of this ECS instance; whatever it has when no name is given.
    case ecsRole(String?)
    /// An HTTP server.
    case uri(String)
    /// A program and its arguments.
    case process([String])

    /// What carries it out. Fetched credentials are kept and refreshed.
    package func provider(_ network: CredentialsNetwork, allowsMetadataVersion1: Bool = true) -> any CredentialsProvider {
        if case .fixed(let credentials) = self { return .static(credentials) }
        return RefreshingCredentialsProvider(now: network.now, fetch(network, allowsMetadataVersion1: allowsMetadataVersion1))
    }

    private func fetch(_ network: CredentialsNetwork, allowsMetadataVersion1: Bool) -> @Sendable () async throws -> Credentials {
        switch self {
        case .fixed(let credentials): return { credentials }
        case .role(let session, let source):
            let fetch = RoleFetch(
                session, source: source.provider(network, allowsMetadataVersion1: allowsMetadataVersion1), network: network)
            return { try await fetch.credentials() }
        case .oidc(let role): return { try await OIDCFetch(role, network: network).credentials() }
        case .ecsRole(let name):
            return { try await MetadataFetch(roleName: name, allowsVersion1: allowsMetadataVersion1, network: network).credentials() }
        case .uri(let uri): return { try await URIFetch(uri, network: network).credentials() }
        case .process(let arguments): return { try await ProcessFetch(arguments).credentials() }
        }
    }

    /// A word for people.
    package var summary: String {
        switch self {
        case .fixed(let credentials):
            credentials.accessKey == nil ? "anonymous" : credentials.accessKey?.securityToken == nil ? "access key" : "temporary access key"
        case .role(let session, let source): "role \(session.roleARN), assumed with: \(source.summary)"
        case .oidc(let role): "role \(role.session.roleARN), assumed with an OpenID Connect token"
        case .ecsRole(let name): "role\(name.map { " \($0)" } ?? "") of the ECS instance"
        case .uri: "credentials URI"
        case .process(let arguments): "program \(arguments.first == "/bin/sh" ? "run by sh" : arguments.first ?? "")"
        }
    }
}
