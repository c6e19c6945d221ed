import OSSStorage
import Synchronization

/// How far a check is, on stderr: one line that is drawn over and over, or a line now and then for a log.
final class CheckDisplay: Sendable {
    private let isTerminal = Terminal.standardError().isTerminal
    private let state = Mutex((shown: ContinuousClock.now, isDrawn: false))

    func show(_ count: StorageCheck.Count) {
        state.withLock { state in
            let now = ContinuousClock.now
            guard state.shown.duration(to: now) > (isTerminal ? .milliseconds(200) : .seconds(10)) else { return }
            state.shown = now
            let line = "\(count.objects) objects, \(count.parts) parts, \(count.bytes) bytes checked"
            if isTerminal {
                Console.draw(line)
                state.isDrawn = true
            } else {
                Console.note(line)
            }
        }
    }

    /// Takes the line away.
    func clear() {
        state.withLock { state in
            if state.isDrawn { Console.draw("") }
            state.isDrawn = false
        }
    }
}
