#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Held while the tables of a catalogue are made or brought up to date, so that a server and a command beside it do not do it at the same time.
///
/// It is another lock than the folder's own, which a server holds as long as it runs, and which no command may take even for a moment: a server
/// that starts at that moment would find the folder in use.
final class SetupLock: Sendable {
    private let descriptor: Int32

    /// How long to wait for another process, in milliseconds.
    private static let patience = 10_000

    /// Waits for the lock. It blocks.
    /// - Throws: `LocalStorageError.folderInUse` when others keep it too long; `POSIXFailure`.
    init(folder: String) throws {
        let descriptor = try FileCalls.openOrCreate("\(folder)/setup.lock")
        for _ in 0..<Self.patience / 5 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                self.descriptor = descriptor
                return
            }
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let failure = POSIXFailure(call: "flock")
                FileCalls.close(descriptor)
                throw failure
            }
            usleep(5000)
        }
        FileCalls.close(descriptor)
        throw LocalStorageError.folderInUse(path: folder)
    }

    /// Lets others have it.
    func release() { _ = flock(descriptor, LOCK_UN) }

    /// The lock goes with its descriptor.
    deinit { FileCalls.close(descriptor) }
}
