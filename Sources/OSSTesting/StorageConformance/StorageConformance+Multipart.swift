import NIOCore
import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    /// The ETag of an object of parts: the MD5 of their MD5s, and their number.
    static func multipartETag(_ parts: [[UInt8]]) -> ETag {
        var tags = ContentDigest()
        for part in parts { tags.update(digest(part).md5) }
        return ETag("\(ETag(md5: tags.finish().md5))-\(parts.count)")
    }

    static func digest(_ bytes: [UInt8]) -> ContentDigest.Value {
        var digest = ContentDigest()
        digest.update(bytes)
        return digest.finish()
    }

    /// Puts parts 1, 2 and so on.
    static func putParts(_ bodies: [[UInt8]], of upload: MultipartUpload, _ storage: ObjectStorage) async throws -> [PartSelection] {
        var parts: [PartSelection] = []
        for (index, body) in bodies.enumerated() {
            let part = try await storage.putPart(index + 1, of: upload, body: TestBody(body), at: Moments.at(1))
            parts.append(PartSelection(number: part.number, etag: part.etag))
        }
        return parts
    }

    static let multipartCases: [Case] = [
        Case("parts become an object, with the digests that the parts say and the description of the beginning") { rig, random in
            let storage = try await open(rig)
            let bodies = [3000, 500, 6000, 1].map { random.bytes($0) }
            let description = ObjectDescription(
                headers: ["content-type": "video/mp4"], storageClass: .infrequentAccess,
                attributes: ObjectAttributes(acl: .private, tags: [.init(key: "a", value: "b")]))
            let upload = try await storage.initiate(bucket, key, description, at: Moments.start)
            try await Claim.equal(storage.upload(upload.id, of: bucket, key), upload)
            try await Claim.equal(storage.object(bucket, key), nil, "an upload is no object")
            let selection = try await putParts(bodies, of: upload, storage)
            try Claim.equal(selection.map(\.etag), bodies.map { ETag(md5: digest($0).md5) })
            let object = try await storage.complete(upload, selection, .init(acl: .publicRead), at: Moments.at(9))
            try await Claim.equal(storage.object(bucket, key), object)
            let whole = Array(bodies.joined())
            try await Claim.holds(storage.bytes(bucket, key) == whole, "the bytes")
            try Claim.equal(object.crc64, CRC64.checksum(whole))
            try Claim.equal(object.etag, multipartETag(bodies))
            try Claim.equal(object.md5, nil)
            try Claim.equal(object.size, Int64(whole.count))
            try Claim.equal(object.type, .multipart)
            try Claim.equal(object.lastModified, Moments.at(9))
            try Claim.equal([object.headers], [description.headers])
            try Claim.equal(object.storageClass, .infrequentAccess)
            try Claim.equal(object.attributes, ObjectAttributes(acl: .publicRead, tags: description.attributes.tags))
            for range: Range<Int64> in [0..<1, 2999..<3001, 3100..<3200, 3499..<9501, 9500..<9501] {
                let part = try await storage.read(object, range: range).collected()
                try Claim.holds(part == Array(whole[Int(range.lowerBound)..<Int(range.upperBound)]), "\(range)")
            }
            try await Claim.equal(storage.upload(upload.id, of: bucket, key), nil)
            try await Claim.fails(.noSuchUpload) { _ = try await storage.complete(upload, selection, at: Moments.start) }
            try await Claim.fails(.noSuchUpload) { try await storage.abort(upload, at: Moments.start) }
            try await Claim.fails(.noSuchUpload) { _ = try await storage.putPart(1, of: upload, body: TestBody([1]), at: Moments.start) }
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            try await rig.expectBlobs(4, "the parts")
        },
        Case("parts may have gaps, are replaced, and the ones that are not selected become garbage") { rig, random in
            let storage = try await open(rig)
            let upload = try await storage.initiate(bucket, key, at: Moments.start)
            var bodies: [Int: [UInt8]] = [:]
            for number in [10_000, 7, 2, 7, 2, 40] {
                bodies[number] = random.bytes(600 + number / 10)
                _ = try await storage.putPart(number, of: upload, body: TestBody(bodies[number] ?? []), at: Moments.start)
            }
            let parts = try await storage.parts(of: upload).parts
            try Claim.equal(parts.map(\.number), [2, 7, 40, 10_000])
            for part in parts { try Claim.equal(part.crc64, CRC64.checksum(bodies[part.number] ?? [])) }
            let pages = [try await storage.parts(of: upload, limit: 3), try await storage.parts(of: upload, after: 40, limit: 1)]
            try Claim.equal(pages.map(\.isTruncated), [true, false])
            try Claim.equal(pages.flatMap(\.parts), parts)
            try await Claim.equal(storage.parts(of: upload, limit: 0), PartPage(parts: [], isTruncated: true))
            let selection = [7, 10_000].map { PartSelection(number: $0, etag: ETag(md5: digest(bodies[$0] ?? []).md5)) }
            let object = try await storage.complete(upload, selection, at: Moments.start)
            try Claim.equal(object.etag, multipartETag([7, 10_000].map { bodies[$0] ?? [] }))
            try await Claim.holds(storage.bytes(bucket, key) == (bodies[7] ?? []) + (bodies[10_000] ?? []), "the selected parts")
            try await Claim.equal(storage.sweep(olderThan: Moments.farFuture).garbage, 4)
            try await rig.expectBlobs(2, "the selected parts")
        },
        Case("a completion that names no parts takes all, and parts that are not there or too small are refused") { rig, random in
            let storage = try await open(rig)
            let upload = try await storage.initiate(bucket, key, at: Moments.start)
            try await Claim.fails(.noSuchPart, "none") { _ = try await storage.complete(upload, nil, at: Moments.start) }
            let bodies = [random.bytes(500), random.bytes(499), random.bytes(3)]
            let parts = try await putParts(bodies, of: upload, storage)
            let bad: [(StorageError.Code, [PartSelection]?)] = [
                (.noSuchPart, []), (.noSuchPart, [parts[0], PartSelection(number: 9, etag: parts[1].etag)]),
                (.noSuchPart, [PartSelection(number: 1, etag: parts[1].etag)]), (.noSuchPart, [PartSelection(number: 1, etag: ETag(""))]),
                (.noSuchPart, [PartSelection(number: .max, etag: parts[0].etag)]), (.partTooSmall, [parts[1], parts[2]]), (.partTooSmall, nil),
            ]
            for (code, selection) in bad {
                try await Claim.fails(code, "\(String(describing: selection))") {
                    _ = try await storage.complete(upload, selection, at: Moments.start)
                }
            }
            try await Claim.equal(storage.object(bucket, key), nil)
            try await Claim.equal(storage.parts(of: upload).parts.count, 3, "a refused completion leaves the upload")
            _ = try await storage.complete(upload, [parts[0], parts[1]], at: Moments.start)
            try await Claim.holds(storage.bytes(bucket, key) == bodies[0] + bodies[1], "the last part may be small")
            let again = try await storage.initiate(bucket, key, at: Moments.start)
            _ = try await putParts([bodies[2]], of: again, storage)
            try await Claim.equal(storage.complete(again, nil, at: Moments.start).etag, multipartETag([bodies[2]]))
            let large = try await storage.initiate(bucket, key, at: Moments.start)
            _ = try await putParts([100_000, 100_000, 1].map { [UInt8](repeating: 0, count: $0) }, of: large, storage)
            try await Claim.fails(.tooLarge) { _ = try await storage.complete(large, nil, at: Moments.start) }
        },
        Case("aborting makes garbage of the parts, and an upload belongs to its bucket and key") { rig, random in
            let storage = try await open(rig)
            let upload = try await storage.initiate(bucket, key, at: Moments.start)
            _ = try await putParts([random.bytes(10), [], random.bytes(3000)], of: upload, storage)
            try await Claim.equal(storage.upload(upload.id, of: bucket, .test("another")), nil)
            try await Claim.equal(storage.upload(upload.id, of: .test("elsewhere"), key), nil)
            try await Claim.equal(storage.upload(UploadID(time: 1, random: 1), of: bucket, key), nil)
            try await storage.abort(upload, at: Moments.at(5))
            try await Claim.equal(storage.upload(upload.id, of: bucket, key), nil)
            try await Claim.equal(storage.parts(of: upload).parts, [])
            try await Claim.equal(storage.sweep(olderThan: Moments.at(5)).garbage, 0)
            try await Claim.equal(storage.sweep(olderThan: Moments.at(6)).garbage, 2)
            try await rig.expectBlobs(0, "after aborting")
            try await Claim.fails(.noSuchBucket) { _ = try await storage.initiate(.test("elsewhere"), key, at: Moments.start) }
        },
        Case("an empty part counts as a part") { rig, _ in
            let storage = try await open(rig)
            let upload = try await storage.initiate(bucket, key, at: Moments.start)
            _ = try await putParts([[]], of: upload, storage)
            let object = try await storage.complete(upload, nil, at: Moments.start)
            try Claim.equal(object.etag, multipartETag([[]]))
            try await Claim.equal(storage.bytes(bucket, key), [])
        },
        Case("of two completions at once one wins, and an abort beside it changes nothing or everything") { rig, random in
            let storage = try await open(rig)
            for round in 0..<10 {
                let key = ObjectKey.test("round-\(round)")
                let upload = try await storage.initiate(bucket, key, at: Moments.start)
                let body = random.bytes(700)
                _ = try await putParts([body], of: upload, storage)
                let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for racer in 0..<4 {
                        group.addTask {
                            do {
                                if racer == 3 {
                                    try await storage.abort(upload, at: Moments.start)
                                } else {
                                    _ = try await storage.complete(upload, nil, at: Moments.start)
                                }
                                return true
                            } catch let error as StorageError where error.code == .noSuchUpload {
                                return false
                            }
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                try Claim.equal(wins, 1)
                let found = try await storage.bytes(bucket, key)
                try Claim.holds(found == nil || found == body, "all or nothing")
                _ = try await storage.sweep(olderThan: Moments.farFuture)
                try await Claim.equal(storage.bytes(bucket, key), found, "after the sweep")
                _ = try await storage.deleteObject(bucket, key, at: Moments.start)
            }
        },
        Case("a part that is put anew while a completion looks is seen: whole old parts or whole new ones") { rig, random in
            let base = try await open(rig)
            let upload = try await base.initiate(bucket, key, at: Moments.start)
            let (old, new) = (random.bytes(2000), random.bytes(2000))
            let parts = try await putParts([old], of: upload, base)
            // Between looking and committing, once.
            let intruder = Once()
            let catalogue = FaultyCatalogue(rig.catalogue) { changes in
                guard case .completeUpload? = changes.first, intruder.isFirst() else { return }
                _ = try await rig.storage().putPart(1, of: upload, body: TestBody(new), at: Moments.start)
            }
            let storage = ObjectStorage(catalogue: catalogue, blobs: rig.blobs, limits: StorageRig.limits)
            try await Claim.fails(.noSuchPart, "the part that was named is gone") { _ = try await storage.complete(upload, parts, at: Moments.start) }
            intruder.reset()
            let object = try await storage.complete(upload, nil, at: Moments.start)
            try Claim.equal(object.etag, multipartETag([new]))
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            try await Claim.holds(storage.bytes(bucket, key) == new, "the new part")
            try await rig.expectBlobs(1, "the new part")
        },
        Case("a completion in a bucket with versioning makes a version") { rig, random in
            let storage = try await open(rig)
            try await storage.configure(bucket, .versioning(.enabled))
            let bodies = (0..<3).map { _ in random.bytes(800) }
            for body in bodies {
                let upload = try await storage.initiate(bucket, key, at: Moments.start)
                _ = try await putParts([body], of: upload, storage)
                let object = try await storage.complete(upload, nil, at: Moments.start)
                try Claim.holds(object.version != .null, "a version of its own")
                try await Claim.equal(storage.entry(bucket, key, version: object.version), .object(object))
            }
            try await Claim.equal(storage.versions(bucket).count, 3)
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            try await rig.expectBlobs(3, "the versions")
        },
    ]
}
