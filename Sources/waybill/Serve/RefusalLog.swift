import Logging
import OSSExplanation
import OSSServer
import OSSSigning
import OSSStorageLocal
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Keeps the last refusals of a server in a file of its data folder, where `waybill explain --last` finds them without asking the server.
///
/// A refusal is handed over in no time and written by a thread of its own, which may wait for a disk that hangs; when more come than can be
/// written, the oldest are dropped. The file holds no secret, signature or token, and only its owner may read it.
struct RefusalLog: Service {
    /// How many refusals a file that is made anew begins with.
    static let kept = 100
    /// How large a file may grow, in bytes, before it is made anew.
    static let fileLimit = 512 * 1024
    /// From one refusal that is written to the next.
    static let pause = Duration.milliseconds(2)

    let path: String
    let logger: Logger
    private let refusals: AsyncStream<Refusal>
    private let continuation: AsyncStream<Refusal>.Continuation

    static func path(in folder: String) -> String { "\(folder)/refusals.jsonl" }

    init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
        (refusals, continuation) = AsyncStream.makeStream(of: Refusal.self, bufferingPolicy: .bufferingNewest(Self.kept))
    }

    /// Hands a refusal over. It never waits.
    @Sendable func record(_ refusal: Refusal) { continuation.yield(refusal) }

    func run() async throws {
        let thread = BlockingPool(threadCount: 1)
        await cancelWhenGracefulShutdown {
            var file: RefusalFile?
            for await refusal in refusals {
                let record = RefusalRecord(refusal).json
                let appended = try? await thread.run { [path, file] in
                    var file = file ?? RefusalFile(path: path)
                    return (isKept: file.append(record), file: file)
                }
                file = appended?.file
                if appended?.isKept != true { logger.warning("a refusal could not be kept for `waybill explain --last`") }
                // Of a flood a part is enough.
                try? await Task.sleep(for: Self.pause)
            }
        }
        try await thread.stop()
    }
}

/// A file of lines that begins anew with the last ones when it has grown too large.
private struct RefusalFile: Sendable {
    let path: String
    private var last: [[UInt8]] = []
    private var lines = 0
    private var bytes = 0

    init(path: String) {
        self.path = path
        guard let old = try? BoundedFile.read(path, limit: 2 * RefusalLog.fileLimit) else { return }
        last = old.split(separator: ASCII.lineFeed).suffix(RefusalLog.kept).map { Array($0) + [ASCII.lineFeed] }
        (lines, bytes) = (last.count, old.count)
    }

    /// - Returns: whether the line was written.
    mutating func append(_ text: String) -> Bool {
        let line = Array(text.utf8) + [ASCII.lineFeed]
        last.append(line)
        if last.count > RefusalLog.kept { last.removeFirst(last.count - RefusalLog.kept) }
        guard lines < 2 * RefusalLog.kept, bytes + line.count <= RefusalLog.fileLimit else { return begin() }
        (lines, bytes) = (lines + 1, bytes + line.count)
        return write(line, to: path, flags: O_APPEND)
    }

    /// Puts a new file with the last lines into the place of the old one, so that a reader sees one or the other.
    private mutating func begin() -> Bool {
        while last.count > 1, last.reduce(0, { $0 + $1.count }) > RefusalLog.fileLimit / 2 { last.removeFirst() }
        (lines, bytes) = (last.count, last.reduce(0) { $0 + $1.count })
        unlink("\(path).new")
        return write(last.flatMap { $0 }, to: "\(path).new", flags: O_EXCL) && rename("\(path).new", path) == 0
    }

    private func write(_ bytes: [UInt8], to path: String, flags: Int32) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return writeAll(bytes, to: descriptor)
    }
}

extension RefusalRecord {
    fileprivate init(_ refusal: Refusal) {
        self.init(
            time: refusal.time, requestID: refusal.requestID, method: refusal.method, host: refusal.authority, target: refusal.target,
            resource: refusal.resource, status: refusal.status, code: refusal.code, ec: refusal.ec, userAgent: refusal.userAgent,
            contentType: refusal.contentType, findings: refusal.findings)
    }
}
