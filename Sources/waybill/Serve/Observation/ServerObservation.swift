import Logging
import OSSServer
import OSSSigning
import OSSStorage
import OSSStorageLocal

/// All that lets an operator look on at a server: the admin port with its readiness and metrics, and the access log.
struct ServerObservation: Sendable {
    let metrics = ServerMetrics()
    let readiness = Readiness()
    let accessLog: AccessLog?
    private let page = MetricsPage()
    private let admin: AdminListener?
    private let minimumFree: Int64?

    /// - Throws: `CommandFailure` when the access log cannot be opened.
    init(_ options: ObservationOptions, logger: Logger) throws {
        accessLog = try options.accessLog.map { AccessLog(file: try LogFile(path: $0), logger: logger) }
        minimumFree = options.minFree?.bytes
        admin =
            options.noAdmin
            ? nil : AdminListener(host: options.adminListen, port: options.adminPort, readiness: readiness, metrics: page, logger: logger)
        addStandardSources()
    }

    /// Whoever is told of requests.
    var observers: [any RequestObserver] { accessLog.map { [$0] } ?? [] }

    /// What SIGHUP does.
    var hangupActions: [@Sendable () async -> Void] { accessLog.map { log in [{ await log.reopen() }] } ?? [] }

    /// Runs a server while the admin port is open: from before its folder is opened until after it is closed.
    ///
    /// - Parameter work: takes the URL of the admin port, if there is one.
    /// - Throws: `CommandFailure` when the port is not to be had; what `work` throws.
    func during(_ work: (_ adminURL: String?) async throws -> Void) async throws {
        guard let admin else { return try await work(nil) }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { listening.finish() }
                try await admin.run { port in
                    listening.yield(port)
                    listening.finish()
                }
            }
            guard let port = await ports.first(where: { _ in true }) else {
                _ = try await group.next()
                throw CommandFailure.local("the admin port could not be opened; --no-admin does without")
            }
            // Whatever becomes of the admin port from here on, the server goes on.
            defer { group.cancelAll() }
            try await work(ServerAddress.local(host: admin.host, port: port))
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
    }

    /// Looks after a storage that is open.
    func watch(_ storage: ObjectStorage, in folder: String) {
        let threads = BlockingPool(threadCount: 1)
        let disk = Probe(patience: Readiness.patience, freshness: Readiness.freshness) {
            try? await threads.run { DiskSpace(of: folder) }
        }
        let uploads = Probe(patience: Readiness.patience, freshness: .seconds(2)) { try? await storage.openUploads() }
        let minimumFree = minimumFree
        readiness.add(
            ReadinessCheck(name: "disk", asking: disk) { space in
                guard let space else { return "its free space is not known" }
                return space.problem(minimum: minimumFree)
            })
        readiness.add(ReadinessCheck(name: "catalogue", asking: uploads) { $0 == nil ? "it cannot be read" : nil })
        readiness.add(ReadinessCheck(name: "storage") { storage.health.problem })
        page.add { text in
            text.begin(
                "waybill_storage_writable", .gauge, "1 when writes are taken, 0 when the disk is full or a failure made the storage read-only.")
            text.add(storage.health.isWritable ? 1 : 0)
        }
        page.add { text in
            if let uploads = await uploads.answer() ?? nil { Self.write(uploads, to: &text) }
            if let space = await disk.answer() ?? nil { Self.write(space, to: &text) }
        }
    }

    private func addStandardSources() {
        let (metrics, readiness, accessLog) = (metrics, readiness, accessLog)
        page.add { text in
            text.begin("waybill_ready", .gauge, "1 when requests should be sent here, else 0.")
            text.add(await readiness.problems().isEmpty ? 1 : 0)
            metrics.write(to: &text)
            if let accessLog {
                text.begin("waybill_access_log_dropped_total", .counter, "Lines of the access log that were lost.")
                text.add(accessLog.dropped)
            }
            ProcessStatistics()?.write(to: &text)
        }
    }

    private static func write(_ uploads: OpenUploads, to text: inout PrometheusText) {
        text.begin("waybill_multipart_open", .gauge, "Multipart uploads that are neither completed nor aborted.")
        text.add(uploads.count)
        guard let oldest = uploads.oldest else { return }
        text.begin("waybill_multipart_oldest_timestamp_seconds", .gauge, "When the oldest of them was begun, in seconds since 1970.")
        text.add(oldest.secondsSinceEpoch)
    }

    private static func write(_ space: DiskSpace, to text: inout PrometheusText) {
        text.begin("waybill_disk_free_bytes", .gauge, "What is left of the disk that the data folder is on, in bytes.")
        text.add(space.free)
        text.begin("waybill_disk_size_bytes", .gauge, "How large that disk is, in bytes.")
        text.add(space.total)
        guard space.totalFiles > 0 else { return }
        text.begin("waybill_disk_free_files", .gauge, "How many more files that disk has room for.")
        text.add(space.freeFiles)
    }
}
