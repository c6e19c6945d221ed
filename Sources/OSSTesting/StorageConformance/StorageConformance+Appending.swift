import NIOCore
import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    static let appendCases: [Case] = [
        Case("an object grows by appends of any size, in its row and beyond") { rig, random in
            let storage = try await open(rig)
            let sizes = [[0, 0, 10, 0, 990, 1, 0, 5000, 2], [1000, 1], [1001, 3, 0], [400, 400, 400, 400], [0, 3000], [999, 10_000, 1]]
            for (number, sizes) in sizes.enumerated() {
                for announced in [true, false] {
                    let key = ObjectKey.test("grows-\(number)-\(announced)")
                    var whole: [UInt8] = []
                    for (step, size) in sizes.enumerated() {
                        let bytes = random.bytes(size)
                        let description = ObjectDescription(
                            headers: ["x-oss-meta-step": "\(step)"], storageClass: step == 0 ? .infrequentAccess : .archive,
                            attributes: ObjectAttributes(acl: step == 0 ? .private : .publicRead))
                        let object = try await storage.append(
                            bucket, key, position: Int64(whole.count), description, body: TestBody(bytes),
                            options: PutOptions(expectedLength: announced ? Int64(size) : nil), at: Moments.at(Int64(step)))
                        whole += bytes
                        try Claim.equal(object.size, Int64(whole.count))
                        try Claim.equal(object.crc64, CRC64.checksum(whole), "the running checksum")
                        guard let found = try await storage.object(bucket, key) else { throw ConformanceFailure("\(key) is gone") }
                        try Claim.equal([found.etag.rawValue, "\(found.crc64)"], [object.etag.rawValue, "\(object.crc64)"])
                        try Claim.equal(found.type, .appendable)
                        try Claim.equal(found.lastModified, Moments.at(Int64(step)))
                        try Claim.equal(found.headers, ["x-oss-meta-step": "0"], "the first description counts")
                        try Claim.equal(found.storageClass, .infrequentAccess)
                        try Claim.equal(found.attributes.acl, .private)
                        try await Claim.holds(storage.bytes(bucket, key) == whole, "\(sizes), step \(step)")
                    }
                    _ = try await storage.sweep(olderThan: Moments.farFuture)
                    try await Claim.holds(storage.bytes(bucket, key) == whole, "\(sizes) after a sweep")
                    _ = try await storage.deleteObject(bucket, key, at: Moments.start)
                }
            }
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            try await rig.expectBlobs(0, "everything deleted")
        },
        Case("few bytes that are announced stay in the row") { rig, random in
            let storage = try await open(rig)
            for step in 0..<10 {
                _ = try await storage.append(
                    bucket, key, position: Int64(100 * step), body: TestBody(random.bytes(100)), options: PutOptions(expectedLength: 100),
                    at: Moments.start)
            }
            try await rig.expectBlobs(0, "a thousand bytes")
        },
        Case("a wrong position, a body that is not the announced one, and objects that do not grow are refused") { rig, random in
            let storage = try await open(rig)
            for size in [10, 3000] {
                let key = ObjectKey.test("refused-\(size)")
                let first = random.bytes(size)
                for position: Int64 in [1, -1, .max, .min] {
                    try await Claim.fails(.wrongPosition) {
                        _ = try await storage.append(bucket, key, position: position, body: TestBody([1]), at: Moments.start)
                    }
                }
                _ = try await storage.append(bucket, key, position: 0, body: TestBody(first), at: Moments.start)
                for position in [0, Int64(size) - 1, Int64(size) + 1, -1, .max, .min] {
                    try await Claim.fails(.wrongPosition) {
                        _ = try await storage.append(bucket, key, position: position, body: TestBody([1]), at: Moments.start)
                    }
                }
                let bad: [(StorageError.Code, PutOptions)] = [
                    (.tooLarge, PutOptions(expectedLength: .max)), (.bodyTooLong, PutOptions(expectedLength: .min)),
                    (.bodyTooShort, PutOptions(expectedLength: 21)), (.bodyTooLong, PutOptions(expectedLength: 19)),
                    (.crcMismatch, PutOptions(expectedCRC64: 1)), (.digestMismatch, PutOptions(expectedMD5: [])),
                    (.tooLarge, PutOptions(expectedLength: 100_001 - Int64(size))),
                ]
                for (code, options) in bad {
                    try await Claim.fails(code, "\(options)") {
                        _ = try await storage.append(
                            bucket, key, position: Int64(size), body: TestBody(random.bytes(20)), options: options, at: Moments.start)
                    }
                    try await Claim.holds(storage.bytes(bucket, key) == first, "the object after \(code)")
                }
                try await Claim.fails(.tooLarge) {
                    let body = TestBody(random.bytes(100_001 - size))
                    _ = try await storage.append(bucket, key, position: Int64(size), body: body, at: Moments.start)
                }
                let (effect, sealed) = (try await storage.set(.sealed(Moments.start), of: bucket, key), try await storage.object(bucket, key))
                try Claim.holds(effect.existed && sealed?.attributes.sealed != nil, "sealed")
                try await Claim.fails(.sealed) {
                    _ = try await storage.append(bucket, key, position: Int64(size), body: TestBody([1]), at: Moments.start)
                }
                _ = try await storage.put(bucket, key, body: TestBody(first), at: Moments.start)
                try await Claim.fails(.notAppendable) {
                    _ = try await storage.append(bucket, key, position: Int64(size), body: TestBody([1]), at: Moments.start)
                }
            }
            try await Claim.fails(.noSuchBucket) {
                _ = try await storage.append(.test("elsewhere"), key, position: 0, body: TestBody([1]), at: Moments.start)
            }
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            try await rig.expectBlobs(1, "the object that was put")
        },
        Case("of many appends at one position exactly one wins") { rig, random in
            let storage = try await open(rig)
            for size in [50, 2000] {
                let key = ObjectKey.test("race-\(size)")
                var whole: [UInt8] = []
                for _ in 0..<4 {
                    let position = Int64(whole.count)
                    let bodies = (0..<8).map { _ in random.bytes(size) }
                    let winners = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                        for body in bodies {
                            group.addTask {
                                do {
                                    let options = PutOptions(expectedLength: Int64(size))
                                    _ = try await storage.append(
                                        bucket, key, position: position, body: TestBody(body), options: options, at: Moments.start)
                                    return body
                                } catch let error as StorageError where error.code == .wrongPosition {
                                    return nil
                                }
                            }
                        }
                        return try await group.reduce(into: [[UInt8]]()) { winners, body in if let body { winners.append(body) } }
                    }
                    try Claim.equal(winners.count, 1, "winners")
                    whole += winners.first ?? []
                    try await Claim.holds(storage.bytes(bucket, key) == whole, "the winner's bytes at the end")
                }
            }
        },
        Case("a bucket that keeps versions refuses appends, a suspended one appends to null") { rig, random in
            let storage = try await open(rig)
            try await storage.configure(bucket, .versioning(.enabled))
            try await Claim.fails(.versioned) { _ = try await storage.append(bucket, key, position: 0, body: TestBody([1]), at: Moments.start) }
            let old = try await storage.put(bucket, key, body: TestBody([9]), at: Moments.start)
            _ = try await storage.deleteObject(bucket, key, at: Moments.start)
            try await storage.configure(bucket, .versioning(.suspended))
            for position: Int64 in 0..<3 {
                _ = try await storage.append(bucket, key, position: position, body: TestBody([UInt8(position)]), at: Moments.start)
            }
            let versions = try await storage.versions(bucket)
            try Claim.equal(versions.map { $0.version == .null }, [true, false, false])
            try Claim.equal(versions.last?.version, old.version)
            try await Claim.equal(storage.bytes(bucket, key), [0, 1, 2])
            try await storage.configure(bucket, .versioning(.enabled))
            try await Claim.fails(.versioned) { _ = try await storage.append(bucket, key, position: 3, body: TestBody([1]), at: Moments.start) }
        },
        Case("a copy of an object that grows does not grow with it, nor does a reader see it") { rig, random in
            let storage = try await open(rig)
            let first = random.bytes(3000)
            let source = try await storage.append(bucket, .test("source"), position: 0, body: TestBody(first), at: Moments.start)
            _ = try await storage.copy(source, to: bucket, key, ObjectDescription(), at: Moments.start)
            let body = try await storage.read(source)
            _ = try await storage.append(bucket, .test("source"), position: 3000, body: TestBody([1]), at: Moments.start)
            try await Claim.holds(body.collected() == first, "a reader")
            _ = try await storage.deleteObject(bucket, .test("source"), at: Moments.start)
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            try await Claim.holds(storage.bytes(bucket, key) == first, "the copy")
            try await rig.expectBlobs(1, "the copy")
        },
        Case("an object that was deleted and made anew with the same bytes is not grown by half") { rig, random in
            let bytes = random.bytes(400)
            let intruder = Once()
            let catalogue = FaultyCatalogue(rig.catalogue) { changes in
                guard case .appendObject(let appended, _)? = changes.first, !appended.replacesContent, intruder.isFirst() else { return }
                let other = rig.storage()
                _ = try await other.deleteObject(bucket, key, at: Moments.start)
                _ = try await other.append(bucket, key, position: 0, body: TestBody(bytes), at: Moments.start)
            }
            _ = try await open(rig).append(bucket, key, position: 0, body: TestBody(bytes), at: Moments.start)
            let storage = ObjectStorage(catalogue: catalogue, blobs: rig.blobs, limits: StorageRig.limits)
            try await Claim.fails(.wrongPosition) {
                _ = try await storage.append(bucket, key, position: 400, body: TestBody(random.bytes(3000)), at: Moments.start)
            }
            try await Claim.holds(storage.bytes(bucket, key) == bytes, "whole")
        },
    ]
}
