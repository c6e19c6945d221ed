import OSSSigning

/// A setting of ossutil's configuration file, with the names it goes by. Names have no case, and `-` and `_` in them do not count.
package enum ClientSetting: String, CaseIterable, Sendable {
    case accessKeyID = "access-key-id"
    case accessKeySecret = "access-key-secret"
    case stsToken = "sts-token"
    case mode
    case roleARN = "role-arn"
    case roleSessionName = "role-session-name"
    case externalID = "external-id"
    case policy
    case tokenTimeout = "token-timeout"
    case ecsRoleName = "ecs-role-name"
    case ecsAk = "ecs-ak"
    case oidcProviderARN = "oidc-provider-arn"
    case oidcTokenFile = "oidc-token-file"
    case credentialProcess = "credential-process"
    case credentialsURI = "credentials-uri"
    case stsRegion = "sts-region"
    case stsEndpoint = "sts-endpoint"
    case region
    case endpoint
    case addressingStyle = "addressing-style"
    case signVersion = "sign-version"
    case proxy
    case readTimeout = "read-timeout"
    case connectTimeout = "connect-timeout"
    case retryTimes = "retry-times"
    case skipVerifyCert = "skip-verify-cert"
    case logLevel = "loglevel"
    case buckets

    /// Other names for the same.
    private var aliases: [String] {
        switch self {
        case .roleARN: ["ram-role-arn"]
        case .ecsRoleName: ["ram-role-name", "ecs-ram-role"]
        case .oidcTokenFile: ["oidc-token-file-path"]
        case .credentialProcess: ["credentials-process", "process-command", "process"]
        case .credentialsURI: ["credential-uri"]
        case .signVersion: ["signature-version"]
        case .retryTimes: ["max-attempts"]
        default: []
        }
    }

    /// The setting of a name.
    init?(name: String) {
        guard let setting = Self.byName[Self.folded(name)] else { return nil }
        self = setting
    }

    /// Whether ossutil has a setting of this name that means nothing here.
    static func isKnownElsewhere(_ name: String) -> Bool { elsewhere.contains(folded(name)) }

    private static let byName: [String: ClientSetting] = {
        var names: [String: ClientSetting] = [:]
        for setting in allCases {
            for name in [setting.rawValue] + setting.aliases { names[folded(name)] = setting }
        }
        return names
    }()

    private static let elsewhere = Set(
        [
            "language", "output-dir", "output-format", "output-query", "user-agent", "user-agent-suffix", "log-file", "bind-address", "cloud-box-id",
            "checkpoint-dir", "job", "parallel", "part-size", "bigfile-threshold", "bandwidth-limit", "password", "endpoint-type", "accelerate",
            "proxy-host", "proxy-user", "proxy-pwd", "quiet", "no-progress", "progress", "force", "encoding-type", "request-payer", "no-error-report",
            "additional-headers", "disable-crc64", "ignore-env-var", "internal", "dual-stack", "ipv6",
        ].map(folded))

    private static func folded(_ name: String) -> String { ASCII.lowercased(String(name.filter { $0 != "-" && $0 != "_" })) }
}

/// A setting's value and where it stands, for messages: `--region`, `OSS_REGION`, `/home/a/.ossutilconfig:7`.
package struct SettingValue: Hashable, Sendable {
    package let text: String
    package let origin: String

    package init(_ text: String, origin: String) {
        self.text = text
        self.origin = origin
    }
}

/// The settings of one place.
package struct SettingLayer: Sendable {
    /// The place's name in a ``CredentialsTrace``.
    package let name: String
    /// Why it has no credentials, when it has none.
    package let absence: String
    /// What it has. No value is empty.
    package var values: [ClientSetting: SettingValue]

    package init(_ name: String, absence: String, values: [ClientSetting: SettingValue] = [:]) {
        self.name = name
        self.absence = absence
        self.values = values
    }

    /// ossutil's environment variables.
    package static func environment(_ variables: EnvironmentVariables) -> SettingLayer {
        var layer = SettingLayer("environment_oss", absence: "OSS_ACCESS_KEY_ID is not set")
        let names: [(ClientSetting, String)] = [
            (.accessKeyID, "OSS_ACCESS_KEY_ID"), (.accessKeySecret, "OSS_ACCESS_KEY_SECRET"), (.stsToken, "OSS_SESSION_TOKEN"),
            (.roleARN, "OSS_ROLE_ARN"), (.roleSessionName, "OSS_ROLE_SESSION_NAME"), (.region, "OSS_REGION"), (.endpoint, "OSS_ENDPOINT"),
        ]
        for (setting, name) in names { layer.values[setting] = variables[name].map { SettingValue($0, origin: name) } }
        return layer
    }
}
