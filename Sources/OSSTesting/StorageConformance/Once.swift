import Synchronization

/// True for the first who asks.
final class Once: Sendable {
    private let asked = Mutex(false)

    func isFirst() -> Bool {
        asked.withLock { asked in
            defer { asked = true }
            return !asked
        }
    }

    func reset() { asked.withLock { $0 = false } }
}
