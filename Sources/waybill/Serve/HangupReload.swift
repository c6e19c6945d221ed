import ServiceLifecycle
import UnixSignals

/// Does again, at each SIGHUP, what is done once at the start: opens log files anew, reads certificates anew. One after the other, and never two
/// times at once.
struct HangupReload: Service {
    private let actions: [@Sendable () async -> Void]

    /// - Parameter actions: run one after the other, in this order. An action that fails says so in the log and leaves things as they were.
    init(actions: [@Sendable () async -> Void]) { self.actions = actions }

    func run() async throws {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            for await _ in hangups {
                for action in actions { await action() }
            }
        }
    }
}
