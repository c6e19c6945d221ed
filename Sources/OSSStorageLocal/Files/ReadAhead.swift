import NIOCore
import Synchronization

/// Reads the next stretch of a file while the last one is on its way to the client.
///
/// Only for whoever comes for more at once. Of a thousand clients that read slowly, each would otherwise hold bytes that it has not asked for.
final class ReadAhead: Sendable {
    /// A place in a file.
    struct Stretch: Hashable {
        let offset: Int64
        let count: Int

        var end: Int64 { offset + Int64(count) }
    }

    fileprivate struct State {
        /// What is or was read ahead; one at a time.
        var stretch: Stretch?
        var result: Result<ByteBuffer, any Error>?
        var waiter: CheckedContinuation<ByteBuffer, any Error>?
        /// Where the last stretch that was handed out ended, and when that was.
        var handedOut: (end: Int64, at: ContinuousClock.Instant)?
    }

    /// Whoever comes back within this time reads fast.
    private static let patience = Duration.milliseconds(20)

    private let pool: BlockingPool
    private let read: @Sendable (Stretch) throws -> ByteBuffer
    private let state = Mutex(State())

    /// - Parameter read: reads a stretch. It blocks.
    init(pool: BlockingPool, read: @escaping @Sendable (Stretch) throws -> ByteBuffer) {
        self.pool = pool
        self.read = read
    }

    /// The bytes of a stretch. One caller at a time.
    func bytes(of stretch: Stretch, fileSize: Int64) async throws -> ByteBuffer {
        let goesOn = state.withLock { $0.handedOut.map { $0.end == stretch.offset && .now - $0.at < Self.patience } ?? false }
        let bytes = isAhead(of: stretch) ? try await awaited() : try await pool.run { [read] in try read(stretch) }
        state.withLock { $0.handedOut = (stretch.end, .now) }
        let next = Stretch(offset: stretch.end, count: Int(min(Int64(stretch.count), max(fileSize - stretch.end, 0))))
        if goesOn, next.count > 0 { begin(next) }
        return bytes
    }

    /// Whether this very stretch is what was read ahead. Another one is forgotten.
    private func isAhead(of stretch: Stretch) -> Bool {
        state.withLock { state in
            if state.stretch != stretch { (state.stretch, state.result) = (nil, nil) }
            return state.stretch != nil
        }
    }

    private func awaited() async throws -> ByteBuffer {
        try await withCheckedThrowingContinuation { continuation in
            state.withLock { state in
                state.waiter = continuation
                state.handOver()
            }
        }
    }

    private func begin(_ stretch: Stretch) {
        state.withLock { $0.stretch = stretch }
        pool.runLater { [self] in
            let result = Result { try read(stretch) }
            state.withLock { state in
                guard state.stretch == stretch else { return }
                state.result = result
                state.handOver()
            }
        }
    }
}

extension ReadAhead.State {
    /// Gives what was read to whoever waits for it, when there are both.
    fileprivate mutating func handOver() {
        guard let result, let waiter else { return }
        (stretch, self.result, self.waiter) = (nil, nil, nil)
        waiter.resume(with: result)
    }
}
