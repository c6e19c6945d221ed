package import OSSSigning
package import OSSStorage

/// Blobs as files in a folder, which no other process writes to.
///
/// A blob is written under `staging/`, synchronised, linked under its final name in `blobs/`, and its folder is synchronised. A name is used once:
/// nothing is ever renamed over a file that is there.
package final class FileBlobStore: BlobStore {
    private let paths: BlobPaths
    private let pool: BlockingPool
    private let readers: BlockingPool
    private let shards: ShardFolders
    private let leftovers = Leftovers()

    /// Blobs in a folder that exists, read on the threads of `readers`, or else on those of `pool`, on which everything else happens.
    package init(folder: String, pool: BlockingPool, readers: BlockingPool? = nil) async throws {
        let paths = BlobPaths(folder: folder)
        try await pool.run {
            for path in [paths.staging, paths.blobs] { _ = try FileCalls.makeFolder(path) }
            try FileCalls.synchronizeFolder(folder)
        }
        self.paths = paths
        self.pool = pool
        self.readers = readers ?? pool
        shards = ShardFolders(paths: paths)
    }

    /// The blobs of a folder that is only read: nothing is made.
    init(reading folder: String, pool: BlockingPool) {
        paths = BlobPaths(folder: folder)
        self.pool = pool
        readers = pool
        shards = ShardFolders(paths: paths)
    }

    package func stage(_ id: BlobID, at moment: SigningTime) async throws -> any StagedBlob {
        let path = paths.staged(id)
        let descriptor = try await run("stage blob") { try FileCalls.create(path) }
        return StagedFile(id: id, descriptor: descriptor, moment: moment, paths: paths, shards: shards, leftovers: leftovers, pool: pool)
    }

    package func open(_ id: BlobID) async throws -> any BlobReader {
        let path = paths.placed(id)
        let readers = readers
        return try await run("open blob", on: readers) {
            do {
                let descriptor = try FileCalls.openForReading(path)
                do { return FileBlobReader(descriptor: descriptor, size: try FileCalls.length(of: descriptor), pool: readers) } catch {
                    FileCalls.close(descriptor)
                    throw error
                }
            } catch let failure as POSIXFailure where failure.isMissingFile {
                throw StorageError(.corrupt, operation: "open blob", cause: failure)
            }
        }
    }

    package func remove(_ id: BlobID) async throws -> Bool {
        let path = paths.placed(id)
        return try await run("remove blob") { try FileCalls.remove(path) }
    }

    package func removeLeftovers() async throws {
        let leftovers = leftovers
        try await run("remove leftovers") { try leftovers.remove() }
    }

    package func blobs(olderThan cutoff: SigningTime, after last: BlobID?, limit: Int) async throws -> BlobPage {
        let listing = BlobListing(paths: paths, cutoff: cutoff.secondsSinceEpoch)
        return try await run("list blobs") { try listing.page(after: last, limit: limit) }
    }

    package func recover() async throws -> Int {
        let staging = paths.staging
        return try await run("recover blobs") {
            let names = try FileCalls.names(in: staging)
            for name in names { _ = try FileCalls.remove("\(staging)/\(name)") }
            try FileCalls.synchronizeFolder(staging)
            return names.count
        }
    }

    private func run<Value: Sendable>(
        _ operation: String, on threads: BlockingPool? = nil, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do {
            return try await (threads ?? pool).run(work)
        } catch let failure as POSIXFailure {
            throw failure.storageError(operation)
        }
    }
}
