import Synchronization

/// The account's settings, kept after they were read: every request asks for them, and they hardly ever change.
///
/// Only the storage that has this memory changes them, so what is kept is what the catalogue has.
final class AccountSettingsMemory: Sendable {
    private struct State {
        var settings: AccountSettings?
        /// Counts the changes, so that what was read before one is not kept after it.
        var changes: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The settings, read if they are not known.
    func settings(_ read: () async throws -> AccountSettings) async throws -> AccountSettings {
        let (known, changes) = state.withLock { ($0.settings, $0.changes) }
        if let known { return known }
        let settings = try await read()
        state.withLock { state in
            if state.changes == changes { state.settings = settings }
        }
        return settings
    }

    /// Forgets what is known. It is called when a change has ended, also one that failed: nobody knows what is there then.
    func forget() {
        state.withLock { state in
            state.settings = nil
            state.changes &+= 1
        }
    }
}
