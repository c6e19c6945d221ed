import OSSClient
import OSSSigning
import Synchronization

/// One run of `waybill cp`: the transfers that it is made of.
struct CopyRun: Sendable {
    let command: CopyCommand
    let display: ProgressDisplay
    let batch = BatchRun()
    private let amount = TransferAmount()
    let written = WrittenFiles()

    init(command: CopyCommand, display: ProgressDisplay) {
        self.command = command
        self.display = display
    }

    /// Whether somebody is asked before something is replaced.
    var asks: Bool { !command.force && !command.update && !command.ignoreExisting && !command.dryRun && Confirmation.isPossible }
    /// One at a time while questions are asked.
    var limit: Int { asks ? 1 : command.jobs }

    func finish(isMany: Bool) throws {
        let skipped = batch.skipped > 0 ? ", \(batch.skipped) left alone" : ""
        if !command.dryRun {
            display.finish("copied", bytes: batch.bytes, detail: isMany || batch.skipped > 0 ? ", \(batch.done) copied\(skipped)" : "")
        }
        try batch.finish()
    }

    /// Does `work` with every object below a location that the filter takes, and with the rest of its key behind the folders of the location.
    func each(
        below location: RemoteLocation, _ client: OSSClient, _ work: @escaping @Sendable (ListedObject, [UInt8]) async throws -> BatchRun.Outcome
    ) async throws {
        let skip = location.parentPrefix.utf8.count
        let filter = command.names.filter
        let objects = client.listObjects(bucket: location.bucket, prefix: location.prefix.isEmpty ? nil : location.prefix)
        try await batch.each(
            of: objects, limit: limit,
            select: { entry -> ListedObject? in
                guard let object = entry.item, object.key.bytes.count > skip, filter.takes(object.key.bytes.dropFirst(skip)) else { return nil }
                return object
            },
            name: { location.url($0.key) },
            { try await work($0, Array($0.key.bytes.dropFirst(skip))) })
    }

    /// Whether something is to be copied, considering what is there already.
    func wants(_ name: String, modified: SigningTime?, existing: () async throws -> SigningTime?) async throws -> Bool {
        guard command.update || command.ignoreExisting || asks else { return true }
        guard let there = try await existing() else { return true }
        if command.ignoreExisting { return false }
        if command.update { return modified.map { there < $0 } ?? true }
        display.clear()
        return try Confirmation.isConfirmed("replace \(name)")
    }

    func show(_ name: String, _ done: Int64, of total: Int64?) {
        let all = amount.set(name, done)
        display.show(done: all, total: command.recursive ? nil : total)
    }

    func dry(_ source: String, _ target: String) -> BatchRun.Outcome {
        if !command.progress.quiet { Console.note("would copy \(source.printable) to \(target.printable)") }
        return .skipped
    }

    func report(_ source: String, _ target: String, size: Int64, crc64: UInt64?) async throws {
        amount.finished(target, source, size)
        guard command.output.format == .json else { return }
        let document = CopiedDocument(source: source, target: target, size: size, crc64: crc64.map { String($0) })
        try await StandardOutput.write(lines: [JSONText.encode(document)])
    }
}

/// What `--output-format json` prints for each thing that was copied.
private struct CopiedDocument: Encodable {
    let schema = 1
    let type = "copied"
    let source: String
    let target: String
    let size: Int64
    let crc64: String?
}

/// Adds up how far all transfers of a run are.
private final class TransferAmount: Sendable {
    private let state = Mutex((done: Int64(0), running: [String: Int64]()))

    func set(_ name: String, _ bytes: Int64) -> Int64 {
        state.withLock { state in
            state.running[name] = bytes
            return state.done + state.running.values.reduce(0, +)
        }
    }

    func finished(_ target: String, _ source: String, _ bytes: Int64) {
        state.withLock { state in
            state.running[target] = nil
            state.running[source] = nil
            state.done += bytes
        }
    }
}

/// The files that a run has written. A file system that takes two names for one would lose the first of two objects.
final class WrittenFiles: Sendable {
    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    private let files = Mutex(Set<Identity>())

    func add(_ facts: LocalFileFacts) { _ = files.withLock { $0.insert(Identity(device: facts.device, inode: facts.inode)) } }

    func check(_ facts: LocalFileFacts) throws {
        guard files.withLock({ $0.contains(Identity(device: facts.device, inode: facts.inode)) }) else { return }
        throw CommandFailure.local("another key has become the same file: this file system does not tell their names apart")
    }
}

extension OSSClient {
    /// When an object was last modified; `nil` when there is none.
    func modified(_ bucket: BucketName, _ key: ObjectKey) async throws -> SigningTime? {
        do {
            let head = try await headObject(HeadObjectRequest(bucket: bucket, key: key))
            return head.lastModified ?? SigningTime(secondsSinceEpoch: 0)
        } catch let error as ServiceError where error.status == 404 && error.code != .noSuchBucket {
            return nil
        }
    }
}
