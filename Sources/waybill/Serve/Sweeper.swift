import Logging
import OSSSigning
import OSSStorage
import ServiceLifecycle

/// Removes, from time to time, the bytes that nothing refers to any more.
struct Sweeper: Service {
    let storage: ObjectStorage
    let clock: ServerClock
    /// Longer than anybody takes between looking an object up and opening its bytes.
    let grace: Int64
    let interval: Duration
    let logger: Logger

    static let defaultGrace: Int64 = 3600
    /// In seconds.
    static let defaultInterval: Int64 = 600
    /// On a full disk what was deleted is removed sooner: no object is looked up so long before it is opened.
    static let urgentGrace: Int64 = 60
    static let urgentInterval = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await sweep()
                let due = ContinuousClock.now.advanced(by: interval)
                repeat {
                    try? await Task.sleep(for: min(interval, Self.urgentInterval))
                } while !Task.isCancelled && storage.health != .full && .now < due
            }
        }
    }

    private func sweep() async {
        let grace = storage.health == .full ? min(grace, Self.urgentGrace) : grace
        guard let cutoff = clock.now().advanced(bySeconds: -grace) else { return }
        do {
            let report = try await storage.sweep(olderThan: cutoff)
            logger.debug("swept", metadata: ["report": "\(report)"])
        } catch is CancellationError {
            // The server is stopping.
        } catch {
            logger.error("sweep failed", metadata: ["error": "\(error)"])
        }
    }
}
