import Foundation
import GRDB
import NIOCore
import OSSSigning
import OSSStorage
import OSSStorageLocal
import OSSTesting
import OSSWire
import Testing

/// Damaged bytes: a check finds every one of them and names exactly what is damaged, and reading never gives a whole body of wrong bytes.
@Suite("Bit rot", .serialized) struct BitRotTests {
    static let bucket = BucketName.test("bucket")

    /// What was stored, and which blob each piece of it is in.
    private struct Content: Sendable {
        let subject: StorageFinding.Subject
        let object: StoredObject?
        let bytes: [UInt8]
        let segments: [ObjectContent.Segment]
    }

    /// Objects of every kind, with an older version, a copy and an unfinished upload.
    private func fill(_ storage: ObjectStorage, _ random: inout SeededGenerator) async throws -> [Content] {
        let bucket = Self.bucket
        _ = try await storage.createBucket(bucket, at: Moments.start)
        try await storage.configure(bucket, .versioning(.enabled))
        for number in 0..<4 {
            _ = try await storage.put(bucket, .test("small \(number)\n"), body: TestBody(random.bytes(300)), at: Moments.start)
            _ = try await storage.put(bucket, .test("large/\(number)"), body: TestBody(random.bytes(40_000 + number)), at: Moments.start)
        }
        _ = try await storage.put(bucket, .test("large/0"), body: TestBody(random.bytes(9000)), at: Moments.at(1))
        for key in ["parts", "unfinished"] {
            let upload = try await storage.initiate(bucket, .test(key), at: Moments.start)
            for part in 1...3 { _ = try await storage.putPart(part, of: upload, body: TestBody(random.bytes(5000 + part)), at: Moments.start) }
            if key == "parts" { _ = try await storage.complete(upload, nil, at: Moments.start) }
        }
        if let source = try await storage.object(bucket, .test("large/1")) {
            _ = try await storage.copy(source, to: bucket, .test("copy"), ObjectDescription(), at: Moments.start)
        }
        return try await contents(storage)
    }

    private func contents(_ storage: ObjectStorage) async throws -> [Content] {
        var contents: [Content] = []
        for version in try await storage.listVersions(Self.bucket, ListQuery()).rows {
            guard case .object(let object)? = try await storage.entry(Self.bucket, version.key, version: version.version) else { continue }
            let segments: [ObjectContent.Segment] = if case .segments(let segments) = object.content { segments } else { [] }
            contents.append(
                Content(
                    subject: .object(bucket: "bucket", key: object.key.bytes, version: object.version.rawValue), object: object,
                    bytes: try await storage.read(object).collected(), segments: segments))
        }
        for upload in try await storage.listUploads(Self.bucket, ListQuery()).rows {
            for part in try await storage.parts(of: upload).parts {
                let segments: [ObjectContent.Segment] = if case .segments(let segments) = part.content { segments } else { [] }
                contents.append(
                    Content(
                        subject: .part(upload: upload.id.rawValue, number: Int64(part.number), bucket: "bucket", key: upload.key.bytes), object: nil,
                        bytes: [], segments: segments))
            }
        }
        return contents
    }

    private func withStorage(_ folder: String, _ body: (ObjectStorage) async throws -> Void) async throws {
        var limits = StorageRig.limits
        limits.maximumMultipartBytes = 1_000_000
        let local = try await LocalStorage.open(folder, limits: limits)
        do {
            try await body(local.storage)
            try await local.close()
        } catch {
            try? await local.close()
            throw error
        }
    }

    private func damaged(_ folder: String) async throws -> Set<StorageFinding.Subject> {
        var found: Set<StorageFinding.Subject> = []
        let inspector = try #require(try FolderInspector(folder))
        _ = try await inspector.check(progress: { _ in }) { if $0.kind.isDamage { found.insert($0.subject) } }
        return found
    }

    /// Reads everything: what is damaged ends in an error before its last byte, and everything else is whole.
    private func expectReading(_ contents: [Content], damaged: Set<StorageFinding.Subject>, _ storage: ObjectStorage, _ claim: String) async {
        for content in contents {
            guard let object = content.object else { continue }
            var received: [UInt8] = []
            do {
                for try await chunk in try await storage.read(object) { received += chunk.readableBytesView }
                #expect(received == content.bytes, "\(claim): a whole body of wrong bytes")
                #expect(!damaged.contains(content.subject), "\(claim): \(content.subject)")
            } catch {
                #expect(damaged.contains(content.subject), "\(claim): \(content.subject) cannot be read: \(error)")
                #expect(received.count < content.bytes.count, "\(claim): a body that failed is whole")
            }
        }
    }

    @Test("of damaged blobs every one is found, nothing else is, and none is read", arguments: 0..<8 as Range<UInt64>)
    func blobs(seed: UInt64) async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            try await withStorage(folder) { storage async throws in
                var random = SeededGenerator(seed: seed)
                let contents = try await fill(storage, &random)
                #expect(try await damaged(folder).isEmpty)
                await expectReading(contents, damaged: [], storage, "nothing is damaged")
                let blobs = Array(Set(contents.flatMap(\.segments).map(\.blob))).sorted()
                for number in 0..<40 {
                    let kind = ["flip", "cut", "swap", "delete"][number % 4]
                    let blob = try #require(blobs.randomElement(using: &random))
                    let other = try #require(blobs.filter { $0 != blob }.randomElement(using: &random))
                    let (path, otherPath) = (Self.path(blob, folder), Self.path(other, folder))
                    let (bytes, otherBytes) = (try Data(contentsOf: path), try Data(contentsOf: otherPath))
                    var expected: [Content] = contents.filter { $0.segments.contains { $0.blob == blob } }
                    switch kind {
                    case "flip":
                        let position = Int.random(in: 0..<bytes.count, using: &random)
                        var changed = bytes
                        changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                        try changed.write(to: path)
                    case "cut": try bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)).write(to: path)
                    case "swap":
                        try otherBytes.write(to: path)
                        try bytes.write(to: otherPath)
                        expected += contents.filter { $0.segments.contains { $0.blob == other } }
                    default: try FileManager.default.removeItem(at: path)
                    }
                    let subjects = Set(expected.map(\.subject))
                    let claim = "seed \(seed), \(kind) \(number)"
                    #expect(try await damaged(folder) == subjects, "\(claim)")
                    await expectReading(contents, damaged: subjects, storage, claim)
                    try bytes.write(to: path)
                    try otherBytes.write(to: otherPath)
                }
                #expect(try await damaged(folder).isEmpty)
            }
        }
    }

    private static func path(_ blob: BlobID, _ folder: String) -> URL { URL(filePath: "\(folder)/blobs/\(blob.hex.prefix(2))/\(blob.hex)") }

    @Test("of damaged rows every one is found, and nothing else is")
    func rows() async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            var random = SeededGenerator(seed: 5)
            try await withStorage(folder) { _ = try await fill($0, &random) }
            let small = StorageFinding.Subject.object(bucket: "bucket", key: Array("small 2\n".utf8), version: "")
            let damages = [
                "UPDATE contents SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB) WHERE id = (SELECT content FROM objects WHERE key = ?1)",
                "UPDATE contents SET bytes = substr(bytes, 2) WHERE id = (SELECT content FROM objects WHERE key = ?1)",
                "UPDATE objects SET crc64 = crc64 + 1 WHERE key = ?1", "UPDATE objects SET size = size + 1 WHERE key = ?1",
                "UPDATE objects SET etag = 'X' || etag WHERE key = ?1", "UPDATE objects SET md5 = zeroblob(16) WHERE key = ?1",
                "UPDATE objects SET class = 'Nonsense' WHERE key = ?1", "UPDATE objects SET headers = x'ff' WHERE key = ?1",
            ]
            for damage in damages {
                let image = "\(root)/image"
                try FileManager.default.copyItem(atPath: folder, toPath: image)
                let database = try DatabaseQueue(path: "\(image)/catalogue.sqlite")
                try await database.write { try $0.execute(sql: damage, arguments: [Data("small 2\n".utf8)]) }
                try database.close()
                let found = try await damaged(image)
                #expect(found.count == 1, "\(damage): \(found)")
                guard case .object(_, let key, _)? = found.first, case .object(_, let expected, _) = small else {
                    Issue.record("\(damage): \(found)")
                    continue
                }
                #expect(key == expected, "\(damage)")
                try FileManager.default.removeItem(atPath: image)
            }
        }
    }

    /// `BIT_ROT_SEEDS=100-400 swift test --filter BitRotTests` looks at others, 400 not among them.
    private static let pageSeeds: Range<UInt64> = {
        let bounds = ProcessInfo.processInfo.environment["BIT_ROT_SEEDS"]?.split(separator: "-").compactMap { UInt64($0) } ?? []
        return bounds.count == 2 && bounds[0] <= bounds[1] ? bounds[0]..<bounds[1] : 0..<6
    }()

    @Test("a damaged page of the catalogue ends no process, and nothing is shown that was not stored", arguments: pageSeeds)
    func pages(seed: UInt64) async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            var random = SeededGenerator(seed: 100 + seed)
            var contents: [Content] = []
            try await withStorage(folder) { contents = try await fill($0, &random) }
            let stored = Dictionary(uniqueKeysWithValues: contents.filter { $0.object != nil }.map { ($0.subject, $0) })
            let path = "catalogue.sqlite"
            let good = try Data(contentsOf: URL(filePath: "\(folder)/\(path)"))
            for number in 0..<25 {
                let image = "\(root)/image"
                try FileManager.default.copyItem(atPath: folder, toPath: image)
                defer { try? FileManager.default.removeItem(atPath: image) }
                var bytes = good
                let page = Int.random(in: 0..<(good.count / 4096), using: &random) * 4096
                if number.isMultiple(of: 5) {
                    bytes.replaceSubrange(page..<page + 4096, with: random.bytes(4096))
                } else {
                    bytes[page + Int.random(in: 0..<4096, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
                try bytes.write(to: URL(filePath: "\(image)/\(path)"))
                // Whatever is said of it, it is said.
                if let inspector = try? FolderInspector(image) { _ = try await inspector.check(progress: { _ in }, found: { _ in }) }
                guard let local = try? await LocalStorage.open(image) else { continue }
                let claim = "seed \(seed), damage \(number)"
                await expectWhatWasStored(stored, local.storage, claim)
                _ = try? await local.storage.put(Self.bucket, .test("new"), body: TestBody([1]), at: Moments.start)
                try? await local.close()
            }
        }
    }

    /// What is listed, what is said of it and its bytes: as it was stored, or an error. Rows may be missing.
    private func expectWhatWasStored(_ stored: [StorageFinding.Subject: Content], _ storage: ObjectStorage, _ claim: String) async {
        let listed = (try? await storage.list(Self.bucket, ListQuery()).rows) ?? []
        let versions = (try? await storage.listVersions(Self.bucket, ListQuery()).rows) ?? []
        for summary in listed {
            #expect(stored.values.contains { $0.object?.summary == summary }, "\(claim): \(summary) in a listing")
        }
        // Each key of a damaged listing, and each that there was.
        for (key, version) in versions.map({ ($0.key, $0.version) }) + stored.values.compactMap({ $0.object.map { ($0.key, $0.version) } }) {
            guard case .object(let object)? = try? await storage.entry(Self.bucket, key, version: version) else { continue }
            let original = stored[.object(bucket: "bucket", key: object.key.bytes, version: object.version.rawValue)]
            #expect(
                object.summary == original?.object?.summary && object.md5 == original?.object?.md5 && object.headers == original?.object?.headers,
                "\(claim): a damaged row of \(object.key)")
            // The last ones may be missing: reading what they held fails.
            if case .segments(let segments) = object.content {
                #expect(original?.segments.starts(with: segments) == true, "\(claim): damaged stretches")
            }
            guard let read = try? await storage.read(object).collected() else { continue }
            #expect(read == original?.bytes, "\(claim): wrong bytes")
        }
    }

    @Test("orphans, leftovers and foreign files are found, and are no damage")
    func leftovers() async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            var random = SeededGenerator(seed: 9)
            try await withStorage(folder) { _ = try await fill($0, &random) }
            let orphan = BlobID.random()
            try FileManager.default.createDirectory(atPath: "\(folder)/blobs/\(orphan.hex.prefix(2))", withIntermediateDirectories: true)
            for path in ["blobs/\(orphan.hex.prefix(2))/\(orphan.hex)", "staging/\(BlobID.random().hex)", "blobs/00x", "credentials"] {
                try Data([1]).write(to: URL(filePath: "\(folder)/\(path)"))
                try FileManager.default.setAttributes([.posixPermissions: path == "credentials" ? 0o644 : 0o600], ofItemAtPath: "\(folder)/\(path)")
            }
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o700], ofItemAtPath: "\(folder)/blobs/\(orphan.hex.prefix(2))")
            var kinds: [StorageFinding.Kind: Int] = [:]
            let inspector = try #require(try FolderInspector(folder))
            _ = try await inspector.check(progress: { _ in }) { kinds[$0.kind, default: 0] += 1 }
            #expect(kinds == [.orphan: 1, .staged: 1, .foreignFile: 1, .permissions: 1])
            let removable = try await inspector.removable(olderThan: Moments.farFuture)
            #expect(removable.orphans.count == 1 && removable.staged.count == 1 && removable.garbage.count == 0)
            try await withStorage(folder) { storage async throws in
                let version = try await storage.object(Self.bucket, .test("parts"))?.version
                _ = try await storage.deleteObject(Self.bucket, .test("parts"), version: version, at: Moments.start)
                let garbage = try await inspector.removable(olderThan: Moments.farFuture).garbage
                #expect(garbage.count == 3 && garbage.bytes == 15_006)
                let report = try await storage.sweep(olderThan: Moments.farFuture)
                #expect(report.orphans == 1 && report.garbage == 3)
            }
            let rest = try await inspector.removable(olderThan: Moments.farFuture)
            #expect(rest.orphans.count + rest.garbage.count + rest.staged.count == 0)
        }
    }
}
