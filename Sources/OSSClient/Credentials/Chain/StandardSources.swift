import OSSSigning

/// The places where Alibaba Cloud's SDKs look for credentials, in their order.
package struct StandardSources: Sendable {
    private let variables: EnvironmentVariables

    package init(_ variables: EnvironmentVariables) { self.variables = variables }

    /// What somebody set up on this machine: environment, OpenID Connect, the aliyun command line's profiles, the SDKs' profiles.
    package var configured: [CredentialsSource] { [environment, openIDConnect, aliyunConfiguration, profiles] }

    /// What the machine may have by itself, the instance's metadata, and what comes behind it.
    package var surroundings: [CredentialsSource] { [metadata, uri] }

    /// Whether the instance may be asked without a token.
    package var allowsMetadataVersion1: Bool { !variables.isOn("ALIBABA_CLOUD_IMDSV1_DISABLED") }

    private var environment: CredentialsSource {
        CredentialsSource("environment_alibaba_cloud") { [variables] in
            guard let credentials = try EnvironmentNames.alibabaCloud.credentials(in: variables) else {
                return .absent("ALIBABA_CLOUD_ACCESS_KEY_ID is not set")
            }
            return .found(.fixed(credentials))
        }
    }

    private var openIDConnect: CredentialsSource {
        CredentialsSource("oidc") { [variables] in
            let names = ["ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"]
            if let missing = names.first(where: { variables[$0] == nil }) { return .absent("\(missing) is not set") }
            var session = RoleSession(roleARN: variables[names[0]] ?? "", sessionName: variables["ALIBABA_CLOUD_ROLE_SESSION_NAME"])
            session.endpoint = try STSEndpoint(region: nil, isInVPC: nil, variables: variables, source: "ALIBABA_CLOUD_STS_REGION")
            return .found(.oidc(OIDCRole(session, providerARN: variables[names[1]] ?? "", tokenFile: variables[names[2]] ?? "")))
        }
    }

    private var aliyunConfiguration: CredentialsSource {
        CredentialsSource("aliyun_cli_config") { [variables] in
            if variables.isOn("ALIBABA_CLOUD_CLI_PROFILE_DISABLED") { return .absent("ALIBABA_CLOUD_CLI_PROFILE_DISABLED is set") }
            guard let home = variables.home else { return .absent("HOME is not set") }
            let path = "\(home)/.aliyun/config.json"
            guard let file = try SmallFile.read(path) else { return .absent("there is no \(path)") }
            return try AliyunConfiguration(file.bytes, path: path).finding(variables["ALIBABA_CLOUD_PROFILE"], variables: variables)
        }
    }

    private var profiles: CredentialsSource {
        CredentialsSource("alibabacloud_credentials_file") { [variables] in
            let paths =
                variables["ALIBABA_CLOUD_CREDENTIALS_FILE"].map { [$0] }
                ?? variables.home.map { ["\($0)/.alibabacloud/credentials", "\($0)/.alibabacloud/credentials.ini"] } ?? []
            var reason = paths.first.map { "there is no \($0)" } ?? "HOME is not set"
            for path in paths {
                guard let file = try SmallFile.read(path) else { continue }
                let finding = try AlibabaCloudProfiles(file.bytes, path: path)
                    .finding(variables["ALIBABA_CLOUD_PROFILE"] ?? "default", variables: variables)
                guard case .absent(let why) = finding else { return finding }
                reason = why
            }
            return .absent(reason)
        }
    }

    private var metadata: CredentialsSource {
        CredentialsSource("ecs_metadata", isProbe: true) { [variables] in
            if variables.isOn("ALIBABA_CLOUD_ECS_METADATA_DISABLED") { return .absent("ALIBABA_CLOUD_ECS_METADATA_DISABLED is set") }
            return .found(.ecsRole(variables["ALIBABA_CLOUD_ECS_METADATA"]))
        }
    }

    private var uri: CredentialsSource {
        CredentialsSource("credentials_uri") { [variables] in
            guard let uri = variables["ALIBABA_CLOUD_CREDENTIALS_URI"] else { return .absent("ALIBABA_CLOUD_CREDENTIALS_URI is not set") }
            return .found(.uri(uri))
        }
    }
}
