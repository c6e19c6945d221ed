import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    /// An object of one kind: in its row, in a blob, or in several.
    private static func sources(_ storage: ObjectStorage, _ random: inout SeededGenerator) async throws -> [(StoredObject, [UInt8])] {
        var sources: [(StoredObject, [UInt8])] = []
        for size in [900, 5000] {
            let bytes = random.bytes(size)
            sources.append((try await storage.put(bucket, .test("source-\(size)"), body: TestBody(bytes), at: Moments.start), bytes))
        }
        let upload = try await storage.initiate(bucket, .test("source-parts"), at: Moments.start)
        let bodies = [random.bytes(1000), random.bytes(700), random.bytes(2300)]
        _ = try await putParts(bodies, of: upload, storage)
        sources.append((try await storage.complete(upload, nil, at: Moments.start), Array(bodies.joined())))
        return sources
    }

    static let sharingCases: [Case] = [
        Case("a copy has the bytes of its source and a description of its own, and no blob of its own") { rig, random in
            let storage = try await open(rig)
            for (source, bytes) in try await sources(storage, &random) {
                let before = try await rig.placedBlobs().count
                let description = ObjectDescription(
                    headers: ["content-type": "a/b"], storageClass: .infrequentAccess, attributes: ObjectAttributes(acl: "private"))
                let copy = try await storage.copy(source, to: bucket, key, description, at: Moments.at(7))
                try await Claim.equal(storage.object(bucket, key), copy)
                try await Claim.holds(storage.bytes(bucket, key) == bytes, "the bytes")
                try Claim.equal([copy.etag.rawValue, "\(copy.crc64)"], [source.etag.rawValue, "\(source.crc64)"])
                try Claim.equal(copy.headers, description.headers)
                try Claim.equal(copy.storageClass, description.storageClass)
                try Claim.equal(copy.attributes, description.attributes)
                try Claim.equal(copy.lastModified, Moments.at(7))
                try await rig.expectBlobs(before, "copying makes no blob")
            }
        },
        Case("source and copy are deleted in either order, and the bytes go exactly once, with the last") { rig, random in
            let storage = try await open(rig)
            for sourceFirst in [true, false] {
                for (source, bytes) in try await sources(storage, &random) {
                    let count = source.content.blobs.count
                    _ = try await storage.copy(source, to: bucket, key, ObjectDescription(), at: Moments.start)
                    let (first, last) = sourceFirst ? (source.key, key) : (key, source.key)
                    _ = try await storage.deleteObject(bucket, first, at: Moments.start)
                    try await Claim.equal(storage.sweep(olderThan: Moments.farFuture), ObjectStorage.SweepReport(), "still in use")
                    try await Claim.holds(storage.bytes(bucket, last) == bytes, "the other one can be read")
                    _ = try await storage.deleteObject(bucket, last, at: Moments.start)
                    try await Claim.equal(storage.sweep(olderThan: Moments.farFuture).garbage, count, "both gone")
                    try await Claim.equal(storage.sweep(olderThan: Moments.farFuture), ObjectStorage.SweepReport())
                }
                _ = try await storage.deleteObjects(
                    bucket, storage.list(bucket, ListQuery()).objects.map { ($0.key, nil) }, at: Moments.start)
                _ = try await storage.sweep(olderThan: Moments.farFuture)
                try await rig.expectBlobs(0, "everything deleted")
            }
        },
        Case("an object copied onto itself keeps its bytes, in every bucket") { rig, random in
            let storage = try await open(rig)
            for status in [nil, VersioningStatus.enabled, .suspended] {
                if let status { try await storage.configure(bucket, .versioning(status)) }
                for (source, bytes) in try await sources(storage, &random) {
                    let copy = try await storage.copy(source, to: bucket, source.key, ObjectDescription(headers: ["x": "y"]), at: Moments.start)
                    _ = try await storage.sweep(olderThan: Moments.farFuture)
                    try await Claim.equal(storage.object(bucket, source.key), copy)
                    try await Claim.holds(storage.bytes(bucket, source.key) == bytes, "the bytes")
                }
            }
        },
        Case("a source that has gone since it was looked up is not copied") { rig, random in
            let storage = try await open(rig)
            let source = try await storage.put(bucket, .test("source"), body: TestBody(random.bytes(3000)), at: Moments.start)
            let upload = try await storage.initiate(bucket, key, at: Moments.start)
            _ = try await storage.put(bucket, .test("source"), body: TestBody(random.bytes(3000)), at: Moments.start)
            try await Claim.fails(.changed) { _ = try await storage.copy(source, to: bucket, key, ObjectDescription(), at: Moments.start) }
            try await Claim.fails(.changed) { _ = try await storage.copyPart(1, of: upload, from: source, at: Moments.start) }
            try await Claim.equal(storage.object(bucket, key), nil)
            try await Claim.equal(storage.parts(of: upload).parts, [])
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            try await Claim.fails(.changed) { _ = try await storage.copy(source, to: bucket, key, ObjectDescription(), at: Moments.start) }
            try await Claim.fails(.corrupt) { _ = try await storage.copyPart(1, of: upload, from: source, at: Moments.start) }
            try await rig.expectBlobs(1, "the new source")
        },
        Case("a part is copied from any stretch of any object, and shares its blobs") { rig, random in
            let storage = try await open(rig)
            for (source, bytes) in try await sources(storage, &random) {
                let upload = try await storage.initiate(bucket, key, at: Moments.start)
                let size = source.size
                let ranges: [Range<Int64>?] = [0..<600, 500..<size, (size - 800)..<(size - 100), nil, 0..<size, (size - 1)..<size]
                var expected: [[UInt8]] = []
                for (index, range) in ranges.enumerated() {
                    let part = try await storage.copyPart(index + 1, of: upload, from: source, range: range, at: Moments.start)
                    let body = range.map { Array(bytes[Int($0.lowerBound)..<Int($0.upperBound)]) } ?? bytes
                    let digest = digest(body)
                    try Claim.equal(part.md5, digest.md5, "\(String(describing: range))")
                    try Claim.equal(part.crc64, digest.crc64)
                    try Claim.equal(part.size, digest.size)
                    expected.append(body)
                }
                // One part is uploaded, in between.
                expected[3] = random.bytes(800)
                _ = try await storage.putPart(4, of: upload, body: TestBody(expected[3]), at: Moments.start)
                let object = try await storage.complete(
                    upload,
                    [0, 2, 3, 4, 5].map { index in
                        PartSelection(number: index + 1, etag: ETag(md5: digest(expected[index]).md5))
                    }, at: Moments.start)
                let whole = Array([0, 2, 3, 4, 5].map { expected[$0] }.joined())
                _ = try await storage.deleteObject(bucket, source.key, at: Moments.start)
                _ = try await storage.sweep(olderThan: Moments.farFuture)
                try await Claim.holds(storage.bytes(bucket, key) == whole, "the object, without its source")
                try Claim.equal(object.crc64, CRC64.checksum(whole))
                _ = try await storage.deleteObject(bucket, key, at: Moments.start)
            }
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            try await rig.expectBlobs(0, "everything deleted")
        },
        Case("a part of very many pieces gets bytes of its own, so copies of copies do not multiply them") { rig, random in
            var limits = StorageRig.limits
            limits.maximumSharedSegments = 8
            let storage = try await open(rig, limits)
            var bytes: [UInt8] = []
            for _ in 0..<10 {
                let piece = random.bytes(limits.inlineBytes + 1)
                _ = try await storage.append(bucket, .test("source"), position: Int64(bytes.count), body: TestBody(piece), at: Moments.start)
                bytes += piece
            }
            guard let source = try await storage.object(bucket, .test("source")) else { throw ConformanceFailure("appended, and not there") }
            let upload = try await storage.initiate(bucket, key, at: Moments.start)
            let few = Int64(3 * (limits.inlineBytes + 1))
            for (number, range, pieces) in [(1, nil, 1), (2, 0..<few, 3), (3, nil, 1)] as [(Int, Range<Int64>?, Int)] {
                let part = try await storage.copyPart(number, of: upload, from: source, range: range, at: Moments.start)
                guard case .segments(let segments) = part.content else { throw ConformanceFailure("a part is never in a row") }
                try Claim.equal(segments.count, pieces, "part \(number)")
            }
            let object = try await storage.complete(upload, nil, at: Moments.start)
            try await Claim.holds(storage.bytes(bucket, key) == bytes + bytes.prefix(Int(few)) + bytes, "\(object.size) bytes")
        },
        Case("ranges that do not lie in the source are refused, and sources that make too large a part") { rig, random in
            let storage = try await open(rig)
            let upload = try await storage.initiate(bucket, key, at: Moments.start)
            let (source, _) = try await sources(storage, &random)[2]
            for range: Range<Int64> in [-1..<5, 0..<(source.size + 1), source.size..<(source.size + 1), Int64.min..<Int64.max] {
                try await Claim.fails(.invalidRange) { _ = try await storage.copyPart(1, of: upload, from: source, range: range, at: Moments.start) }
            }
            let large = try await storage.initiate(bucket, .test("large"), at: Moments.start)
            _ = try await putParts([60_000, 60_000].map { random.bytes($0) }, of: large, storage)
            let object = try await storage.complete(large, nil, at: Moments.start)
            try await Claim.fails(.tooLarge) { _ = try await storage.copyPart(1, of: upload, from: object, at: Moments.start) }
            let part = try await storage.copyPart(1, of: upload, from: object, range: 10_000..<110_000, at: Moments.start)
            try Claim.equal(part.size, 100_000)
        },
    ]
}
