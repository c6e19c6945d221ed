import OSSClient
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

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
                StandardError.write("\r\u{1B}[K" + line.bar(width: StandardError.width))
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
        if style == .json { Console.note("{\"event\":\"note\",\"message\":\(JSONText.quoted(text))}") } else { Console.note(text) }
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
        if wasDrawn { StandardError.write("\r\u{1B}[K") }
    }
}

/// How fast it goes, over the last seconds.
struct TransferRate {
    private var samples: [(at: ContinuousClock.Instant, bytes: Int64)] = []

    mutating func add(_ bytes: Int64, at time: ContinuousClock.Instant) {
        samples.append((time, bytes))
        while samples.count > 2, samples[0].at.duration(to: time) > .seconds(10) || samples.count > 200 { samples.removeFirst() }
    }

    var bytesPerSecond: Int64? {
        guard let first = samples.first, let last = samples.last else { return nil }
        let elapsed = first.at.duration(to: last.at)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        guard seconds > 0.2 else { return nil }
        return max(0, Int64(Double(last.bytes - first.bytes) / seconds))
    }
}

/// One state of a transfer, in the forms in which it is shown.
struct TransferLine {
    let done: Int64
    let total: Int64?
    let rate: Int64?

    private var fraction: Double? { total.map { $0 == 0 ? 1 : min(1, Double(done) / Double($0)) } }

    /// `1:02:03`, or `2:03`.
    private var remaining: String? {
        guard let total, let rate, rate > 0 else { return nil }
        let seconds = max(0, total - done) / rate
        guard seconds < 100 * 3600 else { return nil }
        let minutes = seconds / 60 % 60
        let tail = "\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
        return seconds >= 3600 ? "\(seconds / 3600):\(minutes < 10 ? "0" : "")\(minutes):\(tail)" : "\(minutes):\(tail)"
    }

    var text: String {
        var text = fraction.map { "\(Int($0 * 100))%  " } ?? ""
        text += total.map { "\(done.humanBytes) of \($0.humanBytes)" } ?? done.humanBytes
        if let rate { text += "  \(rate.humanBytes)/s" }
        if let remaining { text += "  ETA \(remaining)" }
        return text
    }

    func bar(width: Int) -> String {
        let text = self.text
        let room = min(40, width - text.count - 4)
        guard let fraction, room >= 8 else { return String(text.prefix(max(0, width - 1))) }
        let filled = Int(fraction * Double(room))
        return "[\(String(repeating: "#", count: filled))\(String(repeating: ".", count: room - filled))] \(text)"
    }

    var json: String {
        var members = ["\"bytes\":\(done)", "\"event\":\"progress\""]
        if let rate { members.append("\"bytes_per_second\":\(rate)") }
        if let total { members.append("\"total_bytes\":\(total)") }
        return "{\(members.sorted().joined(separator: ","))}"
    }
}

/// The stream for people.
enum StandardError {
    static func write(_ text: String) { _ = writeAll(Array(text.utf8), to: 2) }

    /// Whether somebody watches: a terminal that can draw, and no continuous integration.
    static var isInteractive: Bool { isatty(2) == 1 && Environment.value("TERM") != "dumb" && Environment.value("CI") == nil }

    /// Columns.
    static var width: Int {
        var size = winsize()
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
