import UnixSignals

/// Runs work that the user may stop: the first interrupt cancels it, so that it can leave things in order, the second one ends the process.
///
/// - Throws: `CommandFailure` with the status `interrupted` and `advice` when it was stopped; what the work throws.
func interruptible<Result: Sendable>(advice: String, _ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let task = Task { try await work() }
    let watcher = Task {
        for await _ in signals {
            if task.isCancelled { ExitStatus.exit(.interrupted) }
            Console.note("stopping; once more to stop at once")
            task.cancel()
        }
    }
    defer { watcher.cancel() }
    do {
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    } catch  where task.isCancelled {
        throw CommandFailure(status: .interrupted, message: "interrupted; \(advice)")
    }
}
