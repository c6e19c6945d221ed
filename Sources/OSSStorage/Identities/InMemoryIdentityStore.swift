import Synchronization

/// Identities in memory, for tests and trials. Nothing outlives the process.
package final class InMemoryIdentityStore: IdentityStore {
    private let stored: Mutex<StoredIdentities>

    package init(document: [UInt8] = []) {
        var generator = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        stored = Mutex(StoredIdentities(generation: 1, document: document, tokenKey: key))
    }

    package func read() async throws -> StoredIdentities { stored.withLock { $0 } }

    package func replace(_ generation: UInt64, with document: [UInt8]) async throws -> Bool {
        stored.withLock { stored in
            guard stored.generation == generation else { return false }
            stored = StoredIdentities(generation: generation + 1, document: document, tokenKey: stored.tokenKey)
            return true
        }
    }

    package func mark() -> IdentityMark { IdentityMark(stored.withLock { $0.generation }) }
    package func isUnchanged(since mark: IdentityMark) -> Bool { self.mark() == mark }
}
