import NIOCore
import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    /// The promises of the two protocols that the engine's calls do not show.
    static let contractCases: [Case] = [
        Case("a name of a blob is used once") { rig, random in
            let id = BlobID.random(using: &random)
            let staged = try await rig.blobs.stage(id, at: Moments.start)
            try await Claim.fails(.unavailable) { _ = try await rig.blobs.stage(id, at: Moments.start) }
            try await staged.write(ByteBuffer(bytes: [1, 2, 3]))
            try await staged.seal()
            try await staged.place()
            let reader = try await rig.blobs.open(id)
            try await Claim.equal(reader.read(at: 1, count: 10), ByteBuffer(bytes: [2, 3]))
            try await Claim.equal(reader.read(at: 3, count: 10).readableBytes, 0)
        },
        Case("a staged blob cannot be opened, listed or removed, and is gone after it was discarded") { rig, random in
            let id = BlobID.random(using: &random)
            let staged = try await rig.blobs.stage(id, at: Moments.start)
            try await staged.write(ByteBuffer(bytes: [1, 2, 3]))
            try await Claim.fails(.corrupt) { _ = try await rig.blobs.open(id) }
            try await Claim.equal(rig.placedBlobs(), [])
            try await Claim.equal(rig.blobs.remove(id), false)
            await staged.discard()
            try await rig.expectBlobs(0, "after discarding")
        },
        Case("discarding after placing leaves the blob") { rig, random in
            let id = BlobID.random(using: &random)
            let staged = try await rig.blobs.stage(id, at: Moments.start)
            try await staged.write(ByteBuffer(bytes: [1]))
            try await staged.seal()
            try await staged.place()
            await staged.discard()
            try await Claim.equal(rig.placedBlobs(), [id])
            try await Claim.equal(rig.blobs.remove(id), true)
            try await Claim.equal(rig.blobs.remove(id), false)
        },
        Case("changes of one transaction see the ones before them, and a refused one changes nothing") { rig, _ in
            let object = StoredObject(
                summary: ObjectSummary(
                    bucket: bucket, key: key, size: 1, etag: ETag("x"), crc64: .max, lastModified: Moments.farFuture,
                    type: ObjectType("Symlink"), storageClass: .infrequentAccess),
                md5: nil, headers: StoredHeaders(), content: .inline([1]))
            let outcomes = try await rig.catalogue.apply([
                .putObject(object, ObjectWrite(at: Moments.start)),
                .createBucket(StoredBucket(name: bucket, creation: Moments.start)),
                .putObject(object, ObjectWrite(forbidOverwrite: true, at: Moments.start)),
                .putObject(object, ObjectWrite(forbidOverwrite: true, at: Moments.start)),
                .putObject(object, ObjectWrite(at: Moments.start)),
                .deleteBucket(bucket),
                .deleteObject(bucket, .test("another"), nil, ObjectWrite(at: Moments.start)),
            ])
            try Claim.equal(
                outcomes,
                [
                    .refused(.noSuchBucket), .applied(existed: false), .applied(existed: false), .refused(.alreadyExists),
                    .applied(existed: true), .refused(.bucketNotEmpty), .applied(existed: false),
                ])
            try await Claim.equal(rig.catalogue.entry(bucket, key, version: nil), .object(object))
            try await Claim.equal(rig.catalogue.apply([]), [])
        },
        Case("references are found in objects and in the garbage, and forgotten garbage is forgotten") { rig, random in
            let storage = try await open(rig)
            let first = try await storage.put(bucket, key, body: TestBody(random.bytes(2000)), at: Moments.at(1)).content.blobs
            let second = try await storage.put(bucket, key, body: TestBody(random.bytes(2000)), at: Moments.at(2)).content.blobs
            let stranger = BlobID.random(using: &random)
            try await Claim.equal(rig.catalogue.referenced(among: first + second + [stranger]), Set(first + second))
            try await Claim.equal(rig.catalogue.garbage(before: Moments.at(2), limit: 10), [])
            try await Claim.equal(rig.catalogue.garbage(before: Moments.at(3), limit: 10), first)
            try await Claim.equal(rig.catalogue.garbage(before: Moments.at(3), limit: 0), [])
            try await rig.catalogue.forgetGarbage(first + [stranger])
            try await Claim.equal(rig.catalogue.referenced(among: first + second), Set(second))
        },
    ]
}
