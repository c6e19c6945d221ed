import Logging
import OSSAccess
public import OSSServer
public import OSSSigning
import OSSStorage
import ServiceLifecycle

/// A real server inside of a test: on a free port of 127.0.0.1, in memory, with a clock that the test moves.
///
/// ```swift
/// try await TestServer.run(buckets: ["app"]) { server in
///     let upload = try server.signer.presign(request, at: server.clock.now)
///     // send it, with any client
/// }
/// ```
public struct TestServer: Sendable {
    /// Where it listens.
    public let endpoint: Endpoint
    /// The port of that.
    public let port: Int
    /// The time it believes in.
    public let clock: ManualClock
    /// Its one access key.
    public let credentials: Credentials
    /// Its region.
    public let region: Region
    private let sweeper: LifecycleSweeper

    /// Does what the lifecycle rules of the buckets say is due at the time that the clock shows.
    public func sweepLifecycle() async throws { try await sweeper.sweep() }

    /// A signer for the server.
    public var signer: RequestSigner {
        get throws { try signer(credentials) }
    }

    /// A signer for the server with the key of somebody else: a user of `ram`, or a session.
    public func signer(_ credentials: Credentials) throws -> RequestSigner {
        try RequestSigner(credentials: credentials, region: region, endpoint: endpoint)
    }

    /// Starts a server, runs `body`, and stops the server, whether `body` throws or not.
    ///
    /// - Parameter ram: users, roles and policies, in JSON and in the form of `waybill serve --ram-file`; see `docs/access.md`.
    public static func run(
        buckets: [String] = ["uploads"], at time: SigningTime = SigningTime(year: 2024, month: 11, day: 12, hour: 8)!,
        limits: ServerLimits = ServerLimits(), maximumBuckets: Int? = nil, trustedProxies: [TrustedProxy] = [], vpcNetworks: [VPCNetwork] = [],
        ram: String? = nil, _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let clock = ManualClock(time)
        let credentials = try Credentials(accessKeyID: "LTAI5tTestKey", accessKeySecret: "TestSecret0123456789")
        let region = try Region("cn-hangzhou")
        let keys = KeyRing(credentials.accessKey.map { [RegisteredAccessKey($0)] } ?? [])
        let (ports, portContinuation) = AsyncStream.makeStream(of: Int.self)
        let storage = ObjectStorage.inMemory()
        for bucket in buckets { _ = try await storage.createBucket(BucketName(bucket), at: time) }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        // Pages of three rows: whatever goes wrong at the end of a page goes wrong in tests.
        let sweeper = LifecycleSweeper(storage: storage, clock: { clock.now }, logger: logger, pageSize: 3)
        let server = OSSServer(
            configuration: ServerConfiguration(
                port: 0, region: region, limits: limits, maximumBuckets: maximumBuckets, trustedProxies: trustedProxies, vpcNetworks: vpcNetworks),
            storage: storage, keys: keys, identities: FixedIdentities(try ram.map { try Identities(json: Array($0.utf8)) } ?? Identities()),
            clock: { clock.now }, logger: logger,
            onRunning: { port in
                portContinuation.yield(port)
                portContinuation.finish()
            })
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: server)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return }
                let endpoint = try Endpoint("http://127.0.0.1:\(port)")
                let running = TestServer(endpoint: endpoint, port: port, clock: clock, credentials: credentials, region: region, sweeper: sweeper)
                do { try await body(running) } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                await group.triggerGracefulShutdown()
            }
            try await tasks.waitForAll()
        }
    }
}
