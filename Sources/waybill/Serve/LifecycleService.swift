import Logging
import OSSServer
import ServiceLifecycle

/// Applies the buckets' lifecycle rules when the server starts, and at intervals from then on.
struct LifecycleService: Service {
    let sweeper: LifecycleSweeper
    let interval: Duration
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let report = try await sweeper.sweep()
                    logger.debug("applied lifecycles", metadata: ["report": "\(report)"])
                } catch is CancellationError {
                    // The server is stopping.
                } catch {
                    logger.error("lifecycles failed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: interval)
            }
        }
    }
}
