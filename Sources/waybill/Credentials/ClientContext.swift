import Logging
import OSSClient
import OSSSigning

/// The settings of a command, added up: where requests go, how they are signed, and where the credentials come from.
struct ClientContext {
    let region: Region
    let endpoint: Endpoint?
    let addressing: AddressingStyle
    let signatureVersion: SignatureVersion
    /// Where credentials come from. Those that have to be fetched are fetched when they are asked for.
    let provider: any CredentialsProvider
    private let transport: TransportConfiguration
    private let retry: RetryPolicy
    private let logLevel: ClientOptions.LogLevelArgument

    init(_ options: ClientOptions, bucket: BucketName?) throws {
        let settings = try ClientSettings(options, bucket: bucket)
        let layered = settings.layered
        provider = settings.provider
        transport = settings.transport
        retry = try RetryPolicy(layered)
        logLevel = try layered.choice(.logLevel, ClientOptions.LogLevelArgument.init(rawValue:)) ?? .off
        let endpointSetting = layered[.endpoint]
        endpoint = try Self.endpoint(endpointSetting ?? settings.server.map { SettingValue($0.endpoint, origin: "local server") })
        region = try Self.region(layered[.region], server: settings.server, endpoint: endpoint)
        signatureVersion = try layered.choice(.signVersion, SignatureVersion.init(rawValue:)) ?? .v4
        addressing = try Self.addressing(layered)
    }

    /// The credentials of now.
    /// - Throws: `CommandFailure`.
    func credentials() async throws -> Credentials {
        do { return try await provider.credentials() } catch let error as ClientError { throw CommandFailure(credentials: error) }
    }

    /// A signer with the credentials of now, for what is signed and not sent. It opens no connection when the credentials are at hand.
    func signer() async throws -> RequestSigner {
        let credentials = try await credentials()
        do {
            return try RequestSigner(
                credentials: credentials, region: region, endpoint: endpoint, addressing: addressing, version: signatureVersion,
                product: endpoint?.cloudBoxID == nil ? .oss : .ossCloudBox)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }

    /// The client's configuration.
    func configuration() -> ClientConfiguration {
        var configuration = ClientConfiguration(region: region, endpoint: endpoint)
        configuration.addressing = addressing
        configuration.signatureVersion = signatureVersion
        configuration.transport = transport
        configuration.retry = retry
        if let level = logLevel.level {
            configuration.logger = Logger(label: "waybill") { StreamLogHandler.standardError(label: $0) }
            configuration.logger.logLevel = level
        }
        return configuration
    }

    /// A client.
    func client() throws -> OSSClient {
        do { return try OSSClient(configuration(), credentials: provider) } catch let error as ClientError {
            throw CommandFailure.local(error.message)
        }
    }

    /// Where the bucket stands in a URL.
    static func addressing(_ layered: LayeredSettings) throws -> AddressingStyle {
        let style = layered[.addressingStyle]
        // A bucket's custom domain in the configuration file goes with the address in the same line, and with no other.
        let isOfAnotherEndpoint = style.map { style in
            layered.layers.contains { $0.values[.endpoint]?.origin == style.origin } && layered[.endpoint]?.origin != style.origin
        }
        if isOfAnotherEndpoint == true { return .virtualHosted }
        return try layered.choice(.addressingStyle, AddressingStyle.init(rawValue:)) ?? .virtualHosted
    }

    /// The endpoint that a setting names.
    static func endpoint(_ value: SettingValue?) throws -> Endpoint? {
        guard let value else { return nil }
        do { return try Endpoint(value.text) } catch { throw CommandFailure.setting(value, "\(error)") }
    }

    private static func region(_ value: SettingValue?, server: RunningServer?, endpoint: Endpoint?) throws -> Region {
        if let server, let value, value.text != server.region {
            throw CommandFailure.usage(
                "the region is set to \(value.text), and the local server's is \(server.region); leave the region out, or name the endpoint of OSS")
        }
        guard let value = value ?? server.map({ SettingValue($0.region, origin: "local server") }) else {
            if let region = endpoint?.regionID { return region }
            throw CommandFailure.usage("no region, and no local server runs on this data folder: pass --region cn-hangzhou, or set OSS_REGION, or start `waybill serve`")
        }
        return try Self.region(value)
    }

    /// A region that a setting names.
    static func region(_ value: SettingValue) throws -> Region {
        do { return try Region(value.text) } catch { throw CommandFailure.setting(value, "\(error)") }
    }
}

extension CommandFailure {
    /// A setting that makes no sense: wrong usage where it was given on the command line or in the environment, else a file's problem.
    static func setting(_ value: SettingValue, _ problem: String) -> CommandFailure {
        CommandFailure(status: value.origin.contains(":") ? .local : .usage, message: "\(value.origin): \(problem)")
    }
}

extension LayeredSettings {
    /// A setting that is one of a few words.
    func choice<Choice: CaseIterable & RawRepresentable>(_ setting: ClientSetting, _ make: (String) -> Choice?) throws -> Choice?
    where Choice.RawValue == String {
        guard let value = self[setting] else { return nil }
        guard let choice = make(ASCII.lowercased(value.text)) else {
            throw CommandFailure.setting(value, "it is one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}

extension ClientOptions.LogLevelArgument {
    /// swift-log's level; `nil` logs nothing.
    fileprivate var level: Logger.Level? {
        switch self {
        case .off: nil
        case .info: .info
        case .debug: .debug
        }
    }
}

extension RetryPolicy {
    /// How often a failed request is repeated.
    init(_ settings: LayeredSettings) throws {
        self.init()
        guard let value = settings[.retryTimes] else { return }
        guard let count = Int(value.text), (0...1000).contains(count) else { throw CommandFailure.setting(value, "it is a number from 0 to 1000") }
        maximumAttempts = count + 1
    }
}
