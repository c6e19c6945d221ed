import Synchronization

/// Shut after a failure of the catalogue: from then on the storage is read-only.
///
/// After such a failure nobody knows which of the last changes will be found on the disk, so more changes on top could contradict what is there.
/// A restart reads the disk and knows again.
final class WriteGate: Sendable {
    private let failure = Mutex<StorageError?>(nil)

    var isOpen: Bool { failure.withLock { $0 == nil } }

    /// - Throws: `StorageError` `.unavailable` when the gate is shut.
    func check(_ operation: String) throws {
        if let cause = failure.withLock({ $0 }) { throw StorageError(.unavailable, operation: operation, cause: cause) }
    }

    /// Shuts the gate. The first failure is the one that is reported.
    func shut(_ cause: StorageError) {
        failure.withLock { $0 = $0 ?? cause }
    }
}
