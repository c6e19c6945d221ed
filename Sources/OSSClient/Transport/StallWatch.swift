import NIOCore
import Synchronization

/// Notices when nothing of a body is taken for too long.
///
/// Only the other side's silence counts: a source that has nothing yet, a pipe or a pacer, may take its time.
final class StallWatch: Sendable {
    /// Since when a piece waits to be taken; `nil` while the source is asked for the next one, and at the end.
    private let waiting = Mutex<ContinuousClock.Instant?>(nil)

    /// The same pieces, watched. A sender asks for the next piece when the one before is on its way.
    func watched(_ chunks: ByteChunks) -> ByteChunks {
        ByteChunks {
            var iterator = chunks.makeAsyncIterator()
            return {
                self.waiting.withLock { $0 = nil }
                let chunk = try await iterator.next()
                if chunk != nil { self.waiting.withLock { $0 = .now } }
                return chunk
            }
        }
    }

    /// Does the work that takes the pieces; ends it when a piece has waited for longer than `limit`.
    /// - Throws: ``ClientError`` with the code `timeout`, and what the work throws.
    func run<Result: Sendable>(limit: Duration, _ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask(operation: work)
            group.addTask { throw try await self.stall(limit: limit) }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    /// Returns when a piece has waited for too long.
    private func stall(limit: Duration) async throws -> ClientError {
        while true {
            let since = waiting.withLock { $0 }
            let rest = since.map { limit - $0.duration(to: .now) } ?? limit
            if rest <= .zero { return ClientError(.timeout, "nothing of what was sent was taken for too long") }
            try await Task.sleep(for: rest)
        }
    }
}
