import NIOCore
import Synchronization

/// Reads the next stretch of a file while the last one is on its way to the client.
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
    }

    private let pool: BlockingPool
    private let read: @Sendable (Stretch) throws -> ByteBuffer
    private let state = Mutex(State())

    /// - Parameter read: reads a stretch. It blocks.
    init(pool: BlockingPool, read: @escaping @Sendable (Stretch) throws -> ByteBuffer) {
        self.pool = pool
        self.read = read
    }

    /// The bytes of a stretch. One caller at a time.
    ///
    /// - Parameter next: how many bytes behind the stretch are read ahead.
    func bytes(of stretch: Stretch, next: Int) async throws -> ByteBuffer {
        let bytes = isAhead(of: stretch) ? try await awaited() : try await pool.run { [read] in try read(stretch) }
        if next > 0 { begin(Stretch(offset: stretch.end, count: next)) }
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
