import NIOCore
package import OSSSigning
import Synchronization

/// Blobs in memory, for tests and trials. Nothing outlives the process.
package final class InMemoryBlobStore: BlobStore {
    fileprivate struct Blob {
        var bytes = ByteBuffer()
        let moment: SigningTime
    }

    fileprivate struct State {
        var staged: [BlobID: Blob] = [:]
        var placed: [BlobID: Blob] = [:]
    }

    fileprivate let state = Mutex(State())

    package init() {}

    package func stage(_ id: BlobID, at moment: SigningTime) async throws -> any StagedBlob {
        try state.withLock { state in
            guard state.staged[id] == nil, state.placed[id] == nil else {
                throw StorageError(.unavailable, operation: "stage blob")
            }
            state.staged[id] = Blob(moment: moment)
        }
        return InMemoryStagedBlob(id: id, store: self)
    }

    package func open(_ id: BlobID) async throws -> any BlobReader {
        guard let blob = state.withLock({ $0.placed[id] }) else { throw StorageError(.corrupt, operation: "open blob") }
        return InMemoryBlobReader(bytes: blob.bytes)
    }

    package func remove(_ id: BlobID) async throws -> Bool {
        state.withLock { $0.placed.removeValue(forKey: id) != nil }
    }

    package func blobs(olderThan cutoff: SigningTime, after last: BlobID?, limit: Int) async throws -> BlobPage {
        state.withLock { state in
            let names = state.placed.keys.filter { name in last.map { $0 < name } ?? true }.sorted()
            let page = names.prefix(max(limit, 1))
            let old = page.filter { name in state.placed[name].map { $0.moment < cutoff } ?? false }
            return BlobPage(blobs: old, next: page.count < names.count ? page.last : nil)
        }
    }

    package func recover() async throws -> Int {
        state.withLock { state in
            defer { state.staged = [:] }
            return state.staged.count
        }
    }
}

private struct InMemoryStagedBlob: StagedBlob {
    let id: BlobID
    let store: InMemoryBlobStore

    func write(_ bytes: ByteBuffer) async throws {
        store.state.withLock { state in
            _ = state.staged[id]?.bytes.writeImmutableBuffer(bytes)
        }
    }

    func seal() async throws {}

    func place() async throws {
        try store.state.withLock { state in
            guard let blob = state.staged.removeValue(forKey: id) else { throw StorageError(.unavailable, operation: "place blob") }
            state.placed[id] = blob
        }
    }

    func discard() async {
        store.state.withLock { $0.staged[id] = nil }
    }
}

private struct InMemoryBlobReader: BlobReader {
    let bytes: ByteBuffer

    var size: Int64 { Int64(bytes.readableBytes) }

    func read(at offset: Int64, count: Int, next: Int) async throws -> ByteBuffer {
        guard let start = Int(exactly: offset), start >= 0, count >= 0, start < bytes.readableBytes else { return ByteBuffer() }
        let available = bytes.readableBytes - start
        return bytes.getSlice(at: bytes.readerIndex + start, length: min(count, available)) ?? ByteBuffer()
    }
}
