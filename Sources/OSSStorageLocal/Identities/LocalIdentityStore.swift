import Foundation
import GRDB
package import OSSStorage

/// The identities in the catalogue of a data folder, which more than one process may change at the same time.
///
/// The server has one of these in ``LocalStorage/identities``; a command beside it opens one of its own.
package final class LocalIdentityStore: IdentityStore {
    private let database: any DatabaseWriter
    private let changes: ChangeFile

    init(database: any DatabaseWriter, changes: ChangeFile) {
        (self.database, self.changes) = (database, changes)
    }

    /// Opens the catalogue of a folder beside whoever uses it, and makes both if there is nothing yet. The folder's lock is left alone: it says
    /// that a server is running, and none is kept from starting by a command.
    /// - Throws: `LocalStorageError`, `StorageError`, `POSIXFailure`.
    package static func open(_ folder: String) async throws -> LocalIdentityStore {
        let pool = BlockingPool(threadCount: 1)
        do {
            let store = try await pool.run { try openNow(folder) }
            try await pool.stop()
            return store
        } catch {
            try? await pool.stop()
            throw error
        }
    }

    private static func openNow(_ folder: String) throws -> LocalIdentityStore {
        try DataFolder.prepare(folder)
        do {
            let path = DataFolder.cataloguePath(in: folder)
            let setup = try SetupLock(folder: folder)
            let database = try DatabaseQueue(path: path, configuration: configuration)
            try makeDurable(database, path: path)
            setup.release()
            try FileCalls.synchronizeFolder(folder)
            return LocalIdentityStore(database: database, changes: try ChangeFile(path: DataFolder.changesPath(in: folder)))
        } catch let error as DatabaseError {
            throw error.storageError("open catalogue")
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "identities"
        return configuration
    }

    private static func makeDurable(_ database: DatabaseQueue, path: String) throws {
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            #if canImport(Darwin)
            try db.execute(sql: "PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1")
            #endif
            let level = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
            guard level >= 2 else { throw LocalStorageError.commitsNotSynchronous(level: level) }
        }
        let migrator = CatalogueSchema.migrator
        if try database.read(migrator.hasBeenSuperseded) { throw LocalStorageError.newerFormat(path: path) }
        if try !database.read(migrator.hasCompletedMigrations) { try migrator.migrate(database) }
    }

    /// Closes the catalogue of a store that was opened on its own.
    package func close() throws { try database.close() }

    package func mark() -> IdentityMark { changes.mark() }

    package func isUnchanged(since mark: IdentityMark) -> Bool { mark.position != nil && changes.mark() == mark }

    package func read() async throws -> StoredIdentities {
        try await perform("read identities") {
            if let stored = try await database.read({ try Self.row($0) }) { return stored }
            return try await database.writeWithoutTransaction { [changes] db in
                try changes.during {
                    try Self.inTransaction(db) { db in
                        if let stored = try Self.row(db) { return stored }
                        var generator = SystemRandomNumberGenerator()
                        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
                        let first = StoredIdentities(generation: 1, document: [], tokenKey: key)
                        try Self.put(first, db)
                        return first
                    }
                }
            }
        }
    }

    package func replace(_ generation: UInt64, with document: [UInt8]) async throws -> Bool {
        guard generation < Int64.max else { return false }
        return try await perform("change identities") {
            try await database.writeWithoutTransaction { [changes] db in
                try changes.during {
                    try Self.inTransaction(db) { db in
                        guard let stored = try Self.row(db), stored.generation == generation else { return false }
                        try Self.put(StoredIdentities(generation: generation + 1, document: document, tokenKey: stored.tokenKey), db)
                        return true
                    }
                }
            }
        }
    }

    private static func inTransaction<Value>(_ db: Database, _ body: (Database) throws -> Value) throws -> Value {
        var result: Value?
        try db.inTransaction(.immediate) {
            result = try body(db)
            return .commit
        }
        guard let result else { throw StorageError(.unavailable, operation: "commit identities") }
        return result
    }

    static func row(_ db: Database) throws -> StoredIdentities? {
        guard let row = try CatalogueTables(db: db).row(of: .identities, where: "id = 1", []) else { return nil }
        guard let generation = UInt64(exactly: try row.value(1) as Int64) else { throw StorageError(.corrupt, operation: "read identities") }
        let (document, key): (Data, Data) = (try row.value(2), try row.value(3))
        guard key.count == 32 else { throw StorageError(.corrupt, operation: "read identities") }
        return StoredIdentities(generation: generation, document: Array(document), tokenKey: Array(key))
    }

    /// Inserts or replaces.
    private static func put(_ identities: StoredIdentities, _ db: Database) throws {
        guard let generation = Int64(exactly: identities.generation) else { throw StorageError(.tooLarge, operation: "write identities") }
        try SealedTable.identities.put([1, generation, Data(identities.document), Data(identities.tokenKey)], db)
    }

    private func perform<Value: Sendable>(_ operation: String, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError {
            throw error.storageError(operation)
        }
    }
}
