import ServiceLifecycle
import UnixSignals

/// Does again, at each SIGHUP, what is done once at the start: opens log files anew, reads certificates anew.
///
/// Without actions the signal is left alone, and ends the process when its terminal goes away.
struct HangupReload: Service {
    private let actions: [@Sendable () async -> Void]

    /// - Parameter actions: run one after the other, in this order. An action that fails says so in the log and leaves things as they were.
    init(actions: [@Sendable () async -> Void]) { self.actions = actions }

    func run() async throws {
        guard !actions.isEmpty else { return try await gracefulShutdown() }
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            for await _ in hangups {
                for action in actions { await action() }
            }
        }
    }
}
