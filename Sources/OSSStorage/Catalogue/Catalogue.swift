package import OSSSigning
package import OSSWire

/// Where the rows are: settings of the account, buckets, objects and their versions, multipart uploads, and the blobs that nobody needs any more.
///
/// Every call is one transaction: it happens as a whole or not at all, and when ``apply(_:)`` returns it is durable. Keys sort by their
/// bytes. Blocking work never runs on Swift's cooperative pool. Failures are ``StorageError``s: `.noSpace`, `.unavailable` or `.corrupt`.
///
/// What a change means is written once, over ``CatalogueRows``; a catalogue supplies those, and reading.
package protocol Catalogue: Sendable {
    /// Applies changes in their order, in one transaction.
    ///
    /// Each change is judged by itself, after the ones before it: one that is refused changes nothing and does not hold up the others.
    ///
    /// - Returns: one outcome for each change.
    /// - Throws: when the transaction as a whole failed. It is then **unknown** whether it will be found after a restart: a log entry that
    ///   could not be synchronised may have reached the disk all the same.
    func apply(_ changes: [CatalogueChange]) async throws -> [CatalogueOutcome]

    /// Ends the doubt after a transaction that failed: makes sure that what is read is on the disk, that a transaction which is not read will not
    /// be found there later, and that writing works. When this returns, none of the changes of the failed transaction can appear any more, unless
    /// they are read already.
    ///
    /// - Throws: when it is not so yet. It is called again later.
    func recover(after failure: StorageError) async throws

    /// Whether there is room kept for deleting. A catalogue gives it up when it would otherwise be too full to delete, and takes uploads again
    /// when it has set aside as much.
    var hasReserve: Bool { get }

    /// The settings of the account; empty as long as nobody has changed them.
    func accountSettings() async throws -> AccountSettings

    /// A bucket.
    func bucket(_ name: BucketName) async throws -> StoredBucket?

    /// The buckets whose names begin with `prefix` and sort behind `marker`, at most `limit`.
    func buckets(prefix: String, after marker: String?, limit: Int) async throws -> BucketPage

    /// What a key shows now, or one version of it.
    func entry(_ bucket: BucketName, _ key: ObjectKey, version: VersionID?) async throws -> ObjectEntry?

    /// A page of a bucket's objects; of a bucket that does not exist an empty one.
    func list(_ bucket: BucketName, _ query: ListQuery) async throws -> ListPage

    /// A page of all versions, newest first within a key.
    ///
    /// - Parameter version: the page begins behind this version of the key `query.after`. When it is gone, all of that key's versions are on the
    ///   page: a client that deletes what it lists misses nothing.
    func listVersions(_ bucket: BucketName, _ query: ListQuery, after version: VersionID?) async throws -> Page<VersionSummary>

    /// An unfinished upload.
    func upload(_ id: UploadID) async throws -> MultipartUpload?

    /// A page of unfinished uploads, in the order of their keys and within a key of their beginning.
    /// - Parameter id: the page begins behind this upload of the key `query.after`.
    func listUploads(_ bucket: BucketName, _ query: ListQuery, after id: String?) async throws -> Page<MultipartUpload>

    /// How many unfinished uploads there are in all buckets.
    func openUploads() async throws -> OpenUploads

    /// An upload's parts with numbers above `number`, at most `limit`.
    func parts(of upload: UploadID, after number: Int, limit: Int) async throws -> PartPage

    /// What a bucket holds.
    func statistics(_ bucket: BucketName) async throws -> BucketStatistics

    /// Blobs that lost their last object before `cutoff`, at most `limit`.
    func garbage(before cutoff: SigningTime, limit: Int) async throws -> [BlobID]

    /// Forgets garbage whose blobs have been removed.
    func forgetGarbage(_ blobs: [BlobID]) async throws

    /// Which of these blobs an object, a part or the garbage refers to.
    func referenced(among blobs: [BlobID]) async throws -> Set<BlobID>
}

/// What holds for a catalogue that has no disk.
extension Catalogue {
    package func recover(after failure: StorageError) async throws {}
    package var hasReserve: Bool { true }
}
