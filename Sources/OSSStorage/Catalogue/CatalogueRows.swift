package import OSSSigning
package import OSSWire

/// The number of a stored content.
package typealias ContentID = Int64

/// An object's row: the object without its content, and where it stands among the versions of its key.
package struct ObjectRow: Hashable, Sendable {
    package var summary: ObjectSummary
    package let md5: [UInt8]?
    package let headers: StoredHeaders
    /// Later versions of a key have higher numbers.
    package var sequence: Int64
    package let content: ContentID

    package init(summary: ObjectSummary, md5: [UInt8]?, headers: StoredHeaders, sequence: Int64, content: ContentID) {
        self.summary = summary
        self.md5 = md5
        self.headers = headers
        self.sequence = sequence
        self.content = content
    }
}

/// A row of the versions that are not what their key shows: older objects, and all delete markers.
package struct NoncurrentRow: Hashable, Sendable {
    package enum Entry: Hashable, Sendable {
        case object(ObjectRow)
        case deleteMarker(DeleteMarker)
    }

    package let entry: Entry
    package let sequence: Int64

    package init(_ entry: Entry, sequence: Int64) {
        self.entry = entry
        self.sequence = sequence
    }

    package var version: VersionID {
        switch entry {
        case .object(let row): row.summary.version
        case .deleteMarker(let marker): marker.version
        }
    }
}

/// The rows of a catalogue inside of a transaction: reading and writing of single rows, and no rules.
///
/// An object that a key shows is a *current* row. A key without one shows nothing, or the newest of its *noncurrent* rows when that is a delete
/// marker. The rules that keep this so are in `CatalogueRows+...` and hold for every catalogue.
package protocol CatalogueRows {
    // MARK: Account
    func accountSettings() throws -> AccountSettings
    mutating func putAccountSettings(_ settings: AccountSettings) throws

    // MARK: Buckets
    func bucket(_ name: BucketName) throws -> StoredBucket?
    /// Inserts or replaces.
    mutating func putBucket(_ bucket: StoredBucket) throws
    mutating func removeBucket(_ name: BucketName) throws
    /// Whether the bucket has no row of any kind.
    func isEmpty(_ bucket: BucketName) throws -> Bool

    // MARK: Objects
    func current(_ bucket: BucketName, _ key: ObjectKey) throws -> ObjectRow?
    /// Inserts or replaces.
    mutating func putCurrent(_ row: ObjectRow) throws
    mutating func removeCurrent(_ bucket: BucketName, _ key: ObjectKey) throws
    func newestNoncurrent(_ bucket: BucketName, _ key: ObjectKey) throws -> NoncurrentRow?
    func noncurrent(_ bucket: BucketName, _ key: ObjectKey, _ version: VersionID) throws -> NoncurrentRow?
    /// Inserts or replaces.
    mutating func putNoncurrent(_ row: NoncurrentRow, _ bucket: BucketName, _ key: ObjectKey) throws
    mutating func removeNoncurrent(_ bucket: BucketName, _ key: ObjectKey, sequence: Int64) throws

    // MARK: Contents
    mutating func insertContent(_ content: ObjectContent) throws -> ContentID
    /// Whether the content is in blobs and not in its row.
    func hasSegments(_ content: ContentID) throws -> Bool
    /// Adds segments behind those that are there.
    mutating func extendContent(_ content: ContentID, _ segments: [ObjectContent.Segment]) throws
    /// Removes a content; blobs that no other content refers to become garbage.
    mutating func removeContent(_ content: ContentID, at moment: SigningTime) throws
    /// Whether a content refers to the blob.
    func isReferenced(_ blob: BlobID) throws -> Bool

    // MARK: Uploads
    func upload(_ id: UploadID) throws -> MultipartUpload?
    mutating func insertUpload(_ upload: MultipartUpload) throws
    mutating func removeUpload(_ id: UploadID) throws
    func partContent(_ upload: UploadID, _ number: Int) throws -> ContentID?
    func partContents(_ upload: UploadID) throws -> [ContentID]
    /// Inserts or replaces.
    mutating func putPart(_ part: StoredPart, _ upload: UploadID, content: ContentID) throws
    mutating func removeParts(_ upload: UploadID) throws
}
