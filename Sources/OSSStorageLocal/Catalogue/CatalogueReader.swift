import GRDB
package import OSSSigning
package import OSSStorage
package import OSSWire

/// The rows of a data folder, read beside a server that may be running on it: nothing is locked, written or made.
package struct CatalogueReader: Sendable {
    private let database: DatabaseQueue

    /// - Parameter folder: the data folder.
    /// - Returns: `nil` where there is no catalogue.
    /// - Throws: ``LocalStorageError`` for a catalogue of another version, `StorageError`, `POSIXFailure`.
    package init?(folder: String) throws {
        guard let database = try Self.open(folder: folder) else { return nil }
        self.database = database
    }

    /// Opens a folder's catalogue to read it.
    static func open(folder: String) throws -> DatabaseQueue? {
        let path = DataFolder.cataloguePath(in: folder)
        guard try FileCalls.modification(path) != nil else { return nil }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.label = "catalogue reader"
        do {
            let database = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = CatalogueSchema.migrator
            if try database.read(migrator.hasBeenSuperseded) { throw LocalStorageError.newerFormat(path: folder) }
            guard try database.read(migrator.hasCompletedMigrations) else { throw LocalStorageError.olderFormat(path: folder) }
            return database
        } catch let error as DatabaseError {
            throw error.storageError("open catalogue")
        }
    }

    package func accountSettings() throws -> AccountSettings { try read { try CatalogueTables(db: $0).accountSettings() } }

    package func bucket(_ name: BucketName) throws -> StoredBucket? { try read { try CatalogueTables(db: $0).bucket(name) } }

    /// What a key shows, or one of its versions.
    package func entry(_ bucket: BucketName, _ key: ObjectKey, version: VersionID? = nil) throws -> ObjectEntry? {
        try read { try CatalogueTables(db: $0).entry(bucket, key, version: version) }
    }

    /// The identities and the key that seals tokens; `nil` as long as nobody has needed them.
    package func identities() throws -> StoredIdentities? { try read { try LocalIdentityStore.row($0) } }

    private func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try database.read(body) } catch let error as DatabaseError { throw error.storageError("read catalogue") }
    }
}
