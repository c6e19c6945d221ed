import NIOCore
import OSSSigning
import OSSStorage

/// A file in `staging/` that an upload writes. What a write fails with may be reported by the next one, or by `seal`.
final class StagedFile: StagedBlob {
    private let id: BlobID
    private let moment: SigningTime
    private let paths: BlobPaths
    private let shards: ShardFolders
    private let leftovers: Leftovers
    private let pool: BlockingPool
    private let writer: FileWriter

    init(id: BlobID, descriptor: Int32, moment: SigningTime, paths: BlobPaths, shards: ShardFolders, leftovers: Leftovers, pool: BlockingPool) {
        self.id = id
        self.moment = moment
        self.paths = paths
        self.shards = shards
        self.leftovers = leftovers
        self.pool = pool
        writer = FileWriter(descriptor: descriptor, pool: pool)
    }

    func write(_ bytes: ByteBuffer) async throws {
        try await reporting("write blob") { try await writer.write(bytes) }
    }

    func seal() async throws {
        try await reporting("write blob") { try await writer.finish() }
        try await run("seal blob") { file in
            let descriptor = try file.writer.file()
            // Before the synchronisation, so that the age of the blob is durable with it.
            try FileCalls.setModification(descriptor, secondsSinceEpoch: file.moment.secondsSinceEpoch)
            try FileCalls.synchronize(descriptor)
            file.writer.close()
        }
    }

    func place() async throws {
        try await run("place blob") { file in
            let staged = file.paths.staged(file.id)
            let placed = file.paths.placed(file.id)
            let shard = BlobPaths.shard(of: file.id)
            try file.shards.prepare(shard)
            try FileCalls.link(staged, as: placed)
            do {
                try FileCalls.synchronizeFolder(file.paths.shardFolder(shard))
            } catch {
                // Not durable means not placed: the name goes again, and `discard` removes the staged one.
                _ = try? FileCalls.remove(placed)
                throw error
            }
            // From here on the blob is placed. A staged name that stays is removed later.
            file.leftovers.remove(staged)
        }
    }

    func discard() async {
        try? await writer.finish()
        try? await run("discard blob") { file in
            file.writer.close()
            file.leftovers.remove(file.paths.staged(file.id))
        }
    }

    private func run(_ operation: String, _ work: @escaping @Sendable (StagedFile) throws -> Void) async throws {
        try await reporting(operation) { try await pool.run { try work(self) } }
    }

    private func reporting(_ operation: String, _ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let failure as POSIXFailure {
            throw failure.storageError(operation)
        }
    }
}
