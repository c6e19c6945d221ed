import ArgumentParser
import OSSClient
import OSSSigning

/// Where requests go, who signs them and how: the flags that every command that signs, verifies or sends shares, with ossutil's names.
///
/// Each setting is taken from the first of these that has it: the flag, the environment, the configuration file, a local server that runs on
/// the data folder, the default. ``context(bucket:)`` adds them up without any request; ``client(bucket:)`` makes a client.
struct ClientOptions: ParsableArguments {
    @Option(name: [.customShort("i"), .long], help: "The access key's id (default: OSS_ACCESS_KEY_ID).")
    var accessKeyId: String?

    @Option(
        name: [.customShort("k"), .long],
        help: ArgumentHelp(
            "The access key's secret: - reads it from stdin, file://PATH from a file (default: OSS_ACCESS_KEY_SECRET).", valueName: "secret"))
    var accessKeySecret: String?

    @Option(
        name: [.customShort("t"), .long],
        help: ArgumentHelp("The token of a temporary access key, or file://PATH (default: OSS_SESSION_TOKEN).", valueName: "token"))
    var stsToken: String?

    @Option(help: "The region id, such as cn-hangzhou (default: OSS_REGION, else what the endpoint's host says).")
    var region: String?

    @Option(name: [.customShort("e"), .long], help: "The endpoint: host, host:port or URL (default: OSS_ENDPOINT, else the region's public one).")
    var endpoint: String?

    @Option(help: "The profile of the configuration file (default: OSSUTIL_PROFILE).")
    var profile: String?

    @Option(
        name: [.customShort("c"), .long],
        help: ArgumentHelp("ossutil's configuration file (default: OSSUTIL_CONFIG_FILE, else ~/.ossutilconfig).", valueName: "path"))
    var configFile: String?

    @Option(
        help: ArgumentHelp(
            "How to find credentials: AK, StsToken, RamRoleArn, EcsRamRole, oidcRoleArn, Process, CredentialsURI or Anonymous.", valueName: "mode"))
    var mode: String?

    @Option(help: ArgumentHelp("The RAM role to assume (default: OSS_ROLE_ARN).", valueName: "arn"))
    var roleArn: String?

    @Option(help: ArgumentHelp("The name of the session in the role (default: OSS_ROLE_SESSION_NAME).", valueName: "name"))
    var roleSessionName: String?

    @Option(help: ArgumentHelp("The RAM role of this ECS instance (default: what the instance says).", valueName: "name"))
    var ecsRoleName: String?

    @Option(help: ArgumentHelp("What the role's trust policy asks of a third party.", valueName: "id"))
    var externalId: String?

    @Option(
        help: ArgumentHelp(
            "Where roles are assumed: host or URL (default: sts.aliyuncs.com, or the region's with --sts-region).", valueName: "address"))
    var stsEndpoint: String?

    @Option(help: ArgumentHelp("The region whose STS assumes roles.", valueName: "id"))
    var stsRegion: String?

    @Option(help: "Where the bucket stands in a URL: virtual, path or cname. An IP address as endpoint means path.")
    var addressingStyle: AddressingStyle?

    @Option(help: "The signature version: v4 or v1.")
    var signVersion: SignatureVersion?

    @Flag(help: "Take no setting from the environment.")
    var ignoreEnvVar = false

    @Option(help: ArgumentHelp("The proxy: http://[USER:PASSWORD@]HOST:PORT or socks5://HOST:PORT.", valueName: "URL"))
    var proxy: String?

    @Flag(help: "Trust every certificate. Whoever is between can then read and change what is sent.")
    var skipVerifyCert = false

    @Option(
        name: .customLong("ca-certificate"),
        help: ArgumentHelp("Trust the certificate authorities in this PEM file, in place of the system's.", valueName: "file"), completion: .file())
    var caCertificate: String?

    @Option(help: ArgumentHelp("How long nothing may arrive: 60, 500ms, 1m (default: 60s).", valueName: "duration"))
    var readTimeout: TimeoutArgument?

    @Option(help: ArgumentHelp("How long a connection may take to be made (default: 10s).", valueName: "duration"))
    var connectTimeout: TimeoutArgument?

    @Option(help: ArgumentHelp("How often a failed request is repeated (default: 4).", valueName: "count"))
    var retryTimes: Int?

    @Option(name: .customLong("loglevel"), help: "What is logged to stderr: off, info or debug.")
    var logLevel: LogLevelArgument?

    @Option(help: ArgumentHelp("The data folder of a local server whose address and keys are used when nothing else is set.", valueName: "dir"))
    var data = defaultDataFolder

    /// What is logged.
    enum LogLevelArgument: String, ExpressibleByArgument, CaseIterable { case off, info, debug }

    /// What flags, environment, files and a local server add up to. Nothing is sent for it.
    ///
    /// - Parameter bucket: what the command is about; the configuration file may have an endpoint for it.
    /// - Throws: `CommandFailure` that says what to set.
    func context(bucket: BucketName? = nil) throws -> ClientContext { try ClientContext(self, bucket: bucket) }

    /// A client for what the settings say.
    /// - Throws: `CommandFailure` that says what to set.
    func client(bucket: BucketName? = nil) async throws -> OSSClient { try context(bucket: bucket).client() }

    /// The flags as the strongest of the layers.
    /// - Throws: `CommandFailure` for a secret that cannot be read.
    func layer() throws -> SettingLayer {
        var layer = SettingLayer("flags", absence: "there is no --access-key-id and no --mode")
        func set(_ setting: ClientSetting, _ text: String?) throws {
            guard let text else { return }
            guard !text.isEmpty else { throw CommandFailure.usage("--\(setting.rawValue): it is empty") }
            layer.values[setting] = SettingValue(text, origin: "--\(setting.rawValue)")
        }
        try set(.accessKeyID, accessKeyId)
        try set(.accessKeySecret, accessKeySecret.map { try SecretArgument.value($0, flag: "--access-key-secret") })
        try set(.stsToken, stsToken.map { try SecretArgument.value($0, flag: "--sts-token") })
        try set(.region, region)
        try set(.endpoint, endpoint)
        try set(.mode, mode)
        try set(.roleARN, roleArn)
        try set(.roleSessionName, roleSessionName)
        try set(.externalID, externalId)
        try set(.ecsRoleName, ecsRoleName)
        try set(.stsEndpoint, stsEndpoint)
        try set(.stsRegion, stsRegion)
        try set(.addressingStyle, addressingStyle?.rawValue)
        try set(.signVersion, signVersion?.rawValue)
        try set(.proxy, proxy)
        try set(.skipVerifyCert, skipVerifyCert ? "true" : nil)
        try set(.readTimeout, readTimeout?.text)
        try set(.connectTimeout, connectTimeout?.text)
        try set(.retryTimes, retryTimes.map(String.init))
        try set(.logLevel, logLevel?.rawValue)
        return layer
    }
}

/// A time limit: `60` or `60s`, `500ms`, `1m`, `1h`.
struct TimeoutArgument: ExpressibleByArgument {
    let text: String
    let duration: Duration

    var defaultValueDescription: String { text }

    init?(argument: String) {
        guard let duration = DurationArgument(argument: argument)?.duration, duration > .zero, duration <= .seconds(30 * 86_400) else { return nil }
        text = argument
        self.duration = duration
    }
}

extension ClientOptions {
    /// How connections are made where no credentials are needed.
    /// - Throws: `CommandFailure` for a proxy or a time limit that is none.
    func transportConfiguration() throws -> TransportConfiguration { try ClientSettings(self, isTracing: true).transport }

    /// When a failed request is repeated.
    /// - Throws: `CommandFailure` for a number that is none.
    func retryPolicy() throws -> RetryPolicy { try RetryPolicy(ClientSettings(self, isTracing: true).layered) }
}
