import NIOCore
import OSSSigning
import OSSStorage

extension StorageConformance {
    static let garbageCases: [Case] = [
        Case("deleting says whether there was an object, and its bytes go later") { rig, random in
            let storage = try await open(rig)
            _ = try await storage.put(bucket, key, body: TestBody(random.bytes(5000)), at: Moments.start)
            try await Claim.equal(storage.deleteObject(bucket, key, at: Moments.at(10)).existed, true)
            try await Claim.equal(storage.deleteObject(bucket, key, at: Moments.at(11)).existed, false)
            try await Claim.fails(.noSuchBucket) { _ = try await storage.deleteObject(.test("elsewhere"), key, at: Moments.start) }
            try await Claim.equal(storage.object(bucket, key), nil)
            try await rig.expectBlobs(1, "before the grace period is over")
        },
        Case("a sweep removes garbage that is older than its cutoff, and only that") { rig, random in
            let storage = try await open(rig)
            for second in 0..<4 {
                _ = try await storage.put(bucket, key, body: TestBody(random.bytes(5000)), at: Moments.at(Int64(second)))
            }
            // The first three became garbage at seconds 1, 2 and 3.
            try await Claim.equal(storage.sweep(olderThan: Moments.at(1)).garbage, 0)
            try await Claim.equal(storage.sweep(olderThan: Moments.at(3)).garbage, 2)
            try await rig.expectBlobs(2, "the object and the garbage of second 3")
            try await Claim.equal(storage.sweep(olderThan: Moments.farFuture).garbage, 1)
            try await Claim.equal(storage.sweep(olderThan: Moments.farFuture), ObjectStorage.SweepReport())
            try await rig.expectBlobs(1, "the object")
            try await Claim.equal(storage.bytes(bucket, key)?.count, 5000)
        },
        Case("a sweep removes blobs that nothing refers to, when they are old enough") { rig, random in
            let storage = try await open(rig)
            _ = try await storage.put(bucket, key, body: TestBody(random.bytes(5000)), at: Moments.at(0))
            for second: Int64 in [5, 6] { try await placeOrphan(rig, at: Moments.at(second)) }
            try await Claim.equal(storage.sweep(olderThan: Moments.at(6)).orphans, 1)
            try await rig.expectBlobs(2, "the object and the younger orphan")
            try await Claim.equal(storage.sweep(olderThan: Moments.farFuture).orphans, 1)
            try await Claim.equal(storage.bytes(bucket, key)?.count, 5000)
        },
        Case("many orphans and much garbage go in one sweep") { rig, random in
            let storage = try await open(rig)
            for _ in 0..<40 {
                try await placeOrphan(rig, at: Moments.start)
                _ = try await storage.put(bucket, key, body: TestBody(random.bytes(1500)), at: Moments.start)
            }
            let report = try await storage.sweep(olderThan: Moments.farFuture)
            try Claim.equal([report.garbage, report.orphans], [39, 40])
            try await rig.expectBlobs(1, "the object")
        },
        Case("recovery removes what an earlier process staged, and says how much that was") { rig, random in
            let storage = try await open(rig)
            for _ in 0..<3 {
                let staged = try await rig.blobs.stage(.random(using: &random), at: Moments.start)
                try await staged.write(ByteBuffer(bytes: random.bytes(100)))
            }
            try await Claim.equal(storage.recover().staged, 3)
            try await Claim.equal(storage.recover().staged, 0)
            try await rig.expectBlobs(0, "after recovery")
        },
        Case("a sweep leaves an upload alone that is running, however old it is") { rig, random in
            let storage = try await open(rig)
            let old = random.bytes(20_000)
            let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
            continuation.yield(ByteBuffer(bytes: old))
            let upload = Task { try await storage.put(bucket, key, body: stream, at: Moments.start) }
            try await Task.sleep(for: .milliseconds(50))
            try await Claim.equal(storage.sweep(olderThan: Moments.farFuture), ObjectStorage.SweepReport())
            continuation.finish()
            _ = try await upload.value
            try await Claim.holds(storage.bytes(bucket, key) == old, "the upload that was running")
        },
    ]

    /// A blob without a row, as a crash between placing and committing leaves it.
    static func placeOrphan(_ rig: StorageRig, at moment: SigningTime) async throws {
        let staged = try await rig.blobs.stage(.random(), at: moment)
        try await staged.write(ByteBuffer(bytes: [1, 2, 3]))
        try await staged.seal()
        try await staged.place()
    }
}
