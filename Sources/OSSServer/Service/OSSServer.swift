import HummingbirdCore
public import Logging
package import NIOCore
import NIOPosix
public import OSSSigning
package import OSSStorage
public import ServiceLifecycle

/// An OSS-compatible server: HTTP in front of a storage, every signature checked as OSS checks it.
///
/// It is a `Service`: run it in a `ServiceGroup`, which stops it gracefully. Running requests finish, within a bounded time.
public struct OSSServer: Service {
    private let configuration: ServerConfiguration
    private let storage: ObjectStorage
    private let keys: any AccessKeyDirectory
    private let identities: any IdentitySource
    private let clock: @Sendable () -> SigningTime
    private let logger: Logger
    private let eventLoopGroup: any EventLoopGroup
    private let callbackKey: @Sendable () throws -> CallbackKey
    private let onRunning: @Sendable (_ port: Int) async -> Void
    private let onRefusal: @Sendable (Refusal) -> Void
    private let metrics: ServerMetrics
    private let observers: [any RequestObserver]

    /// - Parameters:
    ///   - keys: the account's own: who has one may do everything that no bucket policy denies.
    ///   - identities: the users and roles of the account.
    ///   - clock: the server's time, in whole seconds.
    ///   - onRefusal: told of every request that was refused, before the answer goes out; it must return at once.
    ///   - metrics: where requests and connections are counted.
    ///   - observers: told of every request when it has ended.
    ///   - callbackKey: gives the key that signs callbacks, when it is first needed.
    ///   - onRunning: called once with the port, when connections are accepted.
    package init(
        configuration: ServerConfiguration, storage: ObjectStorage, keys: any AccessKeyDirectory, identities: any IdentitySource = FixedIdentities(),
        clock: @escaping @Sendable () -> SigningTime, logger: Logger,
        callbackKey: @escaping @Sendable () throws -> CallbackKey = { try CallbackKey.ofThisProcess.get() },
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, onRefusal: @escaping @Sendable (Refusal) -> Void = { _ in },
        metrics: ServerMetrics = ServerMetrics(), observers: [any RequestObserver] = [],
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.onRefusal = onRefusal
        self.metrics = metrics
        self.observers = observers
        self.configuration = configuration
        self.storage = storage
        self.keys = keys
        self.identities = identities
        self.clock = clock
        self.logger = logger
        self.callbackKey = callbackKey
        self.eventLoopGroup = eventLoopGroup
        self.onRunning = onRunning
    }

    /// A server that keeps everything in memory: for tests, previews and trials.
    ///
    /// `waybill serve` is the server that keeps objects on disk.
    /// - Parameters:
    ///   - buckets: made before the server starts.
    ///   - clock: the server's time, in whole seconds.
    ///   - onRunning: called once with the port, when connections are accepted.
    public static func inMemory(
        configuration: ServerConfiguration, buckets: [BucketName], keys: any AccessKeyDirectory, clock: @escaping @Sendable () -> SigningTime,
        logger: Logger, onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) async throws -> OSSServer {
        let storage = ObjectStorage.inMemory()
        for bucket in buckets { _ = try await storage.createBucket(bucket, at: clock()) }
        return OSSServer(configuration: configuration, storage: storage, keys: keys, clock: clock, logger: logger, onRunning: onRunning)
    }

    /// How many connections beyond the limit are told so at the same time. More wait in the backlog: a refusal needs a descriptor too.
    private static let refusals = 32

    /// Serves until it is cancelled or shut down gracefully.
    public func run() async throws {
        let listener = Listener(configuration: configuration)
        let stop = ServerStop()
        let channel = ConnectionChannel(
            responder: Responder(
                configuration: configuration, storage: storage, authorizer: Authorizer(storage: storage, region: configuration.region),
                directories: AccessDirectories(owner: keys, source: identities), clock: clock,
                logger: logger, listener: listener,
                callbacks: CallbackService(
                    key: callbackKey, sender: GuardedSender(allowances: configuration.callbackAllowances, eventLoopGroup: eventLoopGroup),
                    endpoint: { listener.endpoint }), onRefusal: onRefusal, rate: RequestRate(configuration.limits),
                observers: RequestObservers(all: [metrics] + observers + [RequestLog(logger: logger)])),
            limits: configuration.limits, openConnections: metrics.connections, tls: configuration.tls, stop: stop)
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let server = channel.server(
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), backlog: 4096,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.limits.connections + Self.refusals)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? configuration.port
                listener.port = port
                await onRunning(port)
            }, eventLoopGroup: eventLoopGroup, logger: quiet)
        try await withGracefulShutdownHandler {
            try await server.run()
        } onGracefulShutdown: {
            stop.begin()
        }
    }
}
