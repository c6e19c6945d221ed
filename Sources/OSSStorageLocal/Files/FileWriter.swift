import NIOCore
import OSSStorage
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes to a file behind the back of whoever brings the bytes, so that the next ones are received while the last ones are written.
/// One thread writes at a time, in the order of the bytes; a failure is for good, see ``ByteQueue``.
final class FileWriter: Sendable {
    /// How many bytes may be under way before whoever brings more waits.
    private static let capacity = 512 * 1024
    /// In what pieces the system is told to begin with the disk. Waiting for all of a large file at its end would take as long again.
    private static let diskPiece: Int64 = 8 * 1024 * 1024

    private let writable: WritableFile
    private let queue: ByteQueue<any Error>

    /// - Parameter descriptor: belongs to the writer from here on.
    init(descriptor: Int32, pool: BlockingPool) {
        let writable = WritableFile(descriptor: descriptor, pool: pool)
        let progress = DiskProgress()
        self.writable = writable
        queue = ByteQueue(capacity: Self.capacity, spawn: pool.runLater) { batch in
            let descriptor = try writable.file()
            var written: Int64 = 0
            for bytes in batch {
                try bytes.withUnsafeReadableBytes { try FileCalls.write($0, to: descriptor) }
                written += Int64(bytes.readableBytes)
            }
            return progress.advance(by: written, least: Self.diskPiece).map { piece in
                { FileCalls.beginSynchronizing(descriptor, from: piece.lowerBound, to: piece.upperBound) }
            }
        }
    }

    /// The file, for as long as it is open.
    func file() throws -> Int32 { try writable.file() }

    /// Closes the file, if it is open; only when ``finish()`` has returned. It blocks.
    func close() { writable.close() }

    /// Takes bytes, which are written soon.
    /// - Throws: what a write failed with.
    func write(_ bytes: ByteBuffer) async throws {
        _ = try file()
        try await queue.append(bytes)
    }

    /// Waits until nobody writes any more; only then may the file be closed.
    /// - Throws: what a write failed with.
    func finish() async throws { try await queue.finish() }
}

/// A descriptor that is closed once. Whoever writes holds it, so it does not end, and its number is not given to another file, before that.
private final class WritableFile: Sendable {
    private let descriptor: Int32
    private let pool: BlockingPool
    private let isClosed = Mutex(false)

    init(descriptor: Int32, pool: BlockingPool) {
        self.descriptor = descriptor
        self.pool = pool
    }

    func file() throws -> Int32 {
        guard !isClosed.withLock({ $0 }) else { throw POSIXFailure(call: "write", number: EBADF) }
        return descriptor
    }

    func close() {
        let wasOpen = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        if wasOpen { FileCalls.close(descriptor) }
    }

    deinit {
        guard !isClosed.withLock({ $0 }) else { return }
        pool.runLater { [descriptor] in FileCalls.close(descriptor) }
    }
}

/// How far a file goes, and how far the system was told to begin with the disk.
private final class DiskProgress: Sendable {
    private let lengths = Mutex((written: Int64(0), begun: Int64(0)))

    /// Takes note of bytes that were written.
    /// - Returns: the piece of the file that the disk should begin with, once it has the least length.
    func advance(by written: Int64, least: Int64) -> Range<Int64>? {
        lengths.withLock { lengths in
            lengths.written += written
            guard lengths.written - lengths.begun >= least else { return nil }
            defer { lengths.begun = lengths.written }
            return lengths.begun..<lengths.written
        }
    }
}
