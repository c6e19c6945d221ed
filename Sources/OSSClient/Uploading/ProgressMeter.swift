import Synchronization

/// Adds up what the parts of an upload report, and tells it some ten times a second.
final class ProgressMeter: Sendable {
    private struct State {
        var arrived: Int64 = 0
        var resumed: Int64 = 0
        /// Bytes of the attempts that are running, by part.
        var running: [Int: Int64] = [:]
        var lastReport: ContinuousClock.Instant?
    }

    private static let interval = Duration.milliseconds(100)

    private let state = Mutex(State())
    private let totalBytes: Int64?
    private let report: @Sendable (UploadEvent) -> Void

    init(totalBytes: Int64?, report: @escaping @Sendable (UploadEvent) -> Void) {
        self.totalBytes = totalBytes
        self.report = report
    }

    /// A part that had arrived before.
    func resumed(_ bytes: Int64) {
        change { state in
            state.arrived += bytes
            state.resumed += bytes
        }
    }

    /// An attempt to send a part begins, from its first byte.
    func begin(_ part: Int) { change { $0.running[part] = 0 } }

    func sent(_ part: Int, _ bytes: Int) { change { $0.running[part, default: 0] += Int64(bytes) } }

    func finished(_ part: Int, _ bytes: Int64) {
        change { state in
            state.running[part] = nil
            state.arrived += bytes
        }
    }

    /// Tells the last state, whenever the one before was told.
    func flush() { change(isLast: true) { _ in } }

    private func change(isLast: Bool = false, _ change: (inout State) -> Void) {
        let progress: UploadProgress? = state.withLock { state in
            change(&state)
            let now = ContinuousClock.now
            if let last = state.lastReport, !isLast, last.duration(to: now) < Self.interval { return nil }
            state.lastReport = now
            return UploadProgress(
                bytesSent: state.arrived + state.running.values.reduce(0, +), bytesResumed: state.resumed, totalBytes: totalBytes)
        }
        if let progress { report(.progress(progress)) }
    }
}
