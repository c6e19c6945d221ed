import Synchronization

/// How many refused signatures are explained.
///
/// Explaining one computes it anew under many suppositions, which costs more than all the rest of the request. People who look for their mistake
/// need one explanation after the other; a flood of bad signatures needs none, and must not cost more than good ones.
final class ExplanationBudget: Sendable {
    /// How many can be explained at once, after a silence.
    static let burst = 500
    /// The time from one to the next when they go on: 50 a second.
    static let interval = Duration.milliseconds(20)

    private let bucket: Mutex<RateBucket>

    init(since start: ContinuousClock.Instant = .now) { bucket = Mutex(RateBucket(due: start)) }

    /// Whether one more is within the budget, which it then takes.
    func take(at now: ContinuousClock.Instant = .now) -> Bool {
        bucket.withLock { $0.take(Self.interval, burst: Self.interval * Self.burst, at: now) }
    }
}
