import OSSStorage
import Synchronization

/// One thing that must be in order before requests are sent here.
struct ReadinessCheck: Sendable {
    /// What is looked at: `disk`, `catalogue`, `storage`.
    let name: String
    /// What is wrong, in a few words without paths; `nil` when nothing is.
    let problem: @Sendable () async -> String?

    /// - Parameter problem: answers at once.
    init(name: String, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.problem = problem
    }

    /// A check of something that may hang.
    init<Answer>(name: String, asking probe: Probe<Answer>, problem: @escaping @Sendable (Answer) -> String?) {
        self.init(name: name) {
            guard let answer = await probe.answer() else { return "no answer" }
            return problem(answer)
        }
    }
}

/// Whether requests should be sent here: after the start, before the end, and while every check finds things in order.
final class Readiness: Sendable {
    enum Phase: String { case starting, running, draining }

    /// How long something is asked before it counts as giving no answer.
    static let patience = Duration.seconds(2)
    /// How long an answer is good: whoever asks often asks no disk.
    static let freshness = Duration.milliseconds(500)

    private let state = Mutex((phase: Phase.starting, checks: [ReadinessCheck]()))

    var phase: Phase { state.withLock { $0.phase } }

    /// Checks from now on, too.
    func add(_ check: ReadinessCheck) { state.withLock { $0.checks.append(check) } }

    /// Connections are accepted.
    func begin() {
        state.withLock { if $0.phase == .starting { $0.phase = .running } }
    }

    /// No new work is taken; there is no way back.
    func stop() { state.withLock { $0.phase = .draining } }

    /// Why requests should not be sent here, a line each; empty when they should.
    func problems() async -> [String] {
        let (phase, checks) = state.withLock { ($0.phase, $0.checks) }
        guard phase == .running else { return [phase.rawValue] }
        return await withTaskGroup(of: (Int, String?).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await check.problem().map { "\(check.name): \($0)" }) }
            }
            var problems: [(Int, String)] = []
            for await (index, problem) in group { if let problem { problems.append((index, problem)) } }
            return problems.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

extension StorageHealth {
    /// What is wrong, without the reason, which can name files.
    var problem: String? {
        switch self {
        case .writable: nil
        case .full: "the disk is full"
        case .readOnly: "read-only after a failure"
        }
    }
}
