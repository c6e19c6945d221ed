import Logging
import OSSServer
import OSSStorageLocal
import ServiceLifecycle
import Synchronization

/// The access log: a line for each request, in OSS's format, appended to a file.
///
/// A request is handed over in no time and written by a task of its own, many at once when many come. When more come than can be written, lines
/// are dropped and counted: a slow disk holds up no request and takes no memory.
final class AccessLog: Service, RequestObserver {
    /// What requests that wait may take, in bytes.
    static let maximumWaiting = 8 << 20

    private let file: LogFile
    private let logger: Logger
    private let thread = BlockingPool(threadCount: 1)
    private let queue = Mutex(Queue())
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    private struct Queue {
        var records: [RequestRecord] = []
        var bytes = 0
        var dropped: UInt64 = 0
        /// Dropped since the log last said so, because they came too fast.
        var overflow = 0
        var isFailing = false
    }

    init(file: LogFile, logger: Logger) {
        self.file = file
        self.logger = logger
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Lines that were dropped since the start.
    var dropped: UInt64 { queue.withLock { $0.dropped } }

    func requestEnded(_ record: RequestRecord) {
        let cost = record.headLength + 512
        let isFirst = queue.withLock { queue in
            guard queue.bytes + cost <= Self.maximumWaiting else {
                queue.dropped &+= 1
                queue.overflow += 1
                return false
            }
            queue.records.append(record)
            queue.bytes += cost
            return queue.records.count == 1
        }
        if isFirst { wakeUp.yield() }
    }

    /// Writes until the server has stopped, and then what is left.
    func run() async throws {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                for await _ in wakeUps { await write() }
            } onGracefulShutdown: {
                self.wakeUp.finish()
            }
        } onCancel: {
            wakeUp.finish()
        }
        await write()
    }

    /// Opens the file anew, after what belongs into the old one has been written. For SIGHUP.
    func reopen() async {
        await write()
        do {
            try await thread.run { try self.file.reopen() }
            logger.notice("opened the access log anew")
        } catch {
            logger.error("the access log stays what it was", metadata: ["error": "\((error as? CommandFailure)?.message ?? "\(error)")"])
        }
    }

    private func write() async {
        let records = queue.withLock { queue in
            defer { (queue.records, queue.bytes) = ([], 0) }
            return queue.records
        }
        guard !records.isEmpty else { return }
        let lost = try? await thread.run { [file] in
            var lines: [UInt8] = []
            for record in records { AccessLogLine.append(record, to: &lines) }
            return file.append(lines)
        }
        note(lost: lost ?? records.count)
        noteOverflow()
    }

    /// Says how many lines came too fast, when there is room again.
    private func noteOverflow() {
        let overflow = queue.withLock { queue in
            defer { queue.overflow = 0 }
            return queue.overflow
        }
        guard overflow > 0 else { return }
        logger.error("requests came faster than the access log can be written; lines are lost", metadata: ["lost": .stringConvertible(overflow)])
    }

    /// Says once that the file cannot be written, and once that it can be written again.
    private func note(lost: Int) {
        let (wasFailing, isFailing) = queue.withLock { queue in
            queue.dropped &+= UInt64(lost)
            defer { queue.isFailing = lost > 0 }
            return (queue.isFailing, lost > 0)
        }
        if isFailing, !wasFailing { logger.error("the access log cannot be written; lines are lost") }
        if wasFailing, !isFailing { logger.notice("the access log is written again") }
    }
}
