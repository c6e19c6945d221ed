import OSSWire
import Synchronization

/// Shows how far a transfer is: a bar that is drawn over and over, lines for a log, JSON lines for programs. All of it goes to stderr.
final class ProgressDisplay: Sendable {
    enum Style: Sendable {
        case bar, plain, json
        /// Nothing but the last line.
        case summary
        /// Nothing at all.
        case silent
    }

    let style: Style
    private let state: Mutex<State>

    private struct State {
        let started = ContinuousClock.now
        var shown: ContinuousClock.Instant?
        var rate = TransferRate()
        var barIsDrawn = false
    }

    init(_ style: Style) {
        self.style = style
        state = Mutex(State())
    }

    /// So many bytes are done, of so many.
    func show(done: Int64, resumed: Int64 = 0, total: Int64?) {
        guard style == .bar || style == .plain || style == .json else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            state.rate.add(done - resumed, at: now)
            if let shown = state.shown, shown.duration(to: now) < interval { return }
            state.shown = now
            let line = TransferLine(done: done, total: total, rate: state.rate.bytesPerSecond)
            switch style {
            case .bar:
                state.barIsDrawn = true
                Console.draw(line.bar(width: Terminal.standardError().width))
            case .plain: Console.note(line.text)
            default: Console.note(line.json)
            }
        }
    }

    private var interval: Duration {
        switch style {
        case .bar: .milliseconds(100)
        case .plain: .seconds(5)
        default: .seconds(1)
        }
    }

    /// A sentence between the lines.
    func note(_ text: String) {
        guard style != .silent else { return }
        clear()
        if style == .json { Console.note("{\"event\":\"note\",\"message\":\(JSONQuoting.quote(text))}") } else { Console.note(text) }
    }

    /// The last line: what was done, how fast.
    func finish(_ verb: String, bytes: Int64, detail: String) {
        clear()
        guard style != .silent else { return }
        let elapsed = state.withLock { $0.started.duration(to: .now) }
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Int64(Double(bytes) / seconds) : bytes
        if style == .json {
            Console.note("{\"bytes\":\(bytes),\"event\":\"done\",\"seconds\":\((seconds * 1000).rounded() / 1000)}")
        } else {
            Console.note("\(verb) \(bytes.humanBytes) in \((seconds * 10).rounded() / 10) s (\(rate.humanBytes)/s)\(detail)")
        }
    }

    /// Takes the bar away, so that what is written next stands on a line of its own.
    func clear() {
        let wasDrawn = state.withLock { state in
            defer { state.barIsDrawn = false }
            return state.barIsDrawn
        }
        if wasDrawn { Console.draw("") }
    }
}
