/// Work that many ask for at once and that is done once: whoever asks while it runs gets its result.
///
/// A caller that is cancelled stops waiting; the work goes on for the others, and is cancelled with the last of them.
actor SharedFetch<Value: Sendable> {
    private var running: (number: Int, task: Task<Void, Never>)?
    private var waiters: [Int: CheckedContinuation<Value, any Error>] = [:]
    private var count = 0

    /// The result of the work that runs, which is begun if none does.
    func value(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        begin(work)
        let waiter = next()
        return try await withTaskCancellationHandler {
            // There is no suspension between `begin` and here, so neither the end of the work nor `cancel` can have come before.
            try await withCheckedThrowingContinuation { waiters[waiter] = $0 }
        } onCancel: {
            Task { await self.cancel(waiter) }
        }
    }

    private func begin(_ work: @escaping @Sendable () async throws -> Value) {
        guard running == nil else { return }
        let number = next()
        let task = Task {
            do { self.end(number, .success(try await work())) } catch { self.end(number, .failure(error)) }
        }
        running = (number, task)
    }

    private func end(_ number: Int, _ result: Result<Value, any Error>) {
        // Work that was given up may end when the next has begun.
        guard running?.number == number else { return }
        running = nil
        let waiting = waiters.values
        waiters = [:]
        for continuation in waiting { continuation.resume(with: result) }
    }

    private func cancel(_ waiter: Int) {
        guard let continuation = waiters.removeValue(forKey: waiter) else { return }
        continuation.resume(throwing: CancellationError())
        guard waiters.isEmpty else { return }
        running?.task.cancel()
        running = nil
    }

    private func next() -> Int {
        count += 1
        return count
    }
}
