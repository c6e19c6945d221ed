import NIOCore
import OSSSigning
import OSSStorage

extension StorageConformance {
    static let readCases: [Case] = [
        Case("every range gives exactly its bytes") { rig, random in
            let storage = try await open(rig)
            for size in [0, 900, 20_000] {
                let bytes = random.bytes(size)
                let object = try await storage.put(bucket, key, body: TestBody(bytes), at: Moments.start)
                for _ in 0..<40 {
                    let ends = [Int.random(in: 0...size, using: &random), Int.random(in: 0...size, using: &random)].sorted()
                    let body = try await storage.read(object, range: Int64(ends[0])..<Int64(ends[1]))
                    try Claim.equal(body.size, Int64(ends[1] - ends[0]))
                    try await Claim.holds(body.collected() == Array(bytes[ends[0]..<ends[1]]), "range \(ends) of \(size)")
                }
            }
        },
        Case("a range that leaves the object is refused") { rig, random in
            let storage = try await open(rig)
            for size in [10, 5000] {
                let object = try await storage.put(bucket, key, body: TestBody(random.bytes(size)), at: Moments.start)
                for range in [0..<Int64(size) + 1, -1..<1, .min ..< .max, Int64.max - 1..<Int64.max] {
                    try await Claim.fails(.invalidRange) { _ = try await storage.read(object, range: range) }
                }
            }
        },
        Case("chunks are bounded, four times as much for whoever comes back at once") { rig, random in
            let storage = try await open(rig)
            let object = try await storage.put(bucket, key, body: TestBody(random.bytes(50_000)), at: Moments.start)
            for try await chunk in try await storage.read(object) {
                try Claim.holds(chunk.readableBytes <= 4 * StorageRig.limits.readChunkBytes, "\(chunk.readableBytes) bytes at once")
            }
        },
        Case("a slow reader gets the whole old object, whatever happens to it meanwhile") { rig, random in
            let storage = try await open(rig)
            let old = random.bytes(30_000)
            let object = try await storage.put(bucket, key, body: TestBody(old), at: Moments.start)
            var reader = try await storage.read(object).makeAsyncIterator()
            var read: [UInt8] = []
            if let chunk = try await reader.next() { read += chunk.readableBytesView }

            _ = try await storage.put(bucket, key, body: TestBody(random.bytes(30_000)), at: Moments.at(1))
            _ = try await storage.deleteObject(bucket, key, at: Moments.at(2))
            try await Claim.equal(storage.sweep(olderThan: Moments.farFuture).garbage, 2)
            try await rig.expectBlobs(0, "after the sweep")

            while let chunk = try await reader.next() { read += chunk.readableBytesView }
            try Claim.holds(read == old, "the old bytes, not mixed and not cut")
        },
        Case("an object whose blob is gone is corrupt, and not empty") { rig, random in
            let storage = try await open(rig)
            let object = try await storage.put(bucket, key, body: TestBody(random.bytes(5000)), at: Moments.start)
            for blob in object.content.blobs { _ = try await rig.blobs.remove(blob) }
            try await Claim.fails(.corrupt) { _ = try await storage.read(object).collected() }
        },
        Case("an object of several segments is read as one") { rig, random in
            let storage = try await open(rig)
            let (bytes, object) = try await composed(rig, storage, &random)
            try await Claim.holds(storage.bytes(bucket, object.key) == bytes, "all of it")
            for _ in 0..<30 {
                let ends = [Int.random(in: 0...bytes.count, using: &random), Int.random(in: 0...bytes.count, using: &random)].sorted()
                let body = try await storage.read(object, range: Int64(ends[0])..<Int64(ends[1]))
                try await Claim.holds(body.collected() == Array(bytes[ends[0]..<ends[1]]), "range \(ends)")
            }
        },
    ]

    /// An object over stretches of three blobs, committed as a multipart upload would be.
    private static func composed(
        _ rig: StorageRig, _ storage: ObjectStorage, _ random: inout SeededGenerator
    ) async throws -> (bytes: [UInt8], object: StoredObject) {
        var bytes: [UInt8] = []
        var segments: [ObjectContent.Segment] = []
        for (number, size) in [5000, 4000, 9000].enumerated() {
            let part = random.bytes(size)
            let stored = try await storage.put(bucket, .test("part-\(number)"), body: TestBody(part), at: Moments.start)
            guard let blob = stored.content.blobs.first else { throw ConformanceFailure("no blob") }
            bytes += part[100..<size]
            segments.append(.init(blob: blob, offset: 100, length: Int64(size) - 100))
        }
        let whole = try await storage.put(bucket, .test("digest"), body: TestBody(bytes), at: Moments.start)
        let summary = ObjectSummary(
            bucket: bucket, key: .test("composed"), size: whole.size, etag: whole.etag, crc64: whole.crc64, lastModified: Moments.start)
        let object = StoredObject(summary: summary, md5: nil, headers: StoredHeaders(), content: .segments(segments))
        let outcomes = try await rig.catalogue.apply([.putObject(object, ObjectWrite(at: Moments.start))])
        try Claim.equal(outcomes, [.applied(existed: false)])
        try await Claim.equal(storage.object(bucket, object.key), object)
        return (bytes, object)
    }
}
