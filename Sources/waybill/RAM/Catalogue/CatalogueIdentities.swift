import OSSAccess
import OSSServer
import OSSStorage
import Synchronization

/// The identities of the data folder's catalogue, as the server asks for them: at the price of one system call while nobody changes them.
final class CatalogueIdentities: IdentitySource {
    private struct Kept {
        let mark: IdentityMark
        let snapshot: IdentitySnapshot
    }

    private let store: any IdentityStore
    private let kept = Mutex<Kept?>(nil)
    private let loading = SerialWork()

    init(store: any IdentityStore) { self.store = store }

    /// What was in force at some moment since the call.
    func current() async throws -> IdentitySnapshot {
        if let snapshot = unchanged() { return snapshot }
        // One after the other: of those that wait, the first one reads, and the others find that nothing has changed since.
        return try await loading.run { [self] in
            if let snapshot = unchanged() { return snapshot }
            return try await load()
        }
    }

    private func unchanged() -> IdentitySnapshot? {
        guard let kept = kept.withLock({ $0 }), store.isUnchanged(since: kept.mark) else { return nil }
        return kept.snapshot
    }

    private func load() async throws -> IdentitySnapshot {
        // The mark before the document: a change between the two is noticed the next time.
        let mark = store.mark()
        let stored = try await store.read()
        let known = kept.withLock { $0?.snapshot }
        let snapshot =
            if let known, known.generation == stored.generation { known } else {
                IdentitySnapshot(identities: try stored.identities(), tokenKey: stored.tokenKey, generation: stored.generation)
            }
        kept.withLock { $0 = Kept(mark: mark, snapshot: snapshot) }
        return snapshot
    }
}

extension StoredIdentities {
    /// The identities of the document; none as long as nobody wrote one.
    func identities() throws -> Identities { document.isEmpty ? Identities() : try Identities(json: document) }
}
