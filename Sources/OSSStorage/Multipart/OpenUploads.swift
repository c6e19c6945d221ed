package import OSSSigning

/// How many multipart uploads have been begun and neither completed nor aborted, in all buckets.
package struct OpenUploads: Hashable, Sendable {
    package var count: Int
    /// When the oldest of them was begun.
    package var oldest: SigningTime?

    package init(count: Int, oldest: SigningTime?) { (self.count, self.oldest) = (count, oldest) }
}

extension ObjectStorage {
    /// The unfinished uploads of all buckets. It reads a row of each, so its time grows with them.
    package func openUploads() async throws -> OpenUploads {
        try await StorageError.wrapping("count uploads") { try await catalogue.openUploads() }
    }
}
