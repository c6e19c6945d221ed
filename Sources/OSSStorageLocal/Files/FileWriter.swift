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
///
/// At most one thread writes at a time, in the order of the bytes. What is on its way is bounded: whoever brings more waits. A failure is for
/// good: nothing is written after it, and every later call reports it.
final class FileWriter: Sendable {
    fileprivate struct State {
        var waiting: [ByteBuffer] = []
        /// The bytes that are waiting or being written.
        var unwritten = 0
        var isWriting = false
        var failure: (any Error)?
        /// There is one caller, so there is one who waits.
        var waiter: Waiter?
        /// How far the file goes, and how far the system was told to begin with the disk.
        var length: Int64 = 0
        var handedToDisk: Int64 = 0
    }

    fileprivate struct Waiter {
        let allowance: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    /// How many bytes may be on their way before whoever brings more waits.
    private static let room = 512 * 1024
    /// In what pieces the system is told to begin with the disk. Waiting for all of a large file at its end would take as long again.
    private static let diskPiece: Int64 = 8 * 1024 * 1024

    private let descriptor: Int32
    private let pool: BlockingPool
    private let state = Mutex(State())
    private let isClosed = Mutex(false)

    /// - Parameter descriptor: belongs to the writer from here on.
    init(descriptor: Int32, pool: BlockingPool) {
        self.descriptor = descriptor
        self.pool = pool
    }

    /// The file, for as long as it is open.
    func file() throws -> Int32 {
        guard !isClosed.withLock({ $0 }) else { throw POSIXFailure(call: "write", number: EBADF) }
        return descriptor
    }

    /// Closes the file, if it is open; only when ``finish()`` has returned. It blocks.
    func close() {
        let wasOpen = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        if wasOpen { FileCalls.close(descriptor) }
    }

    // Whoever writes holds the writer, so nobody writes any more.
    deinit {
        guard !isClosed.withLock({ $0 }) else { return }
        pool.runLater { [descriptor] in FileCalls.close(descriptor) }
    }

    /// Takes bytes, which are written soon.
    /// - Throws: what a write failed with.
    func write(_ bytes: ByteBuffer) async throws {
        _ = try file()
        let begins = state.withLock { state in
            guard state.failure == nil else { return false }
            state.waiting.append(bytes)
            state.unwritten += bytes.readableBytes
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if begins { pool.runLater(run) }
        try await wait(allowance: Self.room)
    }

    /// Waits until nobody writes any more; only then may the file be closed.
    /// - Throws: what a write failed with.
    func finish() async throws { try await wait(allowance: 0) }

    private func wait(allowance: Int) async throws {
        if allowance > 0, try state.withLock({ try $0.hasRoom(allowance) }) { return }
        try await withCheckedThrowingContinuation { continuation in
            state.withLock { state in
                state.waiter = Waiter(allowance: allowance, continuation: continuation)
                state.resumeWaiter()
            }
        }
    }

    @Sendable private func run() {
        let batch = state.withLock { $0.next() }
        var written = 0
        let result = Result {
            for bytes in batch {
                try bytes.withUnsafeReadableBytes { try FileCalls.write($0, to: descriptor) }
                written += bytes.readableBytes
            }
        }
        if let piece = state.withLock({ $0.end(batch, written, result, piece: Self.diskPiece) }) {
            FileCalls.beginSynchronizing(descriptor, from: piece.lowerBound, to: piece.upperBound)
        }
        // The next batch waits for its turn behind what others want of these threads: a fast client takes none of them for itself.
        if state.withLock({ $0.goesOn() }) { pool.runLater(run) }
    }
}

extension FileWriter.State {
    fileprivate func hasRoom(_ allowance: Int) throws -> Bool {
        if let failure { throw failure }
        return unwritten <= allowance
    }

    /// What is to be written next.
    fileprivate mutating func next() -> [ByteBuffer] {
        defer { waiting = [] }
        return waiting
    }

    /// Whether there is more to write; if not, nobody writes any more.
    fileprivate mutating func goesOn() -> Bool {
        guard waiting.isEmpty else { return true }
        isWriting = false
        resumeWaiter()
        return false
    }

    /// Takes note of what became of a batch, and says which piece of the file the disk should begin with.
    fileprivate mutating func end(_ batch: [ByteBuffer], _ written: Int, _ result: Result<Void, any Error>, piece: Int64) -> Range<Int64>? {
        unwritten -= batch.reduce(0) { $0 + $1.readableBytes }
        length += Int64(written)
        if case .failure(let error) = result {
            failure = error
            waiting = []
            unwritten = 0
            return nil
        }
        resumeWaiter()
        guard length - handedToDisk >= piece else { return nil }
        defer { handedToDisk = length }
        return handedToDisk..<length
    }

    /// Goes on with the caller when what it waits for is there, or will never be.
    fileprivate mutating func resumeWaiter() {
        guard let waiter else { return }
        let isDone = waiter.allowance == 0 || failure != nil ? !isWriting : unwritten <= waiter.allowance
        guard isDone else { return }
        self.waiter = nil
        if let failure { waiter.continuation.resume(throwing: failure) } else { waiter.continuation.resume() }
    }
}
