package import OSSStorage

/// The embedded storage: one folder with an SQLite file for the rows and files for the bytes.
///
/// ```swift
/// let local = try await LocalStorage.open("/var/lib/waybill")
/// try await local.storage.createBucket(name, at: now)
/// try await local.close()
/// ```
///
/// The folder is made with mode 0700 and is locked: a second process is refused.
package final class LocalStorage: Sendable {
    /// The engine.
    package let storage: ObjectStorage
    /// The identities, which commands beside this process may change.
    package let identities: LocalIdentityStore
    /// What an earlier process had left unfinished; it is removed already.
    package let recovery: ObjectStorage.RecoveryReport

    private let folder: DataFolder
    private let catalogue: SQLiteCatalogue
    private let pool: BlockingPool
    private let readers: BlockingPool

    /// How many threads write files.
    package static let threadCount = 16
    /// How many threads read blobs. They are others, so that reading goes on while every writer waits for a disk.
    package static let readerThreadCount = 8
    /// What the threads and the catalogue's connections need in descriptors, for ``DescriptorBudget``.
    package static let descriptorNeed = 2 * threadCount + readerThreadCount + SQLiteCatalogue.descriptorNeed + 2

    /// Opens a data folder, makes it if need be, and clears up after an earlier process.
    ///
    /// - Throws: ``LocalStorageError`` when the folder is in use or is no data folder, `StorageError` or `POSIXFailure` when it cannot be read
    ///   or written.
    package static func open(_ path: String, limits: StorageLimits = StorageLimits()) async throws -> LocalStorage {
        let pool = BlockingPool(threadCount: threadCount)
        let readers = BlockingPool(threadCount: readerThreadCount)
        do {
            let folder = try await pool.run { try DataFolder(path: path) }
            let setup = try await pool.run { try SetupLock(folder: path) }
            let logBytes = LogRoom.bytes(onDiskOf: try await pool.run { DiskSpace(of: path)?.total ?? 0 })
            let reserve = SpaceReserve(path: DataFolder.reservePath(in: path), length: SpaceReserve.length(forLogOf: logBytes), pool: pool)
            let catalogue = try await SQLiteCatalogue(path: DataFolder.cataloguePath(in: path), pool: pool, reserve: reserve, logBytes: logBytes)
            try await pool.run { reserve.prepare() }
            setup.release()
            let changes = try await pool.run {
                let changes = try ChangeFile(path: DataFolder.changesPath(in: path))
                try FileCalls.synchronizeFolder(path)
                return changes
            }
            let identities = LocalIdentityStore(database: catalogue.database, changes: changes)
            let blobs = try await FileBlobStore(folder: path, pool: pool, readers: readers)
            let storage = ObjectStorage(catalogue: catalogue, blobs: blobs, limits: limits)
            let recovery = try await storage.recover()
            return LocalStorage(
                storage: storage, identities: identities, recovery: recovery, folder: folder, catalogue: catalogue, pool: pool,
                readers: readers)
        } catch {
            try? await pool.stop()
            try? await readers.stop()
            throw error
        }
    }

    private init(
        storage: ObjectStorage, identities: LocalIdentityStore, recovery: ObjectStorage.RecoveryReport, folder: DataFolder,
        catalogue: SQLiteCatalogue, pool: BlockingPool, readers: BlockingPool
    ) {
        self.storage = storage
        self.identities = identities
        self.recovery = recovery
        self.folder = folder
        self.catalogue = catalogue
        self.pool = pool
        self.readers = readers
    }

    /// Closes the catalogue, stops the threads and unlocks the folder. Call it when no request is running any more; the storage answers
    /// `.unavailable` afterwards.
    package func close() async throws {
        try await catalogue.close()
        try await pool.stop()
        try await readers.stop()
        folder.unlock()
    }
}
