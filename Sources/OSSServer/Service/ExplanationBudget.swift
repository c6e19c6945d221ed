import Synchronization

/// How many refusals are explained.
///
/// Explaining one costs more than all the rest of a refused request. People who look for their mistake need one explanation after the other;
/// a flood of bad requests needs none, and must not cost more than good ones.
final class ExplanationBudget: Sendable {
    /// How many can be explained at once.
    static let burst = 500.0
    /// How many a second, when they go on.
    static let rate = 50.0

    private struct State {
        var left = ExplanationBudget.burst
        var then = ContinuousClock.now
    }

    private let state = Mutex(State())

    /// Whether one more is within the budget, which it then takes.
    func take(at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            let elapsed = (now - state.then) / Duration.seconds(1)
            state.left = min(Self.burst, state.left + max(elapsed, 0) * Self.rate)
            state.then = now
            guard state.left >= 1 else { return false }
            state.left -= 1
            return true
        }
    }
}
