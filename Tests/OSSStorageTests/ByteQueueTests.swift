import Foundation
import NIOCore
import Synchronization
import Testing

@testable import OSSStorage

@Suite("Working behind") struct ByteQueueTests {
    private struct Broken: Error {}

    /// Workers that run when they are told to.
    private final class Workshop: Sendable {
        let workers = Mutex<[@Sendable () -> Void]>([])
        let done = Mutex<[UInt8]>([])
        let hasGoneOn = Mutex(false)

        func queue(capacity: Int) -> ByteQueue<Never> {
            ByteQueue(capacity: capacity) { worker in
                self.workers.withLock { $0.append(worker) }
            } work: { batch in
                self.done.withLock { done in
                    for bytes in batch { done += bytes.readableBytesView }
                }
                return nil
            }
        }

        /// Runs the oldest worker. There is never more than one.
        func runNext() {
            let worker = workers.withLock { workers in
                #expect(workers.count == 1)
                return workers.removeFirst()
            }
            worker()
        }
    }

    @Test("what has room does not wait, and one worker takes all of it in its order") func room() async {
        let shop = Workshop()
        let queue = shop.queue(capacity: 30)
        for number in UInt8(1)...3 { await queue.append(ByteBuffer(repeating: number, count: 10)) }
        #expect(shop.done.withLock { $0.isEmpty })
        shop.runNext()
        #expect(shop.done.withLock { $0 } == (UInt8(1)...3).flatMap { [UInt8](repeating: $0, count: 10) })
        #expect(shop.workers.withLock { $0.isEmpty })
        await queue.finish()
    }

    @Test("what has no room waits until some of it has been worked on") func noRoom() async throws {
        let shop = Workshop()
        let queue = shop.queue(capacity: 10)
        await queue.append(ByteBuffer(repeating: 1, count: 10))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await queue.append(ByteBuffer(repeating: 2, count: 1))
                shop.hasGoneOn.withLock { $0 = true }
            }
            // Long enough for whoever does not wait.
            try await Task.sleep(for: .milliseconds(50))
            #expect(!shop.hasGoneOn.withLock { $0 })
            shop.runNext()
            try await group.waitForAll()
        }
        while shop.workers.withLock({ !$0.isEmpty }) { shop.runNext() }
        await queue.finish()
        #expect(shop.done.withLock { $0.count } == 11)
    }

    /// Something that threads wait for.
    private final class Gate: Sendable {
        private let state = Mutex((isOpen: false, visitors: 0, hasEnded: false))

        var visitors: Int { state.withLock { $0.visitors } }

        var hasEnded: Bool { state.withLock { $0.hasEnded } }

        func ended() { state.withLock { $0.hasEnded = true } }

        func open() { state.withLock { $0.isOpen = true } }

        func pass() {
            state.withLock { $0.visitors += 1 }
            while !state.withLock({ $0.isOpen }) { Thread.sleep(forTimeInterval: 0.001) }
        }

        func firstVisitor() async throws {
            while visitors == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    @Test("a failure is for good: what waits is not worked on, and every later call reports it") func failure() async throws {
        let gate = Gate()
        let queue = ByteQueue<Broken>(capacity: 10) { worker in
            Thread.detachNewThread { worker() }
        } work: { _ throws(Broken) in
            gate.pass()
            throw Broken()
        }
        try await queue.append(ByteBuffer(string: "lost"))
        try await gate.firstVisitor()
        try await queue.append(ByteBuffer(string: "waits"))
        gate.open()
        await #expect(throws: Broken.self) { try await queue.finish() }
        await #expect(throws: Broken.self) { try await queue.append(ByteBuffer(string: "more")) }
        await #expect(throws: Broken.self) { try await queue.finish() }
        #expect(gate.visitors == 1)
    }

    @Test("what the work leaves to be done holds up the end, and nobody who brings more") func afterwards() async throws {
        let gate = Gate()
        let queue = ByteQueue<Never>(capacity: 1) { worker in
            Thread.detachNewThread { worker() }
        } work: { _ in
            { gate.pass() }
        }
        // There is room behind it only when it has been worked on.
        await queue.append(ByteBuffer(string: "much"))
        try await gate.firstVisitor()
        async let end: Void = {
            await queue.finish()
            gate.ended()
        }()
        try await Task.sleep(for: .milliseconds(50))
        #expect(!gate.hasEnded)
        gate.open()
        await end
        #expect(gate.hasEnded)
    }
}
