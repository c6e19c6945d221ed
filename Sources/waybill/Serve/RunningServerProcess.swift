import Logging
import OSSServer
import OSSSigning
import OSSStorage
import OSSStorageLocal
import ServiceLifecycle
import UnixSignals

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A server from its first file to its last: opens the data folder, serves, sweeps, and cleans up when it is asked to stop.
struct RunningServerProcess {
    let settings: ServeSettings
    let folder: String

    func run() async throws {
        ignoreSignalsThatWouldKill()
        let logger = makeLogger()
        let budget = try descriptorBudget()
        let local = try await open(budget, logger: logger)
        defer { removeNotices() }
        do {
            try await serve(local, budget: budget, logger: logger)
        } catch {
            try? await local.close()
            throw error as? CommandFailure ?? CommandFailure.local("the server stopped: \(error)")
        }
        try await local.close()
    }

    private func serve(_ local: LocalStorage, budget: DescriptorBudget, logger: Logger) async throws {
        PrivateFile.removeUnfinished(in: folder)
        let credentials = try settings.keys.isEmpty ? [KeptAccessKey.loadOrMake(in: folder).credentials()] : settings.keys
        let accessKeys = credentials.compactMap(\.accessKey)
        let identities = try await identities(local, logger: logger)
        for bucket in settings.buckets { _ = try await local.storage.createBucket(bucket, at: settings.clock.now()) }
        var configuration = settings.configuration
        configuration.limits.connections = budget.connections
        let refusals = RefusalLog(path: RefusalLog.path(in: folder), logger: logger)
        let server = OSSServer(
            configuration: configuration, storage: local.storage, keys: KeyRing(accessKeys.map { RegisteredAccessKey($0) }),
            identities: identities, clock: settings.clock.now, logger: logger,
            callbackKey: { [folder] in try KeptCallbackKey.loadOrMake(in: folder) },
            onRefusal: refusals.record, onRunning: { port in announce(port: port, accessKeyID: accessKeys[0].id) })
        let lifecycles = LifecycleService(
            sweeper: LifecycleSweeper(storage: local.storage, clock: settings.clock.now, logger: logger), interval: settings.lifecycleInterval,
            logger: logger)
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: server),
                .init(service: Sweeper(storage: local.storage, clock: settings.clock, grace: settings.sweepGrace, logger: logger)),
                .init(service: lifecycles), .init(service: refusals),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quieted(logger))
        group.maximumGracefulShutdownDuration = configuration.limits.shutdownGrace
        group.maximumCancellationDuration = .seconds(10)
        do { try await ServiceGroup(configuration: group).run() } catch {
            throw CommandFailure.local("cannot serve on \(configuration.host):\(configuration.port) (\(error)); --port 0 picks a free port")
        }
    }

    /// Those of the file, if one was named, or else those of the data folder. They are read now: what is wrong with them shows at the start.
    private func identities(_ local: LocalStorage, logger: Logger) async throws -> any IdentitySource {
        let source: any IdentitySource
        do {
            if let file = settings.ramFile {
                source = try RAMFileIdentities(RAMFile(path: file), tokenKey: try await local.identities.read().tokenKey, logger: logger)
            } else {
                source = CatalogueIdentities(store: local.identities)
            }
            _ = try await source.current()
            return source
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.local("cannot read the identities in \(folder): \(error)")
        }
    }

    private func open(_ budget: DescriptorBudget, logger: Logger) async throws -> LocalStorage {
        do {
            let local = try await LocalStorage.open(folder, limits: StorageLimits(maximumUploads: budget.uploads))
            if local.recovery.staged > 0 {
                logger.notice("removed unfinished uploads of an earlier run", metadata: ["count": "\(local.recovery.staged)"])
            }
            return local
        } catch {
            throw CommandFailure.local("cannot open the data folder \(folder): \(error)")
        }
    }

    private func descriptorBudget() throws -> DescriptorBudget {
        do { return try DescriptorBudget(limit: DescriptorLimit.raise(), pool: LocalStorage.descriptorNeed) } catch {
            throw CommandFailure.local("\(error)")
        }
    }

    /// Files for programs, a banner for people.
    private func announce(port: Int, accessKeyID: AccessKeyID) {
        let endpoint = Self.localEndpoint(host: settings.configuration.host, port: port)
        let notice = RunningServer(
            endpoint: endpoint, port: port, pid: getpid(), region: settings.configuration.region.rawValue, accessKeyID: accessKeyID.rawValue,
            bucket: settings.buckets[0].rawValue, ramFile: settings.ramFile.map { URL(filePath: $0).absoluteURL.path })
        for path in [settings.readyFile, RunningServer.path(in: folder)] {
            do { if let path { try notice.write(to: path) } } catch { Console.error("\((error as? CommandFailure)?.message ?? "\(error)")") }
        }
        guard isatty(2) != 0 else { return }
        Console.note("waybill  \(endpoint)   bucket: \(notice.bucket)   region: \(notice.region)   data: \(folder)")
        Console.note("try:  waybill presign oss://\(notice.bucket)/hello.txt")
    }

    /// The address for programs on this machine. A wildcard is no address to connect to.
    private static func localEndpoint(host: String, port: Int) -> String {
        let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    private func removeNotices() {
        unlink(RunningServer.path(in: folder))
        if let readyFile = settings.readyFile { unlink(readyFile) }
    }

    /// A client that hangs up, or a file that outgrows a quota, is an error of one request and no reason to die.
    private func ignoreSignalsThatWouldKill() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    private func makeLogger() -> Logger {
        var logger = Logger(label: "waybill") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = settings.logLevel
        return logger
    }

    private func quieted(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}

/// Removes, every ten minutes, the bytes that nothing refers to any more.
struct Sweeper: Service {
    let storage: ObjectStorage
    let clock: ServerClock
    /// Longer than anybody takes between looking an object up and opening its bytes.
    let grace: Int64
    let logger: Logger

    static let defaultGrace: Int64 = 3600
    static let interval = Duration.seconds(600)
    /// On a full disk what was deleted is removed sooner: no object is looked up so long before it is opened.
    static let urgentGrace: Int64 = 60
    static let urgentInterval = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await sweep()
                let due = ContinuousClock.now.advanced(by: Self.interval)
                repeat { try? await Task.sleep(for: Self.urgentInterval) } while !Task.isCancelled && storage.health != .full && .now < due
            }
        }
    }

    private func sweep() async {
        let grace = storage.health == .full ? min(grace, Self.urgentGrace) : grace
        guard let cutoff = clock.now().advanced(bySeconds: -grace) else { return }
        do {
            let report = try await storage.sweep(olderThan: cutoff)
            logger.debug("swept", metadata: ["report": "\(report)"])
        } catch is CancellationError {
            // The server is stopping.
        } catch {
            logger.error("sweep failed", metadata: ["error": "\(error)"])
        }
    }
}
