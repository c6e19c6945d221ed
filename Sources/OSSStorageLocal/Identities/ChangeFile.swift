import OSSStorage
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// By which a process notices, at the price of one system call, that another one has changed the identities: `identities.changes` in the data
/// folder, of which only the length means anything.
///
/// A writer locks the file, appends a byte, commits, and appends another. So while the length is even, what was read at that length is what the
/// catalogue says; while it is odd, somebody is between the two bytes, and readers ask the catalogue each time. A writer that dies in between
/// leaves an odd length, its lock goes with it, and the next writer appends the missing byte before its own.
final class ChangeFile: Sendable {
    private let path: String
    private let descriptor: Mutex<Int32>

    /// How long a writer waits for another one, in milliseconds.
    private static let patience = 10_000

    init(path: String) throws {
        self.path = path
        descriptor = Mutex(try FileCalls.openOrCreate(path))
    }

    deinit { descriptor.withLock { FileCalls.close($0) } }

    /// The length now, or nothing while somebody writes.
    func mark() -> IdentityMark {
        descriptor.withLock { descriptor in
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return IdentityMark(nil) }
            // Somebody removed the file: later writers have made another one.
            if status.st_nlink == 0 {
                guard let fresh = try? FileCalls.openOrCreate(path) else { return IdentityMark(nil) }
                FileCalls.close(descriptor)
                descriptor = fresh
                return IdentityMark(nil)
            }
            return IdentityMark(status.st_size.isMultiple(of: 2) ? UInt64(status.st_size) : nil)
        }
    }

    /// Runs a change between the two bytes. It blocks.
    /// - Throws: `StorageError` `.busy` when others keep the file too long; what `body` throws.
    func during<Value>(_ body: () throws -> Value) throws -> Value {
        // A descriptor of its own: two writers of one process exclude each other, too.
        let descriptor = try FileCalls.openOrCreate(path)
        defer { FileCalls.close(descriptor) }
        try lock(descriptor)
        defer { _ = flock(descriptor, LOCK_UN) }
        if try !length(of: descriptor).isMultiple(of: 2) { try append(to: descriptor) }
        try append(to: descriptor)
        let result: Value
        do { result = try body() } catch {
            // Whether it was committed may be in doubt: the length changes, and readers look.
            try? append(to: descriptor)
            throw error
        }
        // What was committed stays committed: with an odd length readers ask the catalogue, which is right, only slower.
        try? append(to: descriptor)
        return result
    }

    private func lock(_ descriptor: Int32) throws {
        for _ in 0..<Self.patience / 5 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw POSIXFailure(call: "flock") }
            usleep(5000)
        }
        throw StorageError(.busy, operation: "lock identities")
    }

    private func length(of descriptor: Int32) throws -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw POSIXFailure(call: "fstat") }
        return Int64(status.st_size)
    }

    private func append(to descriptor: Int32) throws {
        guard lseek(descriptor, 0, SEEK_END) >= 0 else { throw POSIXFailure(call: "lseek") }
        try [UInt8(ascii: ".")].withUnsafeBytes { try FileCalls.write($0, to: descriptor) }
    }
}
