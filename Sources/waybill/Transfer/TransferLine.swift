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
