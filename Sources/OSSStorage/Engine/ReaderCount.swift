import Synchronization

/// How many bodies are being read. Clients that read fast share a bounded amount of memory: many of them get less at once.
final class ReaderCount: Sendable {
    /// What is read at once for all of them together.
    private static let bytes = 8 * 1024 * 1024

    private let readers = Mutex(0)

    /// One body, as long as the value lives.
    final class Reader: Sendable {
        private let count: ReaderCount

        fileprivate init(_ count: ReaderCount) {
            self.count = count
            count.readers.withLock { $0 += 1 }
        }

        deinit { count.readers.withLock { $0 -= 1 } }

        /// How many bytes this one may read at once.
        var share: Int { ReaderCount.bytes / count.readers.withLock { $0 } }
    }

    func enter() -> Reader { Reader(self) }
}
