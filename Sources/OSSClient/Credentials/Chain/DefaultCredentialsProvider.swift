public import OSSSigning

/// Credentials of wherever they are set up. The first of these that is wins, and stays:
///
/// 1. `OSS_ACCESS_KEY_ID` and its kin, `~/.ossutilconfig` (`OSSUTIL_CONFIG_FILE`, `OSSUTIL_PROFILE`);
/// 2. `ALIBABA_CLOUD_ACCESS_KEY_ID` and its kin;
/// 3. OpenID Connect: `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE`;
/// 4. `~/.aliyun/config.json` (`ALIBABA_CLOUD_PROFILE`, `ALIBABA_CLOUD_CLI_PROFILE_DISABLED`);
/// 5. `~/.alibabacloud/credentials` (`ALIBABA_CLOUD_CREDENTIALS_FILE`);
/// 6. the RAM role of the ECS instance (`ALIBABA_CLOUD_ECS_METADATA`, `ALIBABA_CLOUD_ECS_METADATA_DISABLED`, `ALIBABA_CLOUD_IMDSV1_DISABLED`), which is
///    asked only when nothing before it is set up, and has a second to answer;
/// 7. `ALIBABA_CLOUD_CREDENTIALS_URI`.
///
/// A source that is set up and fails ends the search: its error is thrown, and no later identity takes its place.
///
/// OSS page: "Configure access credentials".
public struct DefaultCredentialsProvider: CredentialsProvider {
    private let chain: CredentialsChain

    /// - Parameter transport: how STS is reached; the metadata and credentials URIs are reached directly.
    public init(transport: TransportConfiguration = TransportConfiguration()) {
        self.init(.process, network: CredentialsNetwork(transport))
    }

    package init(_ variables: EnvironmentVariables, network: CredentialsNetwork) {
        let standard = StandardSources(variables)
        chain = CredentialsChain(
            [Self.ossEnvironment(variables), Self.ossutilConfiguration(variables)] + standard.configured + standard.surroundings,
            network: network, allowsMetadataVersion1: standard.allowsMetadataVersion1)
    }

    public func credentials() async throws -> Credentials { try await chain.credentials() }

    /// Searches anew, and says what was found where.
    public func trace() async -> CredentialsTrace { await chain.trace().trace }

    /// A whole pair in the environment needs no file; half a pair may be completed by one.
    private static func ossEnvironment(_ variables: EnvironmentVariables) -> CredentialsSource {
        let environment = SettingLayer.environment(variables)
        return CredentialsSource(environment.name) {
            let isWhole = environment.values[.accessKeyID] != nil && environment.values[.accessKeySecret] != nil
            let isEmpty = environment.values[.accessKeyID] == nil && environment.values[.accessKeySecret] == nil
            if isEmpty { return .absent(environment.absence) }
            return try LayeredSettings(isWhole ? [environment] : [environment, layer(variables)], variables: variables).sources[0].look()
        }
    }

    private static func ossutilConfiguration(_ variables: EnvironmentVariables) -> CredentialsSource {
        CredentialsSource("ossutil_config") {
            // The environment comes along for the role it may name.
            try LayeredSettings([SettingLayer.environment(variables), layer(variables)], variables: variables).sources[1].look()
        }
    }

    private static func layer(_ variables: EnvironmentVariables) throws -> SettingLayer {
        let path = variables["OSSUTIL_CONFIG_FILE"] ?? variables.expanding("~/.ossutilconfig")
        guard let configuration = try OSSUtilConfiguration.read(path) else { return SettingLayer("ossutil_config", absence: "there is no \(path)") }
        let profile = variables["OSSUTIL_PROFILE"]
        guard let layer = configuration.layer(profile: profile, bucket: nil) else {
            throw ClientError(.invalidConfiguration, "\(path) has no [profile \(Printable(profile ?? ""))]")
        }
        return layer
    }
}

extension CredentialsProvider where Self == DefaultCredentialsProvider {
    /// Credentials of wherever they are set up.
    public static var `default`: Self { DefaultCredentialsProvider() }
}
