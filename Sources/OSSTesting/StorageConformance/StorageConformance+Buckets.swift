import OSSSigning
import OSSStorage

extension StorageConformance {
    static let bucketCases: [Case] = [
        Case("a bucket is created once, found, and deleted when it is empty") { rig, _ in
            let storage = rig.storage()
            let name = BucketName.test("alpha")
            try await Claim.equal(storage.bucket(name), nil)
            try await Claim.equal(storage.createBucket(name, at: Moments.at(1)), .created)
            try await Claim.equal(storage.createBucket(name, at: Moments.at(2)), .alreadyThere)
            try await Claim.equal(storage.bucket(name)?.creation, Moments.at(1), "the first creation counts")

            let key = ObjectKey.test("a")
            _ = try await storage.put(name, key, body: TestBody([1]), at: Moments.start)
            try await Claim.fails(.bucketNotEmpty) { try await storage.deleteBucket(name) }
            _ = try await storage.deleteObject(name, key, at: Moments.start)
            try await storage.deleteBucket(name)
            try await Claim.equal(storage.bucket(name), nil)
            try await Claim.fails(.noSuchBucket) { try await storage.deleteBucket(name) }
        },
        Case("buckets are listed in byte order, by prefix, in pages") { rig, _ in
            let storage = rig.storage()
            for name in ["logs-2", "logs", "a-1", "logs-10", "zoo"] { _ = try await storage.createBucket(.test(name), at: Moments.start) }
            let all = try await storage.buckets()
            try Claim.equal(all.buckets.map(\.name.rawValue), ["a-1", "logs", "logs-10", "logs-2", "zoo"])
            try Claim.equal(all.isTruncated, false)
            let first = try await storage.buckets(prefix: "logs", limit: 2)
            try Claim.equal(first.buckets.map(\.name.rawValue), ["logs", "logs-10"])
            try Claim.equal(first.isTruncated, true)
            let second = try await storage.buckets(prefix: "logs", after: "logs-10", limit: 2)
            try Claim.equal(second.buckets.map(\.name.rawValue), ["logs-2"])
            try Claim.equal(second.isTruncated, false)
            try await Claim.equal(storage.buckets(limit: 0).buckets, [])
            try await Claim.equal(storage.buckets(after: "zoo").buckets, [])
        },
    ]
}
