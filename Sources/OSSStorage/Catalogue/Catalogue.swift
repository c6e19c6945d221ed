package import OSSSigning

/// Where the rows are: buckets, objects, and the blobs that nobody needs any more.
///
/// Every call is one transaction: it happens as a whole or not at all, and when ``apply(_:)`` returns it is durable. Keys sort by their
/// bytes. Blocking work never runs on Swift's cooperative pool. Failures are ``StorageError``s: `.noSpace`, `.unavailable` or `.corrupt`.
package protocol Catalogue: Sendable {
    /// Applies changes in their order, in one transaction.
    ///
    /// Each change is judged by itself, after the ones before it: one that is refused changes nothing and does not hold up the others.
    ///
    /// - Returns: one outcome for each change.
    /// - Throws: when the transaction as a whole failed. It is then **unknown** whether it will be found after a restart: a log entry that
    ///   could not be synchronised may have reached the disk all the same.
    func apply(_ changes: [CatalogueChange]) async throws -> [CatalogueOutcome]

    /// A bucket.
    func bucket(_ name: BucketName) async throws -> StoredBucket?

    /// The buckets whose names begin with `prefix` and sort behind `marker`, at most `limit`.
    func buckets(prefix: String, after marker: String?, limit: Int) async throws -> BucketPage

    /// An object.
    func object(_ bucket: BucketName, _ key: ObjectKey) async throws -> StoredObject?

    /// A page of a bucket's objects; of a bucket that does not exist an empty one.
    func list(_ bucket: BucketName, _ query: ListQuery) async throws -> ListPage

    /// Blobs that lost their last object before `cutoff`, at most `limit`.
    func garbage(before cutoff: SigningTime, limit: Int) async throws -> [BlobID]

    /// Forgets garbage whose blobs have been removed.
    func forgetGarbage(_ blobs: [BlobID]) async throws

    /// Which of these blobs an object or the garbage refers to.
    func referenced(among blobs: [BlobID]) async throws -> Set<BlobID>
}
