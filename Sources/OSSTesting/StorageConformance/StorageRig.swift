import NIOCore
import OSSSigning
package import OSSStorage

/// A catalogue and a blob store under test, both empty at the beginning.
package struct StorageRig: Sendable {
    /// The rows.
    package let catalogue: any Catalogue
    /// The bytes.
    package let blobs: any BlobStore

    package init(catalogue: any Catalogue, blobs: any BlobStore) {
        self.catalogue = catalogue
        self.blobs = blobs
    }

    /// Small bounds, so that small bodies cross them.
    package static var limits: StorageLimits {
        var limits = StorageLimits()
        limits.inlineBytes = 1000
        limits.writeChunkBytes = 4096
        limits.readChunkBytes = 3000
        limits.maximumObjectBytes = 100_000
        limits.maximumMultipartBytes = 200_000
        limits.minimumPartBytes = 500
        limits.commitBatch = 16
        return limits
    }

    /// A storage over the two, as after a start.
    package func storage(_ limits: StorageLimits = Self.limits) -> ObjectStorage {
        ObjectStorage(catalogue: catalogue, blobs: blobs, limits: limits)
    }

    /// All placed blobs.
    package func placedBlobs() async throws -> [BlobID] {
        var found: [BlobID] = []
        var last: BlobID?
        repeat {
            // A page size that is no divisor of anything, so that pages end in odd places.
            let page = try await blobs.blobs(olderThan: Moments.farFuture, after: last, limit: 7)
            found += page.blobs
            last = page.next
        } while last != nil
        return found
    }

    /// Fails unless there are so many placed blobs and nothing staged.
    package func expectBlobs(_ count: Int, _ claim: @autoclosure () -> String, file: String = #fileID, line: Int = #line) async throws {
        let placed = try await placedBlobs()
        try Claim.equal(placed.count, count, "\(claim()), placed blobs", file: file, line: line)
        let staged = try await blobs.recover()
        try Claim.equal(staged, 0, "\(claim()), staged blobs", file: file, line: line)
    }
}
