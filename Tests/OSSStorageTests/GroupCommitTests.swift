import NIOCore
import OSSSigning
import OSSStorage
import OSSTesting
import Synchronization
import Testing

@Suite("Group commit") struct GroupCommitTests {
    /// A catalogue whose transactions take their time and are counted.
    private final class SlowTransactions: Sendable {
        private let sizes = Mutex<[Int]>([])

        /// How many changes each transaction had.
        var transactions: [Int] { sizes.withLock { $0 } }

        var catalogue: some Catalogue {
            FaultyCatalogue(InMemoryCatalogue()) { [self] changes in
                sizes.withLock { $0.append(changes.count) }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    @Test("changes that wait share transactions, up to the bound, and all are applied")
    func sharing() async throws {
        let slow = SlowTransactions()
        var limits = StorageLimits()
        limits.commitBatch = 40
        let storage = ObjectStorage(catalogue: slow.catalogue, blobs: InMemoryBlobStore(), limits: limits)
        let bucket = BucketName.test("bucket")
        _ = try await storage.createBucket(bucket, at: Moments.start)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask { _ = try await storage.put(bucket, .test("\(number)"), body: TestBody([1]), at: Moments.start) }
            }
            try await group.waitForAll()
        }
        #expect(try await storage.list(bucket, ListQuery()).objects.count == 100)
        #expect(slow.transactions.count <= 8)
        #expect(slow.transactions.allSatisfy { $0 <= 40 })
        #expect(slow.transactions.reduce(0, +) == 101)
    }

    @Test("a cancelled upload does not take the others of its transaction with it")
    func cancellation() async throws {
        let storage = ObjectStorage(catalogue: SlowTransactions().catalogue, blobs: InMemoryBlobStore())
        let bucket = BucketName.test("bucket")
        _ = try await storage.createBucket(bucket, at: Moments.start)
        let first = Task { try await storage.put(bucket, .test("first"), body: TestBody([1]), at: Moments.start) }
        try await Task.sleep(for: .milliseconds(20))
        first.cancel()
        _ = try await storage.put(bucket, .test("second"), body: TestBody([2]), at: Moments.start)
        _ = await first.result
        #expect(try await storage.object(bucket, .test("second")) != nil)
        #expect(storage.isWritable)
    }

    @Test("a sweep leaves a blob alone that is in place and whose row is on its way", .timeLimit(.minutes(1)))
    func sweeping() async throws {
        let blobs = InMemoryBlobStore()
        let storage = ObjectStorage(catalogue: SlowTransactions().catalogue, blobs: blobs)
        let bucket = BucketName.test("bucket")
        let bytes = [UInt8](repeating: 7, count: 100_000)
        _ = try await storage.createBucket(bucket, at: Moments.start)
        let upload = Task { try await storage.put(bucket, .test("key"), body: TestBody(bytes), at: Moments.start) }
        while try await blobs.blobs(olderThan: Moments.farFuture, after: nil, limit: 1).blobs.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await storage.sweep(olderThan: Moments.farFuture).orphans == 0)
        _ = try await upload.value
        #expect(try await storage.bytes(bucket, .test("key")) == bytes)
    }
}
