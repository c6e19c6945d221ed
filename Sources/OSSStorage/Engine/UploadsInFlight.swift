import Synchronization

/// The blobs that uploads are writing now: the limit on their number, and what a sweep must not touch.
final class UploadsInFlight: Sendable {
    private let limit: Int
    private let blobs = Mutex<Set<BlobID>>([])

    init(limit: Int) { self.limit = limit }

    /// Takes a permit for a blob.
    /// - Throws: `StorageError` `.tooManyUploads`, at once: an upload that waited would hold its connection.
    func enter(_ blob: BlobID) throws {
        try blobs.withLock { blobs in
            guard blobs.count < limit else { throw StorageError(.tooManyUploads, operation: "put") }
            blobs.insert(blob)
        }
    }

    /// Gives the permit back.
    func leave(_ blob: BlobID) {
        blobs.withLock { _ = $0.remove(blob) }
    }

    /// Which of these blobs no upload is writing.
    func idle(among candidates: [BlobID]) -> [BlobID] {
        blobs.withLock { blobs in candidates.filter { !blobs.contains($0) } }
    }
}
