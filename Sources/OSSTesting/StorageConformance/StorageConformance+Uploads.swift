import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    static let bucket = BucketName.test("bucket")
    static let key = ObjectKey.test("folder/key")

    /// A storage with the suite's bucket.
    static func open(_ rig: StorageRig, _ limits: StorageLimits = StorageRig.limits) async throws -> ObjectStorage {
        let storage = rig.storage(limits)
        _ = try await storage.createBucket(bucket, at: Moments.start)
        return storage
    }

    static let uploadCases: [Case] = [
        Case("an object of any size comes back byte for byte, with its description") { rig, random in
            let storage = try await open(rig)
            let inline = StorageRig.limits.inlineBytes
            let chunk = StorageRig.limits.writeChunkBytes
            var blobCount = 0
            for size in [0, 1, inline - 1, inline, inline + 1, chunk - 1, chunk, chunk + 1, 3 * chunk + 7, 60_000] {
                let bytes = random.bytes(size)
                let key = ObjectKey.test("size-\(size)")
                let body = TestBody(bytes, chunk: Int.random(in: 1...9000, using: &random))
                let put = try await storage.put(bucket, key, ObjectDescription(headers: ["content-type": "image/png"]), body: body, at: Moments.at(5))
                try await checkDescription(of: put, bytes, in: storage)
                if size > inline { blobCount += 1 }
                try await rig.expectBlobs(blobCount, "after \(size) bytes")
            }
        },
        Case("small objects are kept in the row at the usual bounds, larger ones in a blob") { rig, random in
            let storage = try await open(rig, StorageLimits())
            let bound = StorageLimits().inlineBytes
            for (size, blobs) in [(bound, 0), (bound + 1, 1)] {
                let bytes = random.bytes(size)
                let put = try await storage.put(bucket, key, body: TestBody(bytes, chunk: 777), at: Moments.start)
                try Claim.equal(put.content.blobs.count, blobs, "\(size) bytes")
                try await Claim.holds(storage.bytes(bucket, key) == bytes, "\(size) bytes come back")
            }
        },
        Case("what was announced rightly is accepted") { rig, random in
            let storage = try await open(rig)
            for size in [10, 5000] {
                let bytes = random.bytes(size)
                var digest = ContentDigest()
                digest.update(bytes)
                let value = digest.finish()
                let options = PutOptions(
                    expectedLength: value.size, expectedMD5: value.md5, expectedCRC64: value.crc64, maximumBytes: value.size)
                let put = try await storage.put(bucket, key, body: TestBody(bytes), options: options, at: Moments.start)
                try Claim.equal(put.size, value.size)
            }
        },
        Case("an overwrite takes the place of the object, and the last one wins") { rig, random in
            let storage = try await open(rig)
            for (moment, size) in [5000, 10, 6000, 7000, 0].enumerated() {
                let bytes = random.bytes(size)
                let headers: StoredHeaders = ["x-oss-meta-round": "\(moment)"]
                let put = try await storage.put(
                    bucket, key, ObjectDescription(headers: headers), body: TestBody(bytes), at: Moments.at(Int64(moment)))
                try await checkDescription(of: put, bytes, in: storage)
                try await Claim.equal(storage.list(bucket, ListQuery()).objects.count, 1)
            }
        },
        Case("headers keep their order, their case of values and bytes that are no text") { rig, _ in
            let storage = try await open(rig)
            var headers = StoredHeaders()
            headers.append("x-oss-meta-z", [0xFF, 0x00, 0x80])
            headers.append("content-type", Array("Text/HTML".utf8))
            headers.append("x-oss-meta-a", [])
            headers.append("x-oss-meta-a", [1])
            _ = try await storage.put(bucket, key, ObjectDescription(headers: headers), body: TestBody([1]), at: Moments.start)
            try await Claim.equal(storage.object(bucket, key)?.headers, headers)
        },
    ]

    private static func checkDescription(of put: StoredObject, _ bytes: [UInt8], in storage: ObjectStorage) async throws {
        let found = try await storage.object(bucket, put.key)
        try Claim.equal(found, put, "what was stored is what was returned")
        var digest = ContentDigest()
        digest.update(bytes)
        let value = digest.finish()
        try Claim.equal(put.size, Int64(bytes.count))
        try Claim.equal(put.crc64, value.crc64)
        try Claim.equal(put.md5, value.md5)
        try Claim.equal(put.etag, ETag(md5: value.md5))
        try await Claim.holds(storage.bytes(bucket, put.key) == bytes, "\(bytes.count) bytes come back")
    }
}
