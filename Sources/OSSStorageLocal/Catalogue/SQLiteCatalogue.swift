import GRDB
package import OSSSigning
package import OSSStorage
package import OSSWire
import Synchronization

/// The catalogue in one SQLite file, in WAL mode, with every commit synchronised.
package final class SQLiteCatalogue: Catalogue {
    let database: DatabasePool
    private let pool: BlockingPool
    private let lookups: SharedReads
    private let writeBack: LogWriteBack
    private let path: String
    private let reserve: SpaceReserve?
    private let configuration: Configuration
    /// Set before the last connection closes: nothing opens the file again.
    private let isClosed = Mutex(false)

    private static let readerCount = 4
    /// Each connection opens the file and its log; the shared index is opened once. One more looks rows up, one writes the
    /// log back, and one comes and goes, see ``recover(after:)``.
    static let descriptorNeed = 3 * (readerCount + 4)

    /// Opens or makes the file, brings its tables up to date, and makes sure that commits wait for the disk.
    /// - Throws: ``LocalStorageError``, or `StorageError`.
    package convenience init(path: String, pool: BlockingPool) async throws {
        try await self.init(path: path, pool: pool, reserve: nil, logBytes: LogRoom.most)
    }

    /// - Parameters:
    ///   - reserve: what is given up when there is no room left to delete.
    ///   - logBytes: how long the log may get.
    init(path: String, pool: BlockingPool, reserve: SpaceReserve?, logBytes: Int64) async throws {
        let configuration = Self.configuration()
        self.configuration = configuration
        self.path = path
        self.pool = pool
        self.reserve = reserve
        (database, lookups, writeBack) = try await pool.run {
            do {
                let database = try DatabasePool(path: path, configuration: configuration)
                try Self.makeDurable(database)
                let writeBack = try LogWriteBack(path: path, configuration: configuration, logBytes: logBytes)
                database.writeWithoutTransaction(writeBack.follow)
                let migrator = CatalogueSchema.migrator
                if try database.read(migrator.hasBeenSuperseded) { throw LocalStorageError.newerFormat(path: path) }
                try migrator.migrate(database)
                CatalogueReaders.open(database, count: Self.readerCount)
                return (database, try SharedReads(path: path, configuration: configuration), writeBack)
            } catch let error as DatabaseError {
                throw error.storageError("open catalogue")
            }
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = readerCount
        configuration.busyMode = .timeout(5)
        configuration.label = "catalogue"
        configuration.prepareDatabase { db in
            // `LogWriteBack` decides when the log is written back.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            // A full or failing disk of temporary files is no reason to fail.
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    /// Sets `synchronous` to FULL and reads it back.
    ///
    /// The pool itself sets it to NORMAL when it is opened, after `prepareDatabase` has run, and NORMAL loses acknowledged commits when the power
    /// fails. So it is set afterwards, on the connection that writes.
    /// - Returns: whether all of the log was written back; a reader may have kept it from that.
    @discardableResult
    static func makeDurable(_ database: some DatabaseWriter) throws -> Bool {
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            #if canImport(Darwin)
            try db.execute(sql: "PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1")
            #endif
            let level = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
            guard level >= 2 else { throw LocalStorageError.commitsNotSynchronous(level: level) }
            // What an earlier process left in the log may not have reached the disk. Once it is in the main file, it has: nothing that is
            // decided from here on rests on rows that a power cut could still take back.
            return try Row.fetchOne(db, sql: checkpoint).map { $0[0] == 0 } ?? false
        }
    }

    /// SQLite's `synchronous` level on the connection that writes: 2 is FULL.
    package func synchronousLevel() async throws -> Int {
        try await perform("read setting") { database in
            try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
        }
    }

    /// Closes the file, with its log written back, so that a closed folder can be copied as it is.
    package func close() async throws {
        isClosed.withLock { $0 = true }
        reserve?.close()
        let (database, writeBack) = (database, writeBack)
        try await lookups.close()
        try await pool.run {
            // Tidiness only: after a failure the log stays, and the next start reads it.
            try? database.writeWithoutTransaction { db in
                try writeBack.close(db)
                _ = try Row.fetchAll(db, sql: Self.checkpoint)
            }
            try database.close()
        }
    }

    private static let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"

    package func apply(_ changes: [CatalogueChange]) async throws -> [CatalogueOutcome] {
        do {
            return try await commit(changes)
        } catch let error as StorageError where error.code == .noSpace && changes.allSatisfy(\.freesSpace) {
            guard let reserve else { throw error }
            try await pool.run { reserve.spend() }
            return try await commit(changes)
        }
    }

    private func commit(_ changes: [CatalogueChange]) async throws -> [CatalogueOutcome] {
        try await perform("commit") { database in
            try await database.write { db in
                var tables = CatalogueTables(db: db)
                do {
                    return try changes.map { try tables.apply($0) }
                } catch let error as StorageError {
                    // Of SQLite's own errors this is none: a row cannot be read. The transaction ends here and was never to be committed.
                    throw StorageError(error.code, operation: error.operation, cause: StorageError.TakenBack(error))
                } catch is RowDecodingError {
                    throw StorageError(.corrupt, operation: "commit", cause: StorageError.TakenBack(CatalogueRow.corrupt()))
                }
            }
        }
    }

    package var hasReserve: Bool { reserve?.isWhole ?? true }

    /// A transaction that was reported as failed can stand in the log all the same, and a restart would find it. Two things keep it from that:
    /// the log is written back to the main file and cut off by a connection with descriptors of its own, and a transaction is committed after it,
    /// which begins the log anew. What SQLite has in memory ends where the failed transaction began, so neither takes it along.
    package func recover(after failure: StorageError) async throws {
        let (path, database, configuration) = (path, database, configuration)
        do {
            try await pool.run { [self] in
                guard !isClosed.withLock({ $0 }) else { throw StorageError(.unavailable, operation: "recover") }
                do {
                    let fresh = try DatabaseQueue(path: path, configuration: configuration)
                    defer { try? fresh.close() }
                    if failure.code == .corrupt { try Self.checkIntegrity(fresh) }
                    guard try Self.makeDurable(fresh) else { throw StorageError(.busy, operation: "recover") }
                    try Self.commitSomething(fresh)
                    try Self.commitSomething(database)
                } catch let error as StorageError where error.code == .busy {
                    throw error
                } catch {
                    // Room may be what is missing, whatever the error says; a quota shows as an error of the disk.
                    reserve?.spend()
                    throw error
                }
            }
        } catch let error as DatabaseError {
            throw error.storageError("recover")
        }
    }

    private static func checkIntegrity(_ database: DatabaseQueue) throws {
        let report = try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard report == "ok" else { throw StorageError(.corrupt, operation: "recover") }
    }

    /// Changes a number that nothing reads, so that a page is written and the disk waited for.
    private static func commitSomething(_ database: some DatabaseWriter) throws {
        try database.write { db in
            let number = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            try db.execute(sql: "PRAGMA user_version = \(number &+ 1)")
        }
    }

    package func accountSettings() async throws -> AccountSettings {
        try await look("look up account") { try $0.accountSettings() }
    }

    package func bucket(_ name: BucketName) async throws -> StoredBucket? {
        try await look("look up bucket") { try $0.bucket(name) }
    }

    package func buckets(prefix: String, after marker: String?, limit: Int) async throws -> BucketPage {
        try await read("list buckets") { try $0.buckets(prefix: prefix, after: marker, limit: limit) }
    }

    package func entry(_ bucket: BucketName, _ key: ObjectKey, version: VersionID?) async throws -> ObjectEntry? {
        try await look("look up object") { try $0.entry(bucket, key, version: version) }
    }

    package func list(_ bucket: BucketName, _ query: ListQuery) async throws -> ListPage {
        try await read("list objects") { try $0.list(bucket, query) }
    }

    package func listVersions(_ bucket: BucketName, _ query: ListQuery, after version: VersionID?) async throws -> Page<VersionSummary> {
        try await read("list versions") { try $0.listVersions(bucket, query, after: version) }
    }

    package func upload(_ id: UploadID) async throws -> MultipartUpload? {
        try await look("look up upload") { try $0.upload(id) }
    }

    package func listUploads(_ bucket: BucketName, _ query: ListQuery, after id: String?) async throws -> Page<MultipartUpload> {
        try await read("list uploads") { try $0.listUploads(bucket, query, after: id) }
    }

    package func openUploads() async throws -> OpenUploads {
        try await read("count uploads") { try $0.openUploads() }
    }

    package func parts(of upload: UploadID, after number: Int, limit: Int) async throws -> PartPage {
        try await read("list parts") { try $0.parts(of: upload, after: number, limit: limit) }
    }

    package func statistics(_ bucket: BucketName) async throws -> BucketStatistics {
        try await read("count bucket") { try $0.statistics(bucket) }
    }

    package func garbage(before cutoff: SigningTime, limit: Int) async throws -> [BlobID] {
        try await read("list garbage") { try $0.garbage(before: cutoff, limit: limit) }
    }

    package func forgetGarbage(_ blobs: [BlobID]) async throws {
        try await perform("forget garbage") { database in
            try await database.write { try CatalogueTables(db: $0).forgetGarbage(blobs) }
        }
    }

    package func referenced(among blobs: [BlobID]) async throws -> Set<BlobID> {
        try await read("look up blobs") { try $0.referenced(among: blobs) }
    }

    private func look<Value: Sendable>(
        _ operation: String, _ body: @escaping @Sendable (CatalogueTables) throws -> Value
    ) async throws -> Value {
        try await perform(operation) { _ in try await lookups.look(body) }
    }

    private func read<Value: Sendable>(
        _ operation: String, _ body: @escaping @Sendable (CatalogueTables) throws -> Value
    ) async throws -> Value {
        try await perform(operation) { database in
            try await database.read { try body(CatalogueTables(db: $0)) }
        }
    }

    /// GRDB runs the work on queues of its own, never on Swift's cooperative pool.
    private func perform<Value: Sendable>(_ operation: String, _ body: (DatabasePool) async throws -> Value) async throws -> Value {
        do {
            return try await body(database)
        } catch let error as DatabaseError {
            throw error.storageError(operation)
        } catch is RowDecodingError {
            // It repeats the row, which is not for the log.
            throw CatalogueRow.corrupt()
        }
    }
}

extension DatabaseError {
    /// As an error of the storage. The message may quote a statement but never its arguments.
    func storageError(_ operation: String) -> StorageError {
        let code: StorageError.Code =
            switch resultCode {
            case .SQLITE_FULL: .noSpace
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
            default: .unavailable
            }
        return StorageError(code, operation: operation, cause: self)
    }
}
