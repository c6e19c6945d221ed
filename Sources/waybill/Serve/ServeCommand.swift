import ArgumentParser
import OSSServer

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `waybill serve`: an OSS-compatible server on this machine. The composition root: only here do a server and a storage meet.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run an OSS-compatible server that checks every signature as OSS does.",
        discussion: """
            waybill serve
            waybill serve --ephemeral --port 0 --ready-file ready.json --access-key ID:SECRET --bucket uploads

            Without --access-key, a random pair is made once and kept in the data folder; `waybill presign` in the same folder finds it.
            """)

    @Option(help: ArgumentHelp("The folder for objects and keys, made if it is missing.", valueName: "dir"))
    var data = defaultDataFolder

    @Option(name: .customLong("listen"), help: ArgumentHelp("The address to listen on.", valueName: "host"))
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 9000

    @Option(help: "The region that V4 signatures must name.")
    var region = "cn-hangzhou"

    @Option(
        help: ArgumentHelp(
            "An access key (repeatable). Other users of this machine can see it; without it, keys stay in the data folder.", valueName: "ID:SECRET"))
    var accessKey: [AccessKeyArgument] = []

    @Option(help: ArgumentHelp("A bucket to create if it is missing (repeatable; default: uploads).", valueName: "name"))
    var bucket: [String] = []

    @Flag(help: "Use a temporary data folder, which is removed at the end.")
    var ephemeral = false

    @Option(
        help: ArgumentHelp(
            "Write a JSON file when connections are accepted: endpoint, port, pid, region, access_key_id, bucket, admin_url.", valueName: "file"))
    var readyFile: String?

    @Option(help: ArgumentHelp("The endpoint that bucket listings show (default: the address listened on).", valueName: "URL"))
    var advertiseEndpoint: String?

    @Option(
        help: ArgumentHelp(
            "Users, keys, roles and policies in YAML or JSON, in place of those of the data folder; read again when it changes.", valueName: "file"),
        completion: .file())
    var ramFile: String?

    @OptionGroup(title: "TLS")
    var tls: ServeTLSOptions

    @OptionGroup(title: "Limits")
    var limits: ServeLimitOptions

    @Flag(help: "Listen on other addresses than loopback without TLS.")
    var insecure = false

    @Option(
        help: ArgumentHelp(
            "A network, an address or a host that upload callbacks may reach although it is not public (repeatable).", valueName: "CIDR|HOST"))
    var callbackAllow: [CallbackAllowance] = []

    @Option(
        help: ArgumentHelp(
            "A proxy in front of this server (repeatable): its X-Forwarded-For says who asks, its X-Forwarded-Proto how. Nobody else's is read.",
            valueName: "CIDR"))
    var trustedProxy: [TrustedProxy] = []

    @Option(
        help: ArgumentHelp(
            "Which clients count as members of a VPC (repeatable; of several networks the first counts).", valueName: "CIDR=vpc-id"))
    var vpc: [VPCNetwork] = []

    @Flag(help: "Refuse V1 signatures.")
    var noV1 = false

    @Option(help: ArgumentHelp("Refuse to make more buckets than this (default: no limit; OSS allows 100).", valueName: "number"))
    var maxBuckets: Int?

    @Option(help: ArgumentHelp("How often the lifecycle rules of buckets are applied.", valueName: "seconds"))
    var lifecycleInterval: Int64 = 3600

    @Option(help: ArgumentHelp("How long restoring an archived object takes.", valueName: "seconds"))
    var restoreDelay: Int64 = 60

    @Flag(help: "Do not say in x-waybill-hint why a request was refused.")
    var noHints = false

    @Flag(help: "Let browsers show HTML, SVG, XML and PDF objects, as on a custom domain of OSS. Their scripts then run as this server's.")
    var noForcedDownloads = false

    @Option(
        help: ArgumentHelp(
            "The server's clock, for tests of expiry: frozen:2024-11-12T08:32:38Z, or offset:+15m, offset:-2h (default: the machine's).",
            valueName: "clock"))
    var clock: String?

    @Option(help: .hidden)
    var sweepGrace: Int64 = Sweeper.defaultGrace

    @Option(help: .hidden)
    var sweepInterval: Int64 = Sweeper.defaultInterval

    @Option(help: "What to log on stderr: error, info (a line for each request), debug or trace.")
    var logLevel = LogLevel.info

    enum LogLevel: String, ExpressibleByArgument { case error, info, debug, trace }

    @OptionGroup(title: "Observation") var observation: ObservationOptions

    func validate() throws {
        guard !ephemeral || data == defaultDataFolder else { throw ValidationError("--ephemeral has a folder of its own; leave --data out") }
        guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535") }
        guard maxBuckets ?? 1 >= 1 else { throw ValidationError("--max-buckets is 1 or more") }
        guard (1...31_536_000).contains(lifecycleInterval) else { throw ValidationError("--lifecycle-interval is 1 to 31536000") }
        guard (0...31_536_000).contains(restoreDelay) else { throw ValidationError("--restore-delay is 0 to 31536000") }
        guard sweepGrace >= 0 else { throw ValidationError("--sweep-grace is 0 or more") }
        guard (1...31_536_000).contains(sweepInterval) else { throw ValidationError("--sweep-interval is 1 to 31536000") }
        guard insecure || tls.files != nil || LoopbackAddress.contains(host) else {
            throw ValidationError(
                "listening on \(host) without TLS shows every upload to the network; pass --tls-certificate and --tls-key, or --insecure if that is what you want"
            )
        }
    }

    func run() async throws {
        let settings = try ServeSettings(self)
        let folder = try settings.isEphemeral ? TemporaryFolder.make() : data
        defer { if settings.isEphemeral { try? FileManager.default.removeItem(atPath: folder) } }
        try await RunningServerProcess(settings: settings, folder: folder).run()
    }
}
