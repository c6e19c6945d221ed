import Logging
import OSSStorage
import ServiceLifecycle

/// Says in the log when the storage begins to refuse writes, and when it takes them again.
struct StorageHealthLog: Service {
    let storage: ObjectStorage
    let logger: Logger

    private static let interval = Duration.milliseconds(500)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var last = StorageHealth.writable
            while !Task.isCancelled {
                let health = storage.health
                if health != last { report(health) }
                last = health
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func report(_ health: StorageHealth) {
        switch health {
        case .writable: logger.notice("the storage takes writes again")
        case .full: logger.error("the disk is full: uploads are refused, deleting works")
        case .readOnly(let reason): logger.error("the storage is read-only until the catalogue works again", metadata: ["reason": "\(reason)"])
        }
    }
}
