import Synchronization

/// How many bodies are being read: the more there are, the less each of the clients that read fast gets at once.
final class ReaderCount: Sendable {
    /// What they share.
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

        /// How many bytes this one may read at once. What it holds already stays: the share counts from its next step on.
        var share: Int { ReaderCount.bytes / count.readers.withLock { $0 } }
    }

    func enter() -> Reader { Reader(self) }
}
