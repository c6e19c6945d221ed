import ServiceLifecycle
import UnixSignals

/// Reads things again when the process is told to with SIGHUP: one after the other, and never two times at once.
struct HangupReload: Service {
    private let actions: [@Sendable () async -> Void]

    init(actions: [@Sendable () async -> Void]) { self.actions = actions }

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            for await _ in signals {
                for action in actions { await action() }
            }
        }
    }
}
