package import NIOCore
import Synchronization

/// Bytes that are worked on behind the back of whoever brings them, so that the next ones are received meanwhile.
///
/// At most one worker works at a time, in the order of the bytes. What is under way is bounded: whoever brings more waits. A failure is for
/// good: nothing is worked on after it, and every later call reports it. One caller at a time.
package final class ByteQueue<Failure: Error>: Sendable {
    /// Works on bytes that came one after the other, and returns what is left to do once they count as done.
    package typealias Work = @Sendable (_ batch: [ByteBuffer]) throws(Failure) -> (() -> Void)?
    /// Lets a worker run somewhere else.
    package typealias Spawn = @Sendable (_ worker: @escaping @Sendable () -> Void) -> Void

    private let capacity: Int
    private let spawn: Spawn
    private let work: Work
    private let state = Mutex(ByteQueueState<Failure>())

    /// - Parameter capacity: how many bytes may be under way before whoever brings more waits, more than none.
    package init(capacity: Int, spawn: @escaping Spawn, work: @escaping Work) {
        precondition(capacity > 0, "a queue without capacity")
        self.capacity = capacity
        self.spawn = spawn
        self.work = work
    }

    /// Appends bytes, which are worked on soon.
    /// - Throws: what the work failed with.
    package func append(_ bytes: ByteBuffer) async throws(Failure) {
        if state.withLock({ $0.append(bytes) }) { spawn(run) }
        try await wait(allowance: capacity)
    }

    /// Waits until nobody works any more.
    /// - Throws: what the work failed with.
    package func finish() async throws(Failure) { try await wait(allowance: 0) }

    private func wait(allowance: Int) async throws(Failure) {
        if !state.withLock({ $0.isDone(allowance) }) {
            await withCheckedContinuation { continuation in
                state.withLock { $0.wait(allowance, continuation) }
            }
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    @Sendable private func run() {
        let batch = state.withLock { $0.next() }
        var afterwards: (() -> Void)?
        var failure: Failure?
        do { afterwards = try work(batch) } catch { failure = error }
        state.withLock { $0.end(batch, failure) }
        afterwards?()
        // The next batch waits for its turn behind what others want of these threads: a fast client takes none of them for itself.
        if state.withLock({ $0.goesOn() }) { spawn(run) }
    }
}

private struct ByteQueueState<Failure: Error> {
    private var waiting: [ByteBuffer] = []
    /// The bytes that are waiting or being worked on.
    private var unfinished = 0
    private var isRunning = false
    private(set) var failure: Failure?
    /// There is one caller, so there is one who waits.
    private var waiter: (allowance: Int, continuation: CheckedContinuation<Void, Never>)?

    /// - Returns: whether a worker has to be spawned.
    mutating func append(_ bytes: ByteBuffer) -> Bool {
        guard failure == nil else { return false }
        waiting.append(bytes)
        unfinished += bytes.readableBytes
        defer { isRunning = true }
        return !isRunning
    }

    /// What is to be worked on next.
    mutating func next() -> [ByteBuffer] {
        defer { waiting = [] }
        return waiting
    }

    /// Takes note of what became of a batch.
    mutating func end(_ batch: [ByteBuffer], _ failure: Failure?) {
        unfinished -= batch.reduce(0) { $0 + $1.readableBytes }
        if let failure {
            self.failure = failure
            waiting = []
            unfinished = 0
        }
        resumeWaiter()
    }

    /// Whether there is more to work on; if not, nobody works any more.
    mutating func goesOn() -> Bool {
        guard waiting.isEmpty else { return true }
        isRunning = false
        resumeWaiter()
        return false
    }

    /// Whether somebody who may leave so many bytes on their way has nothing to wait for.
    func isDone(_ allowance: Int) -> Bool { allowance == 0 || failure != nil ? !isRunning : unfinished <= allowance }

    /// Lets the caller wait, unless what it waits for has come meanwhile.
    mutating func wait(_ allowance: Int, _ continuation: CheckedContinuation<Void, Never>) {
        precondition(waiter == nil, "a second caller")
        waiter = (allowance, continuation)
        resumeWaiter()
    }

    /// Goes on with the caller when what it waits for is there, or will never be.
    private mutating func resumeWaiter() {
        guard let waiter, isDone(waiter.allowance) else { return }
        self.waiter = nil
        waiter.continuation.resume()
    }
}
