import Synchronization

/// One thing that must be in order before requests are sent here.
struct ReadinessCheck: Sendable {
    /// What is looked at: `disk`, `catalogue`.
    let name: String
    /// What is wrong, in a few words without paths; `nil` when nothing is. It may take its time: nobody waits for it longer than
    /// ``Readiness/patience``.
    let problem: @Sendable () async -> String?
}

/// Whether requests should be sent here: after the start, before the end, and while every check finds things in order.
final class Readiness: Sendable {
    enum Phase: String { case starting, running, draining }

    /// How long a check may take before it counts as failed.
    static let patience = Duration.seconds(2)
    /// How long the answer of a check is good: whoever asks often asks no disk.
    static let freshness = Duration.milliseconds(500)

    private let state = Mutex((phase: Phase.starting, checks: [(name: String, probe: Probe<String?>)]()))

    var phase: Phase { state.withLock { $0.phase } }

    /// Checks from now on, too.
    func add(_ check: ReadinessCheck) {
        let probe = Probe(patience: Self.patience, freshness: Self.freshness, check.problem)
        state.withLock { $0.checks.append((check.name, probe)) }
    }

    /// Connections are accepted.
    func begin() {
        state.withLock { if $0.phase == .starting { $0.phase = .running } }
    }

    /// No new work is taken; there is no way back.
    func drain() { state.withLock { $0.phase = .draining } }

    /// Why requests should not be sent here, a line each; empty when they should.
    func problems() async -> [String] {
        let (phase, checks) = state.withLock { ($0.phase, $0.checks) }
        guard phase == .running else { return [phase.rawValue] }
        return await withTaskGroup(of: (Int, String?).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask {
                    guard let answer = await check.probe.answer() else { return (index, "\(check.name): no answer within \(Self.patience)") }
                    return (index, answer.map { "\(check.name): \($0)" })
                }
            }
            var problems: [(Int, String)] = []
            for await (index, problem) in group { if let problem { problems.append((index, problem)) } }
            return problems.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
