import ArgumentParser
import OSSServer
import OSSStorageLocal

/// What `waybill serve` lets its clients cost.
struct ServeLimitOptions: ParsableArguments {
    private static let standard = ServerLimits()

    @Option(
        help: ArgumentHelp(
            "Connections at a time; one more is answered 503 (default: what the limit on open files allows, at most 8192).", valueName: "number"))
    var maxConnections: Int?

    @Option(
        help: ArgumentHelp(
            "Uploads of more than a few KiB at a time; one more is answered 503 (default: half as many as connections).", valueName: "number"))
    var maxUploads: Int?

    @Option(help: ArgumentHelp("How long a new connection may take to send its first head, TLS included (default: 10s).", valueName: "duration"))
    var headTimeout: TimeoutArgument?

    @Option(
        help: ArgumentHelp("How long a connection may be silent between requests, or leave an answer unread (default: 60s).", valueName: "duration"))
    var idleTimeout: TimeoutArgument?

    @Option(help: ArgumentHelp("The largest body of one upload or part, at most 5G (default: 5G).", valueName: "size"))
    var maxBodySize: SizeArgument?

    @Option(help: ArgumentHelp("How many bytes of a body must arrive in a second, on the average of ten (default: 1K).", valueName: "size"))
    var minBodyRate: SizeArgument?

    @Option(help: ArgumentHelp("How long a body may take before --min-body-rate is demanded (default: 30s).", valueName: "duration"))
    var bodyGrace: TimeoutArgument?

    @Option(help: ArgumentHelp("Requests a second in all; more are answered 503 (default: no limit).", valueName: "number"))
    var requestsPerSecond: Int?

    @Option(
        name: .customLong("requests-per-second-per-client"),
        help: ArgumentHelp("Requests a second of one IPv4 address or IPv6 /64; more are answered 503 (default: no limit).", valueName: "number"))
    var requestsPerSecondPerClient: Int?

    @Option(
        help: ArgumentHelp("How long running requests may go on after SIGTERM; then uploads are answered 503 (default: 30s).", valueName: "duration"))
    var shutdownGrace: TimeoutArgument?

    func validate() throws {
        for (name, number, range) in [
            ("--max-connections", maxConnections, 1...1_000_000), ("--max-uploads", maxUploads, 1...1_000_000),
            ("--requests-per-second", requestsPerSecond, 1...1_000_000),
            ("--requests-per-second-per-client", requestsPerSecondPerClient, 1...1_000_000),
        ] where !range.contains(number ?? range.lowerBound) {
            throw ValidationError("\(name) is \(range.lowerBound) to \(range.upperBound)")
        }
        guard (1...Self.standard.bodyBytes).contains(maxBodySize?.bytes ?? 1) else { throw ValidationError("--max-body-size is 1 to 5G") }
        guard (1...1 << 30).contains(minBodyRate?.bytes ?? 1) else { throw ValidationError("--min-body-rate is 1 to 1G") }
    }

    /// The limits of connections and requests. How many connections there may be says ``budget(limit:)``.
    var limits: ServerLimits {
        var limits = Self.standard
        if let headTimeout { limits.headTimeout = headTimeout.duration }
        if let idleTimeout { limits.idleTimeout = idleTimeout.duration }
        if let maxBodySize { limits.bodyBytes = maxBodySize.bytes }
        if let minBodyRate { limits.minimumBodyRate = Int(minBodyRate.bytes) }
        if let bodyGrace { limits.bodyGrace = bodyGrace.duration }
        if let shutdownGrace { limits.shutdownGrace = shutdownGrace.duration }
        limits.requestsPerSecond = requestsPerSecond
        limits.requestsPerSecondOfClient = requestsPerSecondPerClient
        return limits
    }

    /// How many connections and uploads there may be under a limit on open files.
    /// - Throws: ``DescriptorLimitTooSmall``.
    func budget(limit: Int) throws -> DescriptorBudget {
        try DescriptorBudget(limit: limit, pool: LocalStorage.descriptorNeed, connections: maxConnections, uploads: maxUploads)
    }
}
