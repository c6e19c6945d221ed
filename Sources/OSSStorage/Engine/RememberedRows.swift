import Synchronization

/// Rows of the catalogue that every request asks for and that hardly ever change, kept after they were read.
///
/// Only the storage that has this memory changes them, so what is kept is what the catalogue has.
final class RememberedRows<Key: Hashable & Sendable, Row: Sendable>: Sendable {
    private struct State {
        var rows: [Key: Row] = [:]
        /// Counts the changes, so that what was read before one is not kept after it.
        var changes: UInt64 = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: how many rows are kept; with one more, the others are forgotten.
    init(limit: Int) { self.limit = limit }

    /// A row, read if it is not known. That there is none is not remembered.
    func row(_ key: Key, _ read: () async throws -> Row?) async throws -> Row? {
        let (known, changes) = state.withLock { ($0.rows[key], $0.changes) }
        if let known { return known }
        guard let row = try await read() else { return nil }
        state.withLock { state in
            guard state.changes == changes else { return }
            if state.rows.count >= limit { state.rows = [:] }
            state.rows[key] = row
        }
        return row
    }

    /// Forgets what is known. It is called when a change has ended, also one that failed: nobody knows what is there then.
    func forget() {
        state.withLock { state in
            state.rows = [:]
            state.changes &+= 1
        }
    }
}
