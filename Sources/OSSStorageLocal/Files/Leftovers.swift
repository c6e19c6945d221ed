import Synchronization

/// The names in `staging/` that could not be removed: a disk that fails an upload often fails the cleaning up as well, and the file would keep its
/// room until the next start.
final class Leftovers: Sendable {
    /// More are left to the next start.
    private static let limit = 10_000

    private let paths = Mutex<Set<String>>([])

    /// Removes a file now or remembers it. It blocks.
    func remove(_ path: String) {
        do { _ = try FileCalls.remove(path) } catch {
            paths.withLock { if $0.count < Self.limit { $0.insert(path) } }
        }
    }

    /// Removes what is remembered, as far as it can be removed. It blocks.
    /// - Throws: what the first one that stays failed with.
    func remove() throws {
        var failure: (any Error)?
        for path in paths.withLock({ $0 }) {
            do {
                _ = try FileCalls.remove(path)
                paths.withLock { _ = $0.remove(path) }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }
}
