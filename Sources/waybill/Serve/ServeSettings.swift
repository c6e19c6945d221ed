import Logging
import OSSServer
import OSSSigning

/// The flags of `serve`, checked.
struct ServeSettings {
    let configuration: ServerConfiguration
    let keys: [Credentials]
    let buckets: [BucketName]
    let isEphemeral: Bool
    let ramFile: String?
    let readyFile: String?
    let logLevel: Logger.Level
    /// The files of the certificate; `nil` for plain HTTP.
    let certificate: CertificateFiles?
    let limits: ServeLimitOptions
    let observation: ObservationOptions
    let clock: ServerClock
    /// How old, in seconds, what nothing refers to must be before it is removed.
    let sweepGrace: Int64
    /// How long it takes from one sweep to the next.
    let sweepInterval: Duration
    /// How long it takes from one look at the lifecycle rules to the next.
    let lifecycleInterval: Duration

    init(_ command: ServeCommand) throws {
        do {
            let endpoint = try command.advertiseEndpoint.map { try Endpoint($0) }
            var addressing = HostAddressing()
            if let endpoint, !endpoint.isIPAddress { addressing.baseDomains.append(endpoint.host) }
            var configuration = ServerConfiguration(
                host: command.host, port: command.port, region: try Region(command.region), advertisedEndpoint: endpoint, addressing: addressing,
                acceptsV1: !command.noV1, sendsHints: !command.noHints, callbackAllowances: command.callbackAllow,
                maximumBuckets: command.maxBuckets, trustedProxies: command.trustedProxy, vpcNetworks: command.vpc)
            configuration.restoreDelay = .seconds(command.restoreDelay)
            configuration.forcesDownloads = !command.noForcedDownloads
            configuration.limits = command.limits.limits
            self.configuration = configuration
            keys = try command.accessKey.map { try Credentials(accessKeyID: $0.id, accessKeySecret: $0.secret) }
            buckets = try (command.bucket.isEmpty ? ["uploads"] : command.bucket).map { try BucketName($0) }
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        clock = try command.clock.map { try ServerClock($0) } ?? .machine
        isEphemeral = command.ephemeral
        certificate = command.tls.files
        limits = command.limits
        ramFile = command.ramFile
        readyFile = command.readyFile
        observation = command.observation
        sweepGrace = command.sweepGrace
        sweepInterval = .seconds(command.sweepInterval)
        lifecycleInterval = .seconds(command.lifecycleInterval)
        logLevel = Logger.Level(rawValue: command.logLevel.rawValue) ?? .info
    }
}
