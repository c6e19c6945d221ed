import Synchronization

/// Shut after a failure of the catalogue: from then on the storage is read-only, until the catalogue has proved that it works.
///
/// After such a failure nobody knows whether the last transaction will be found on the disk, so more changes on top could contradict what is
/// there. While the gate is shut ``Catalogue/recover(after:)`` is tried, with growing pauses; when it succeeds the doubt is gone, and the gate opens.
final class WriteGate: Sendable {
    /// The pauses between two attempts to recover.
    struct Pauses: Sendable, Hashable {
        var first = Duration.milliseconds(250)
        var longest = Duration.seconds(5)
    }

    private let failure = Mutex<StorageError?>(nil)
    private let pauses: Pauses
    private let recover: @Sendable (StorageError) async throws -> Void

    init(pauses: Pauses = Pauses(), recover: @escaping @Sendable (StorageError) async throws -> Void) {
        self.pauses = pauses
        self.recover = recover
    }

    /// Why the gate is shut; `nil` when it is open.
    var reason: StorageError? { failure.withLock { $0 } }

    var isOpen: Bool { reason == nil }

    /// - Throws: `StorageError` `.unavailable` when the gate is shut.
    func check(_ operation: String) throws {
        if let cause = reason { throw StorageError(.unavailable, operation: operation, cause: cause) }
    }

    /// Shuts the gate and begins to recover. The first failure is the one that is reported.
    func shut(_ cause: StorageError) {
        let isFirst = failure.withLock { failure in
            defer { failure = failure ?? cause }
            return failure == nil
        }
        guard isFirst else { return }
        let (pauses, recover) = (pauses, recover)
        // Nobody waits for it, and it ends with the storage: between two attempts nothing holds the gate.
        Task { [weak self] in
            var pause = pauses.first
            while self != nil {
                try? await Task.sleep(for: pause)
                guard self != nil else { return }
                do {
                    try await recover(cause)
                    self?.open()
                    return
                } catch {
                    pause = min(pause * 2, pauses.longest)
                }
            }
        }
    }

    private func open() { failure.withLock { $0 = nil } }
}
