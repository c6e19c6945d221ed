import OSSSigning

/// The storage engine: buckets and objects over a ``Catalogue`` (rows) and a ``BlobStore`` (bytes).
///
/// It owns the order of the steps, and with it the promises:
///
/// - When a call returns, what it did is durable.
/// - An object is seen as a whole or not at all. An overwrite is seen as old or new; a reader of the old bytes finishes.
/// - A crash at any point leaves at most a blob that nothing refers to, which ``sweep(olderThan:)`` removes. It never leaves a row without bytes.
/// - After a failure of the catalogue the storage is read-only (`.unavailable`) until the catalogue has proved that it works, see ``health``.
///
/// Names are checked by their types, time is passed in. The storage knows nothing of users and signatures.
package struct ObjectStorage: Sendable {
    let catalogue: any Catalogue
    let blobs: any BlobStore
    let limits: StorageLimits
    let inFlight: UploadsInFlight
    let gate: WriteGate
    let commits: GroupCommit
    let uploadIDs = UploadIDs()
    let pins = BlobPins()
    let readers = ReaderCount()
    let account = RememberedRows<TheAccount, AccountSettings>(limit: 1)
    let knownBuckets = RememberedRows<BucketName, StoredBucket>(limit: 1000)

    /// A storage over a catalogue and a blob store that no other storage uses.
    package init(catalogue: any Catalogue, blobs: any BlobStore, limits: StorageLimits = StorageLimits()) {
        self.catalogue = catalogue
        self.blobs = blobs
        self.limits = limits
        inFlight = UploadsInFlight(limit: limits.maximumUploads)
        gate = WriteGate(pauses: limits.recoveryPauses) { try await catalogue.recover(after: $0) }
        commits = GroupCommit(catalogue: catalogue, gate: gate, batchLimit: limits.commitBatch)
    }

    /// A storage in memory, for tests and trials.
    package static func inMemory(limits: StorageLimits = StorageLimits()) -> ObjectStorage {
        ObjectStorage(catalogue: InMemoryCatalogue(), blobs: InMemoryBlobStore(), limits: limits)
    }

    /// Whether writing works now.
    package var isWritable: Bool { health.isWritable }

    /// Whether writing works now, and why it does not. It asks no disk, so it answers at once.
    package var health: StorageHealth {
        if let reason = gate.reason { return .readOnly(reason: "\(reason)") }
        return catalogue.hasReserve ? .writable : .full
    }

    /// Known before a body is read: nothing is begun that could not be committed.
    /// - Throws: `StorageError` `.unavailable` while the storage is read-only, `.noSpace` while what room is left is for deleting.
    func checkWritable(_ operation: String) throws {
        try gate.check(operation)
        if !catalogue.hasReserve { throw StorageError(.noSpace, operation: operation) }
    }

    /// Makes a change, and says what it did.
    /// - Throws: `StorageError` with the code of a refusal.
    func change(_ change: CatalogueChange, operation: String) async throws -> ChangeEffect {
        switch try await commits.apply(change) {
        case .applied(let effect): return effect
        case .refused(let code): throw StorageError(code, operation: operation)
        }
    }
}

/// The key of what there is once.
struct TheAccount: Hashable, Sendable {}
