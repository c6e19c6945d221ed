import NIOCore
import Synchronization

/// Holds senders back, so that all together send no more bytes a second than a limit.
package final class Pacer: Sendable {
    private let bytesPerSecond: Int64
    /// When the bytes that were let through so far will be paid for.
    private let paidUntil: Mutex<ContinuousClock.Instant>

    /// - Parameter bytesPerSecond: at least 1.
    package init(bytesPerSecond: Int64) {
        self.bytesPerSecond = max(bytesPerSecond, 1)
        paidUntil = Mutex(.now)
    }

    /// The most bytes that are let through at once: a quarter of a second's, within reason.
    package var pieceSize: Int { Int(min(max(bytesPerSecond / 4, 1024), 512 * 1024)) }

    /// Waits until so many bytes may go.
    package func pay(_ bytes: Int) async throws {
        let cost = Duration.seconds(1) * (Double(bytes) / Double(bytesPerSecond))
        let due = paidUntil.withLock { paid in
            let begin = max(paid, .now)
            paid = begin.advanced(by: cost)
            return begin
        }
        if due > .now { try await Task.sleep(until: due, clock: .continuous) }
    }
}
