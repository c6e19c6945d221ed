import OSSStorageLocal
import Synchronization

/// Lines of the log on their way to stderr, written by a thread of its own: whoever reads them slowly, or not at all, holds up no request.
///
/// When more come than are read, lines are dropped and counted, and the log says so when it is read again.
final class LogQueue: Sendable {
    static let standardError = LogQueue(descriptor: 2)

    /// What lines that wait may take, in bytes.
    static let maximumWaiting = 1 << 20

    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        var isWriting = false
    }

    private let descriptor: Int32
    private let thread = BlockingPool(threadCount: 1)
    private let state = Mutex(State())

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Takes a line, its line feed included, and never waits.
    func append(_ line: [UInt8]) {
        let begins = state.withLock { state in
            guard state.waiting.count + line.count <= Self.maximumWaiting else {
                state.dropped += 1
                return false
            }
            state.waiting += line
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if begins { thread.runLater(write) }
    }

    /// Waits until all is written, but no longer than a time. It blocks.
    func finish(within time: Duration) {
        let deadline = ContinuousClock.now + time
        while state.withLock({ $0.isWriting }), ContinuousClock.now < deadline { sleepShortly() }
    }

    @Sendable private func write() {
        while let (lines, dropped) = next() {
            _ = writeAll(lines, to: descriptor)
            if dropped > 0 { _ = writeAll(Array("waybill: \(dropped) lines of this log are lost: they came faster than they were read\n".utf8), to: descriptor) }
        }
    }

    private func next() -> (lines: [UInt8], dropped: Int)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWriting = false
                return nil
            }
            defer { (state.waiting, state.dropped) = ([], 0) }
            return (state.waiting, state.dropped)
        }
    }
}
