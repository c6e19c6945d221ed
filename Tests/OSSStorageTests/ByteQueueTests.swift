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

        func queue(room: Int) -> ByteQueue<Never> {
            ByteQueue(room: room) { worker in
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
        let queue = shop.queue(room: 30)
        for number in UInt8(1)...3 { await queue.take(ByteBuffer(repeating: number, count: 10)) }
        #expect(shop.done.withLock { $0.isEmpty })
        shop.runNext()
        #expect(shop.done.withLock { $0 } == (UInt8(1)...3).flatMap { [UInt8](repeating: $0, count: 10) })
        #expect(shop.workers.withLock { $0.isEmpty })
        await queue.finish()
    }

    @Test("what has no room waits until some of it has been worked on") func noRoom() async throws {
        let shop = Workshop()
        let queue = shop.queue(room: 10)
        await queue.take(ByteBuffer(repeating: 1, count: 10))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await queue.take(ByteBuffer(repeating: 2, count: 1))
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

    @Test("a failure is for good, and every later call reports it") func failure() async {
        let calls = Mutex(0)
        let queue = ByteQueue<Broken>(room: 1) { worker in
            Task.detached { worker() }
        } work: { _ throws(Broken) in
            calls.withLock { $0 += 1 }
            throw Broken()
        }
        await #expect(throws: Broken.self) { try await queue.take(ByteBuffer(string: "lost")) }
        await #expect(throws: Broken.self) { try await queue.take(ByteBuffer(string: "more")) }
        await #expect(throws: Broken.self) { try await queue.finish() }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test("what the work leaves to be done is done when the room has been given back") func rest() async {
        let order = Mutex<[String]>([])
        let queue = ByteQueue<Never>(room: 10) { worker in
            worker()
        } work: { _ in
            order.withLock { $0.append("work") }
            return { order.withLock { $0.append("rest") } }
        }
        await queue.take(ByteBuffer(string: "x"))
        await queue.finish()
        #expect(order.withLock { $0 } == ["work", "rest"])
    }
}
