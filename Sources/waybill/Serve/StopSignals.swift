import ServiceLifecycle
import UnixSignals

/// Ends services when the process is asked to: the first SIGTERM or SIGINT lets them finish what they do, the second one does not wait.
struct StopSignals {
    /// How long the first may take. Beyond it, something hangs that cannot be cancelled, such as a disk.
    let patience: Duration
    /// Called before the process ends without waiting. It must be quick.
    let leaveInOrder: @Sendable () -> Void
    /// Called at the first, before anything stops.
    let willStop: @Sendable () -> Void

    /// Runs the group until it ends.
    func run(_ group: ServiceGroup) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let watcher = Task {
            var overdue: Task<Void, any Error>?
            for await _ in signals {
                if overdue != nil { end(.interrupted, "stopped at once; uploads that were running are not stored") }
                willStop()
                await group.triggerGracefulShutdown()
                overdue = Task {
                    try await Task.sleep(for: patience)
                    end(.local, "something did not stop in time")
                }
            }
            overdue?.cancel()
        }
        defer { watcher.cancel() }
        try await group.run()
    }

    private func end(_ status: ExitStatus, _ message: String) -> Never {
        leaveInOrder()
        Console.error(message)
        ExitStatus.exit(status)
    }
}
