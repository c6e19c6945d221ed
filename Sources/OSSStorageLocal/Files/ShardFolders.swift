import Synchronization

/// The folders that blobs are spread over. They are made when the first blob comes, and then their parent is synchronised, once.
final class ShardFolders: Sendable {
    private let paths: BlobPaths
    private let durable = Mutex<Set<String>>([])

    init(paths: BlobPaths) { self.paths = paths }

    /// Makes a shard's folder, durably. It blocks.
    func prepare(_ shard: String) throws {
        if durable.withLock({ $0.contains(shard) }) { return }
        _ = try FileCalls.makeFolder(paths.shardFolder(shard))
        // Also when the folder was there: the process that made it may have died before it synchronised the parent.
        try FileCalls.synchronizeFolder(paths.blobs)
        durable.withLock { _ = $0.insert(shard) }
    }
}
