import UnixSignals

/// Runs work that the user may stop: the first interrupt cancels it, so that it can leave things in order, the second one ends the process.
///
/// - Throws: `CommandFailure` with the status `interrupted` and `advice` when it was stopped; what the work throws.
func interruptible<Result: Sendable>(advice: String, _ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            var isSecond = false
            for await _ in signals {
                if isSecond { ExitStatus.exit(.interrupted) }
                isSecond = true
                Console.note("stopping; once more to stop at once")
                throw Interruption()
            }
            return nil
        }
        do {
            while let result = try await group.next() {
                if let result {
                    group.cancelAll()
                    return result
                }
            }
        } catch is Interruption {
            group.cancelAll()
            // A second signal while the work tidies up.
            let second = Task { for await _ in signals { ExitStatus.exit(.interrupted) } }
            while (try? await group.next()) != nil {}
            second.cancel()
            throw CommandFailure(status: .interrupted, message: "interrupted; \(advice)")
        }
        throw CancellationError()
    }
}

private struct Interruption: Error {}
