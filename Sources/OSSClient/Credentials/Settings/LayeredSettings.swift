import OSSSigning

/// Settings of several places, the strongest first: flags, environment, configuration file.
package struct LayeredSettings: Sendable {
    package let layers: [SettingLayer]
    private let variables: EnvironmentVariables

    /// - Parameter variables: where else STS's address may be set.
    package init(_ layers: [SettingLayer], variables: EnvironmentVariables) {
        self.layers = layers
        self.variables = variables
    }

    /// The strongest value of a setting.
    package subscript(setting: ClientSetting) -> SettingValue? {
        for layer in layers {
            if let value = layer.values[setting] { return value }
        }
        return nil
    }

    /// One source of credentials for each layer.
    package var sources: [CredentialsSource] {
        layers.indices.map { index in
            CredentialsSource(layers[index].name) {
                guard index == leader, let recipe = try recipe() else { return .absent(layers[index].absence) }
                return .found(recipe)
            }
        }
    }

    /// The layer that says where credentials come from: the first that says anything about it. Weaker layers only complete it.
    private var leader: Int? {
        let telling: [ClientSetting] = [.accessKeyID, .accessKeySecret, .mode, .ecsRoleName, .ecsAk, .credentialProcess, .credentialsURI]
        return layers.firstIndex { layer in telling.contains { layer.values[$0] != nil } }
            ?? layers.firstIndex { $0.values[.oidcProviderARN] != nil && $0.values[.oidcTokenFile] != nil }
    }

    /// How credentials are got; `nil` when no layer says anything about it, or when there is a mode and nothing for it.
    /// - Throws: `ClientError`.
    package func recipe() throws(ClientError) -> CredentialsRecipe? {
        guard let leader else { return nil }
        let mode = try layers[leader].values[.mode].map { value throws(ClientError) in try CredentialsMode(value) } ?? impliedMode(leader: leader)
        switch mode {
        case .anonymous: return .fixed(.anonymous)
        case .accessKey: return try accessKey().map { .fixed($0) }
        case .securityToken:
            guard let credentials = try accessKey() else { return nil }
            guard credentials.accessKey?.securityToken != nil else { throw missing("the mode StsToken needs an STS token", leader) }
            return .fixed(credentials)
        case .role:
            guard let credentials = try accessKey() else { throw missing("the mode RamRoleArn needs an access key", leader) }
            return .role(try session(leader: leader), source: .fixed(credentials))
        case .ecsRole: return .ecsRole(self[.ecsRoleName]?.text ?? self[.ecsAk].flatMap(Self.roleName))
        case .oidc:
            guard let provider = self[.oidcProviderARN]?.text ?? variables["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"],
                let file = self[.oidcTokenFile]?.text ?? variables["ALIBABA_CLOUD_OIDC_TOKEN_FILE"]
            else { throw missing("the mode oidcRoleArn needs an OIDC provider ARN and a token file", leader) }
            return .oidc(OIDCRole(try session(leader: leader), providerARN: provider, tokenFile: variables.expanding(file)))
        case .process:
            guard let command = self[.credentialProcess]?.text else { throw missing("the mode Process needs a credential-process", leader) }
            return .process(["/bin/sh", "-c", command])
        case .uri:
            guard let uri = self[.credentialsURI]?.text ?? variables["ALIBABA_CLOUD_CREDENTIALS_URI"] else {
                throw missing("the mode CredentialsURI needs a credentials-uri", leader)
            }
            return .uri(uri)
        }
    }

    /// The mode that the leading layer's settings make sense for.
    private func impliedMode(leader: Int) -> CredentialsMode {
        let values = layers[leader].values
        let hasKey = values[.accessKeyID] != nil || values[.accessKeySecret] != nil
        if !hasKey {
            if values[.credentialProcess] != nil { return .process }
            if values[.credentialsURI] != nil { return .uri }
            if values[.ecsRoleName] != nil || values[.ecsAk] != nil { return .ecsRole }
            if values[.oidcProviderARN] != nil { return .oidc }
        }
        return layers[...leader].contains { $0.values[.roleARN] != nil } ? .role : .accessKey
    }

    /// The access key. Its halves may come from two layers (an id on the command line, the secret in the environment), but not from two keys; a
    /// token belongs to the key of its own layer or of a weaker one.
    private func accessKey() throws(ClientError) -> Credentials? {
        let idLayer = layers.firstIndex { $0.values[.accessKeyID] != nil }
        let secretLayer = layers.firstIndex { $0.values[.accessKeySecret] != nil }
        guard idLayer != nil || secretLayer != nil else { return nil }
        guard let idLayer, let id = layers[idLayer].values[.accessKeyID] else {
            throw Self.half(self[.accessKeySecret]!, has: "secret", lacks: "id")
        }
        guard let secretLayer, let secret = layers[secretLayer].values[.accessKeySecret] else { throw Self.half(id, has: "id", lacks: "secret") }
        if let other = layers[secretLayer].values[.accessKeyID], other.text != id.text { throw Self.half(id, has: "id", lacks: "secret") }
        let token = layers[...max(idLayer, secretLayer)].lazy.compactMap { $0.values[.stsToken] }.first
        return try Credentials(checkingID: id.text, secret: secret.text, token: token?.text, source: id.origin)
    }

    private func session(leader: Int) throws(ClientError) -> RoleSession {
        guard let role = self[.roleARN]?.text ?? variables["ALIBABA_CLOUD_ROLE_ARN"] else { throw missing("the mode needs a role-arn", leader) }
        var session = RoleSession(
            roleARN: role, sessionName: self[.roleSessionName]?.text ?? variables["ALIBABA_CLOUD_ROLE_SESSION_NAME"])
        session.policy = self[.policy]?.text
        session.externalID = self[.externalID]?.text
        if let text = self[.tokenTimeout] {
            guard let seconds = Int64(text.text), seconds >= 900 else {
                throw ClientError(.invalidConfiguration, "\(text.origin): token-timeout is not a number of seconds from 900 on")
            }
            session.duration = .seconds(seconds)
        }
        session.endpoint = try STSEndpoint(
            address: self[.stsEndpoint]?.text, region: self[.stsRegion]?.text, isInVPC: nil, variables: variables,
            source: (self[.stsEndpoint] ?? self[.stsRegion])?.origin ?? "environment")
        return session
    }

    private func missing(_ what: String, _ layer: Int) -> ClientError {
        let origin = layers[layer].values[.mode]?.origin
        return ClientError(.invalidConfiguration, origin.map { "\($0): \(what)" } ?? what)
    }

    private static func half(_ value: SettingValue, has: String, lacks: String) -> ClientError {
        let other = [
            "OSS_ACCESS_KEY_ID": "OSS_ACCESS_KEY_SECRET is", "OSS_ACCESS_KEY_SECRET": "OSS_ACCESS_KEY_ID is",
            "--access-key-id": "--access-key-secret is", "--access-key-secret": "--access-key-id is",
        ][value.origin]
        return ClientError(
            .credentialsUnavailable,
            other.map { "\(value.origin) is set and \($0) not" } ?? "\(value.origin): there is the access key's \(has) and not its \(lacks)")
    }

    /// The role at the end of the metadata URL that ossutil 1 has in its configuration.
    private static func roleName(_ value: SettingValue) -> String? {
        value.text.split(separator: "/").last.map(String.init)
    }
}

/// ossutil's modes.
package enum CredentialsMode: Sendable {
    case accessKey, securityToken, role, ecsRole, oidc, process, uri, anonymous

    /// The mode of a name, which has no case, and in which `-` and `_` do not count.
    init(_ value: SettingValue) throws(ClientError) {
        switch ASCII.lowercased(String(value.text.filter { $0 != "-" && $0 != "_" })) {
        case "ak": self = .accessKey
        case "ststoken": self = .securityToken
        case "ramrolearn": self = .role
        case "ecsramrole": self = .ecsRole
        case "oidcrolearn", "oidc": self = .oidc
        case "process", "external": self = .process
        case "credentialsuri", "credentialuri": self = .uri
        case "anonymous": self = .anonymous
        default:
            throw ClientError(
                .invalidConfiguration,
                "\(value.origin): there is no such mode; it is AK, StsToken, RamRoleArn, EcsRamRole, oidcRoleArn, Process, CredentialsURI or Anonymous"
            )
        }
    }
}
