import ArgumentParser
import Logging
import OSSServer
import OSSSigning
import OSSStorage
import OSSStorageLocal
import ServiceLifecycle

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
    private let manager = ServiceManager.ofEnvironment

    init(settings: ServeSettings, folder: String) {
        self.settings = settings
        self.folder = folder
    }

    func run() async throws {
        ignoreSignalsThatWouldKill()
        let logger = makeLogger()
        let budget = try descriptorBudget()
        let observation = try ServerObservation(settings.observation, logger: logger)
        defer { LogQueue.standardError.finish(within: .seconds(1)) }
        try await observation.during { try await run(budget, observation, adminURL: $0, logger: logger) }
    }

    private func run(_ budget: DescriptorBudget, _ observation: ServerObservation, adminURL: String?, logger: Logger) async throws {
        let local = try await open(budget, logger: logger)
        observation.watch(local.storage, in: folder)
        let group: ServiceGroup
        do { group = try await services(local, budget: budget, observation, adminURL: adminURL, logger: logger) } catch {
            try? await local.close()
            throw error as? CommandFailure ?? CommandFailure.local("the server could not be set up: \(error)")
        }
        do {
            try await stopSignals(observation, logger: logger).run(group) {
                removeNotices()
                do { try await local.close() } catch { throw CommandFailure.local("the data folder could not be closed: \(error)") }
                logger.notice("stopped")
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            let (host, port) = (settings.configuration.host, settings.configuration.port)
            throw CommandFailure.local("cannot serve on \(host):\(port): \(SystemError.words(for: error)); --port 0 picks a free port")
        }
    }

    private func services(
        _ local: LocalStorage, budget: DescriptorBudget, _ observation: ServerObservation, adminURL: String?, logger: Logger
    ) async throws -> ServiceGroup {
        PrivateFile.removeUnfinished(in: folder)
        let credentials = try settings.keys.isEmpty ? [KeptAccessKey.loadOrMake(in: folder).credentials()] : settings.keys
        let accessKeys = credentials.compactMap(\.accessKey)
        let identities = try await identities(local, logger: logger)
        for bucket in settings.buckets { _ = try await local.storage.createBucket(bucket, at: settings.clock.now()) }
        var configuration = settings.configuration
        configuration.limits.connections = budget.connections
        configuration.tls = try settings.certificate?.load(logger: logger, at: settings.clock.now())
        let refusals = RefusalLog(path: RefusalLog.path(in: folder), logger: logger)
        let server = OSSServer(
            configuration: configuration, storage: local.storage, keys: KeyRing(accessKeys.map { RegisteredAccessKey($0) }),
            identities: identities, clock: settings.clock.now, logger: logger,
            callbackKey: { [folder] in try KeptCallbackKey.loadOrMake(in: folder) },
            onRefusal: refusals.record, metrics: observation.metrics, observers: observation.observers,
            onRunning: { port in
                observation.readiness.begin()
                announce(port: port, accessKeyID: accessKeys[0].id, adminURL: adminURL, logger: logger)
            })
        let lifecycles = LifecycleService(
            sweeper: LifecycleSweeper(storage: local.storage, clock: settings.clock.now, logger: logger), interval: settings.lifecycleInterval,
            logger: logger)
        let sweeper = Sweeper(
            storage: local.storage, clock: settings.clock, grace: settings.sweepGrace, interval: settings.sweepInterval, logger: logger)
        // They are stopped from the last to the first: the others work for the server until its last request is answered.
        let services: [(any Service)?] = [
            observation.accessLog, refusals, hangupReload(configuration.tls, observation, logger: logger), sweeper, lifecycles,
            StorageHealthLog(storage: local.storage, logger: logger), server,
        ]
        var group = ServiceGroupConfiguration(services: services.compactMap { $0.map { .init(service: $0) } }, logger: quieted(logger))
        // Connections end by themselves before this.
        group.maximumGracefulShutdownDuration = configuration.limits.shutdownGrace + .seconds(5)
        return ServiceGroup(configuration: group)
    }

    private func stopSignals(_ observation: ServerObservation, logger: Logger) -> StopSignals {
        StopSignals(patience: settings.configuration.limits.shutdownGrace + .seconds(15), leaveInOrder: leaveInOrder) {
            logger.notice("stopping: running requests finish")
            observation.readiness.stop()
            manager.stopping()
        }
    }

    /// What SIGHUP does again. Where that is nothing, a terminal that is closed ends the server as it ends others.
    private func hangupReload(_ tls: ServerTLS?, _ observation: ServerObservation, logger: Logger) -> HangupReload? {
        var actions = observation.hangupActions
        if let tls, let files = settings.certificate {
            actions.append { [clock = settings.clock] in files.reload(into: tls, logger: logger, at: clock.now()) }
        }
        guard !actions.isEmpty || manager.isPresent else { return nil }
        return HangupReload(actions: [{ manager.reloading() }] + actions + [{ manager.ready() }])
    }

    /// Removes what must not stay behind a server that ends without waiting.
    private func leaveInOrder() {
        removeNotices()
        if settings.isEphemeral { try? FileManager.default.removeItem(atPath: folder) }
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
        do { return try settings.limits.budget(limit: DescriptorLimit.raise()) } catch {
            throw CommandFailure.local("\(error)")
        }
    }

    /// Files for programs, a banner for people.
    private func announce(port: Int, accessKeyID: AccessKeyID, adminURL: String?, logger: Logger) {
        let endpoint = ServerAddress.local(host: settings.configuration.host, port: port, isSecure: settings.certificate != nil)
        let notice = RunningServer(
            endpoint: endpoint, port: port, pid: getpid(), region: settings.configuration.region.rawValue, accessKeyID: accessKeyID.rawValue,
            bucket: settings.buckets[0].rawValue, ramFile: settings.ramFile.map { URL(filePath: $0).absoluteURL.path },
            adminURL: adminURL)
        for path in [settings.readyFile, RunningServer.path(in: folder)] {
            do { if let path { try notice.write(to: path) } } catch { Console.error("\((error as? CommandFailure)?.message ?? "\(error)")") }
        }
        manager.ready()
        guard isatty(2) != 0 else {
            return logger.notice(
                "serving",
                metadata: [
                    "version": "\(WaybillCommand.configuration.version)", "endpoint": "\(endpoint)", "admin": "\(adminURL ?? "-")",
                    "data": "\(folder)",
                    "region": "\(notice.region)",
                ])
        }
        Console.note("waybill  \(endpoint)   bucket: \(notice.bucket)   region: \(notice.region)   data: \(folder)")
        if let adminURL { Console.note("admin:  \(adminURL)   /livez /readyz /metrics") }
        Console.note("try:  waybill presign oss://\(notice.bucket)/hello.txt")
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
        let format = settings.observation.logFormat
        var logger = Logger(label: "waybill") { _ in ServerLogHandler(format: format) }
        logger.logLevel = settings.logLevel
        return logger
    }

    private func quieted(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}
