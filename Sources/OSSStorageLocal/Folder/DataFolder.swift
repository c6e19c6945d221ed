#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A data folder that this process alone uses, as long as the value lives.
///
/// - `lock`: locked by the process that uses the folder.
/// - `catalogue.sqlite`, with `-wal` and `-shm`: the rows.
/// - `identities.changes`: see ``ChangeFile``.
/// - `setup.lock`: see ``SetupLock``.
/// - `reserve`: see ``SpaceReserve``.
/// - `blobs/`, `staging/`: the bytes, see ``FileBlobStore``.
final class DataFolder: Sendable {
    let path: String
    private let lock: Int32

    static func cataloguePath(in folder: String) -> String { "\(folder)/catalogue.sqlite" }
    static func reservePath(in folder: String) -> String { "\(folder)/reserve" }
    static func changesPath(in folder: String) -> String { "\(folder)/identities.changes" }

    /// Makes the folder if need be, and locks it. It blocks.
    /// - Throws: `LocalStorageError` `.folderInUse`, `.notADataFolder`, `.foreignOwner`; `POSIXFailure`.
    init(path: String) throws {
        self.path = path
        if try FileCalls.makeFolder(path, mayBeLink: true) {
            try FileCalls.synchronizeFolder("\(path)/..")
        } else {
            try Self.checkIsOurs(path)
        }
        try Self.checkOwner(path)
        // Only after the check: no foreign folder gets other rights because of a slip.
        guard chmod(path, 0o700) == 0 else { throw POSIXFailure(call: "chmod") }
        lock = try Self.lock(path)
        do {
            // The lock file first, and durably: a folder that a power failure left with a catalogue alone would not be known as ours.
            try FileCalls.synchronizeFolder(path)
            // Made here, so that it has the right mode; SQLite gives its other files the mode of this one.
            FileCalls.close(try FileCalls.openOrCreate(Self.cataloguePath(in: path)))
            try FileCalls.synchronizeFolder(path)
        } catch {
            FileCalls.close(lock)
            throw error
        }
    }

    /// Makes the folder and an empty catalogue if need be, for a process that uses the folder beside the one that may have it locked. It blocks.
    /// - Throws: `LocalStorageError` `.notADataFolder`, `.foreignOwner`; `POSIXFailure`.
    static func prepare(_ path: String) throws {
        if try FileCalls.makeFolder(path, mayBeLink: true) {
            try FileCalls.synchronizeFolder("\(path)/..")
        } else {
            try checkIsOurs(path)
        }
        try checkOwner(path)
        guard chmod(path, 0o700) == 0 else { throw POSIXFailure(call: "chmod") }
        // By the first a folder is known as ours, after a power failure too. It is not locked.
        for file in ["\(path)/lock", cataloguePath(in: path)] {
            FileCalls.close(try FileCalls.openOrCreate(file))
            try FileCalls.synchronizeFolder(path)
        }
    }

    /// Lets other processes use the folder.
    func unlock() { _ = flock(lock, LOCK_UN) }

    /// The lock goes with its descriptor, also when the process dies.
    deinit { FileCalls.close(lock) }

    /// A folder that is there must be empty or hold our lock file.
    private static func checkIsOurs(_ path: String) throws {
        let names = try FileCalls.names(in: path).filter { $0 != "lost+found" }
        guard names.isEmpty || names.contains("lock") else { throw LocalStorageError.notADataFolder(path: path) }
    }

    /// Whoever owns the folder can change what is in it under our hands, whatever its mode. The superuser's rights do not help against that.
    private static func checkOwner(_ path: String) throws {
        guard try FileCalls.owner(path) == geteuid() else { throw LocalStorageError.foreignOwner(path: path) }
    }

    private static func lock(_ path: String) throws -> Int32 {
        let descriptor = try FileCalls.openOrCreate("\(path)/lock")
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure = POSIXFailure(call: "flock")
            FileCalls.close(descriptor)
            throw failure.number == EWOULDBLOCK ? LocalStorageError.folderInUse(path: path) : failure
        }
        return descriptor
    }
}
