/// Work that many ask for at once and that is done once: whoever asks while it runs gets its result.
///
/// A caller that is cancelled stops waiting; the work goes on for the others.
actor SharedFetch<Value: Sendable> {
    private var isRunning = false
    private var waiters: [Int: CheckedContinuation<Value, any Error>] = [:]
    private var nextWaiter = 0

    /// The result of the work that runs, which is begun if none does.
    func value(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        begin(work)
        let id = nextWaiter
        nextWaiter += 1
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // There is no suspension between `begin` and here, so the work cannot have ended unseen.
                if Task.isCancelled { continuation.resume(throwing: CancellationError()) } else { waiters[id] = continuation }
            }
        } onCancel: {
            Task { await self.cancel(id) }
        }
    }

    /// Begins the work unless it runs; nobody waits for it.
    func begin(_ work: @escaping @Sendable () async throws -> Value) {
        guard !isRunning else { return }
        isRunning = true
        Task {
            do { self.end(.success(try await work())) } catch { self.end(.failure(error)) }
        }
    }

    private func end(_ result: Result<Value, any Error>) {
        isRunning = false
        let waiting = waiters.values
        waiters = [:]
        for continuation in waiting { continuation.resume(with: result) }
    }

    private func cancel(_ id: Int) { waiters.removeValue(forKey: id)?.resume(throwing: CancellationError()) }
}
