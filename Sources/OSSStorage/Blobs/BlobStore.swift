package import NIOCore
package import OSSSigning

/// Where the bytes of objects are: large, immutable, written once under a fresh name, and eventually garbage.
///
/// A store knows nothing of buckets and keys. ``ObjectStorage`` owns the order of the steps; a store keeps each step's promise. Blocking work
/// never runs on Swift's cooperative pool. Failures are ``StorageError``s: `.noSpace`, `.unavailable`, or `.corrupt` for a missing blob.
package protocol BlobStore: Sendable {
    /// Begins a blob under a name that was never used before; fails when the name is taken.
    ///
    /// - Parameter moment: the age of the blob counts from here, see ``blobs(olderThan:after:limit:)``.
    func stage(_ id: BlobID, at moment: SigningTime) async throws -> any StagedBlob

    /// Opens a placed blob. The reader can finish even when the blob is removed meanwhile.
    func open(_ id: BlobID) async throws -> any BlobReader

    /// Removes a placed blob, and says whether it was there.
    func remove(_ id: BlobID) async throws -> Bool

    /// Tries once more to remove what an upload of this process could not remove when it failed.
    func removeLeftovers() async throws

    /// One page of the placed blobs, in the order of their names.
    ///
    /// - Parameters:
    ///   - cutoff: only blobs that were staged before it.
    ///   - last: the end of the page before, or `nil` for the first page.
    ///   - limit: how many names are looked at.
    func blobs(olderThan cutoff: SigningTime, after last: BlobID?, limit: Int) async throws -> BlobPage

    /// Removes what an earlier process staged and did not place, and returns how many blobs that were.
    ///
    /// Called before the first upload, by the only process that uses the store.
    func recover() async throws -> Int
}

extension BlobStore {
    /// Of a store whose removals do not fail.
    package func removeLeftovers() async throws {}
}

/// A blob that is being written. Nobody can open it before it is placed.
///
/// The methods are called one after the other: `write` any number of times, `seal`, `place`. After an error only `discard` may follow.
package protocol StagedBlob: Sendable {
    /// Appends bytes. They may be on their way when this returns; what becomes of them is then reported by the next call.
    func write(_ bytes: ByteBuffer) async throws

    /// Makes the bytes durable. When that fails the bytes are lost: it is not tried again.
    func seal() async throws

    /// Makes the blob readable under its name, durably.
    func place() async throws

    /// Gives up a blob that was not placed, and leaves nothing of it; what cannot be removed now is a leftover of the store. Does nothing after a `place` that succeeded.
    func discard() async
}

/// An open blob.
package protocol BlobReader: Sendable {
    /// How many bytes the blob has.
    var size: Int64 { get }

    /// Reads `count` bytes from `offset` on, or fewer at the end of the blob.
    ///
    /// - Parameter next: how many bytes behind them will be wanted soon, so that they may be read meanwhile.
    func read(at offset: Int64, count: Int, next: Int) async throws -> ByteBuffer
}

extension BlobReader {
    /// Reads `count` bytes from `offset` on, or fewer at the end of the blob.
    package func read(at offset: Int64, count: Int) async throws -> ByteBuffer { try await read(at: offset, count: count, next: 0) }
}

/// A page of ``BlobStore/blobs(olderThan:after:limit:)``.
package struct BlobPage: Sendable, Equatable {
    /// The blobs on this page that are old enough.
    package let blobs: [BlobID]
    /// Where the next page begins, or `nil` after the last page.
    package let next: BlobID?

    package init(blobs: [BlobID], next: BlobID?) {
        self.blobs = blobs
        self.next = next
    }
}
