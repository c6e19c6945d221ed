import Synchronization

/// The connections that are open now.
final class ConnectionCount: Sendable {
    private let count = Mutex(0)

    var open: Int { count.withLock { $0 } }

    /// - Returns: whether the newcomer is within the limit. It counts in either case until it leaves.
    func enter(limit: Int) -> Bool {
        count.withLock { count in
            count += 1
            return count <= limit
        }
    }

    func leave() { count.withLock { $0 -= 1 } }
}
