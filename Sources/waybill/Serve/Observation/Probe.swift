import Synchronization

/// Asks something that may hang, such as a disk: one question at a time, and nobody waits longer than a while for the answer.
final class Probe<Answer: Sendable>: Sendable {
    private let patience: Duration
    private let freshness: Duration
    private let question: @Sendable () async -> Answer
    private let state = Mutex(State())

    private struct State {
        var running: Task<Answer, Never>?
        var last: (answer: Answer, time: ContinuousClock.Instant)?
    }

    /// - Parameters:
    ///   - patience: how long to wait.
    ///   - freshness: how long an answer is good.
    init(patience: Duration, freshness: Duration, _ question: @escaping @Sendable () async -> Answer) {
        self.patience = patience
        self.freshness = freshness
        self.question = question
    }

    /// The answer, as old as `freshness` at most; `nil` when it did not come in time. A question without an answer yet is not asked again.
    func answer() async -> Answer? {
        let (known, running) = state.withLock { state -> (Answer?, Task<Answer, Never>?) in
            if let last = state.last, ContinuousClock.now - last.time < freshness { return (last.answer, nil) }
            if let running = state.running { return (nil, running) }
            let task = Task {
                let answer = await self.question()
                self.state.withLock { state in
                    state.last = (answer, ContinuousClock.now)
                    state.running = nil
                }
                return answer
            }
            state.running = task
            return (nil, task)
        }
        guard let running else { return known }
        let (answers, continuation) = AsyncStream.makeStream(of: Answer.self)
        let waiting = Task {
            continuation.yield(await running.value)
            continuation.finish()
        }
        let limit = Task {
            try? await Task.sleep(for: patience)
            continuation.finish()
        }
        defer {
            limit.cancel()
            waiting.cancel()
        }
        return await answers.first { _ in true }
    }
}
