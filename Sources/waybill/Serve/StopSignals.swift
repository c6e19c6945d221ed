import Dispatch
import Foundation
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

    /// Runs the group until it ends, and then closes what it used. Who is asked to stop may be held up by either.
    func run(_ group: ServiceGroup, thenClosing close: () async throws -> Void) async throws {
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
        do { try await group.run() } catch {
            try? await close()
            throw error
        }
        try await close()
    }

    private func end(_ status: ExitStatus, _ message: String) -> Never {
        // On a disk that hangs it never ends.
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [leaveInOrder] in
            leaveInOrder()
            done.signal()
        }
        _ = done.wait(timeout: .now() + 1)
        LogQueue.standardError.finish(within: .milliseconds(200))
        Console.error(message)
        exitProcessAtOnce(status.rawValue)
    }
}
