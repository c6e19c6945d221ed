import HTTPTypes
import Logging
import OSSSigning
import OSSStorage
import OSSTesting
import OSSWire
import Synchronization
import Testing

@testable import OSSServer

/// A logger for tests that look at something else.
private let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Lifecycle rules, as a sweep applies them. The test server reads pages of three rows, so every list here is longer than a page.
@Suite("Lifecycles") struct LifecycleTests {
    static let day: Int64 = 86_400

    static func put(_ server: TestServer, _ rules: String...) async throws {
        let text = rules.map { "<Rule><Status>Enabled</Status>\($0)</Rule>" }.joined()
        #expect(try await server.send(.put, "uploads?lifecycle", "<LifecycleConfiguration>\(text)</LifecycleConfiguration>").status == 200)
    }

    /// The keys of the objects that are there.
    static func keys(_ server: TestServer) async throws -> [String] {
        let answer = try await server.send(.get, "uploads?max-keys=1000")
        return answer.body.split(separator: "<Key>").dropFirst().map { String($0.prefix { $0 != "<" }) }
    }

    @Test("objects expire by prefix, tag and age, and no others") func expiration() async throws {
        try await TestServer.run { server async throws in
            try await Self.put(
                server, "<Prefix>logs/</Prefix><Expiration><Days>3</Days></Expiration>",
                "<Prefix>tmp/</Prefix><Expiration><Days>1</Days></Expiration><Tag><Key>keep</Key><Value>no</Value></Tag>",
                "<Prefix>old/</Prefix><Expiration><CreatedBeforeDate>2024-11-13T00:00:00Z</CreatedBeforeDate></Expiration>")
            for index in 0..<5 {
                _ = try await server.send(.put, "uploads/logs/\(index)", "x")
                _ = try await server.send(.put, "uploads/old/\(index)", "x")
                _ = try await server.send(.put, "uploads/other/\(index)", "x")
            }
            _ = try await server.send(.put, "uploads/tmp/a", "x", headers: [("x-oss-tagging", "keep=no")])
            _ = try await server.send(.put, "uploads/tmp/b", "x", headers: [("x-oss-tagging", "keep=yes")])
            let others = (0..<5).map { "other/\($0)" } + ["tmp/b"]
            try await server.sweepLifecycle()
            // What was made before the date goes at once.
            #expect(try await Self.keys(server) == (0..<5).map { "logs/\($0)" } + (0..<5).map { "other/\($0)" } + ["tmp/a", "tmp/b"])
            // 2024-11-12T08:00 and a day, until the next midnight: the 14th.
            server.clock.advance(bySeconds: Self.day + 16 * 3600 - 1)
            try await server.sweepLifecycle()
            #expect(try await Self.keys(server).contains("tmp/a"))
            server.clock.advance(bySeconds: 1)
            _ = try await server.send(.put, "uploads/logs/2", "overwritten")
            try await server.sweepLifecycle()
            #expect(try await Self.keys(server) == (0..<5).map { "logs/\($0)" } + others)
            server.clock.advance(bySeconds: 2 * Self.day)
            try await server.sweepLifecycle()
            #expect(try await Self.keys(server) == ["logs/2"] + others)
            server.clock.advance(bySeconds: 1000 * Self.day)
            #expect(try await server.send(.delete, "uploads?lifecycle").status == 204)
            try await server.sweepLifecycle()
            #expect(try await Self.keys(server) == ["logs/2"] + others)
        }
    }

    @Test("a rule that is not enabled does nothing") func disabled() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.send(
                .put, "uploads?lifecycle",
                "<LifecycleConfiguration><Rule><Status>Disabled</Status><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>")
            _ = try await server.send(.put, "uploads/a", "x")
            server.clock.advance(bySeconds: 100 * Self.day)
            try await server.sweepLifecycle()
            #expect(try await Self.keys(server) == ["a"])
        }
    }

    /// A storage of its own, where versions and uploads can be made without the operations that make them.
    private struct Rig {
        private(set) var storage: ObjectStorage
        let clock = ManualClock(SigningTime(rfc3339: "2024-11-12T00:00:00Z")!)
        let bucket: BucketName

        init(storage: ObjectStorage = .inMemory(), versioning: VersioningStatus?, _ rules: String) async throws {
            self.storage = storage
            bucket = try BucketName("bkt")
            let document = "<LifecycleConfiguration><Rule><Status>Enabled</Status>\(rules)</Rule></LifecycleConfiguration>"
            let settings = BucketSettings(versioning: versioning, documents: ["lifecycle": Array(document.utf8)])
            _ = try await storage.createBucket(bucket, settings, at: clock.now)
        }

        /// The same over another storage.
        func with(_ storage: ObjectStorage) -> Rig {
            var rig = self
            rig.storage = storage
            return rig
        }

        @discardableResult func put(_ key: String) async throws -> StoredObject {
            let key = try ObjectKey(key)
            return try await storage.putSymlink(bucket, key, target: key, ObjectDescription(), at: clock.now)
        }

        func delete(_ key: String) async throws {
            _ = try await storage.deleteObject(bucket, try ObjectKey(key), at: clock.now)
        }

        func sweep(pageSize: Int = 2) async throws -> LifecycleReport {
            try await LifecycleSweeper(storage: storage, clock: { clock.now }, logger: quietLogger, pageSize: pageSize).sweep()
        }

        /// All versions: `k` an object, `k-` a delete marker, in the order of the list.
        func versions() async throws -> String {
            try await storage.listVersions(bucket, ListQuery()).rows.map { row in
                if case .deleteMarker = row.content { "\(row.key.text)-" } else { row.key.text }
            }.joined(separator: " ")
        }
    }

    @Test("where versions are kept a delete marker comes upon what expires, old versions go later, and a lonely marker goes last")
    func versions() async throws {
        let rig = try await Rig(
            versioning: .enabled,
            "<Expiration><Days>2</Days></Expiration><NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>")
        for key in ["a", "b", "c"] { try await rig.put(key) }
        rig.clock.advance(bySeconds: Self.day)
        try await rig.put("b")
        #expect(try await rig.sweep() == LifecycleReport())
        // The 14th: a and c are two days old. b's older version is noncurrent since the 13th.
        rig.clock.advance(bySeconds: Self.day)
        #expect(try await rig.sweep().expired == 2)
        #expect(try await rig.versions() == "a- a b b c- c")
        // The 15th: b's current version.
        rig.clock.advance(bySeconds: Self.day)
        #expect(try await rig.sweep().expired == 1)
        #expect(try await rig.versions() == "a- a b- b b c- c")
        // The 16th: the oldest b has been noncurrent for three days.
        rig.clock.advance(bySeconds: Self.day)
        #expect(try await rig.sweep().deletedVersions == 1)
        #expect(try await rig.versions() == "a- a b- b c- c")
        rig.clock.advance(bySeconds: Self.day)
        #expect(try await rig.sweep().deletedVersions == 2)
        #expect(try await rig.versions() == "a- b- b c-")
        rig.clock.advance(bySeconds: Self.day)
        #expect(try await rig.sweep().deletedVersions == 1)
        #expect(try await rig.versions() == "a- b- c-")
        rig.clock.advance(bySeconds: 100 * Self.day)
        #expect(try await rig.sweep() == LifecycleReport())
        let document =
            "<LifecycleConfiguration><Rule><Status>Enabled</Status><Prefix>b</Prefix><Expiration><ExpiredObjectDeleteMarker>true"
            + "</ExpiredObjectDeleteMarker></Expiration></Rule></LifecycleConfiguration>"
        try await rig.storage.configure(rig.bucket, .document("lifecycle", Array(document.utf8)))
        #expect(try await rig.sweep().deletedVersions == 1)
        #expect(try await rig.versions() == "a- c-")
    }

    @Test("a marker with something below it stays") func markers() async throws {
        let rig = try await Rig(
            versioning: .enabled, "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>")
        for key in ["a", "ab"] { try await rig.put(key) }
        for key in ["a", "aa", "ab", "abc", "abc"] { try await rig.delete(key) }
        #expect(try await rig.versions() == "a- a aa- ab- ab abc- abc-")
        #expect(try await rig.sweep().deletedVersions == 1)
        #expect(try await rig.versions() == "a- a ab- ab abc- abc-")
    }

    @Test("a key with many versions loses all that are due, over the ends of many pages", arguments: [1, 2, 3, 7, 40, 101])
    func manyVersions(count: Int) async throws {
        let rig = try await Rig(
            versioning: .enabled, "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>")
        for _ in 0..<count { try await rig.put("k") }
        try await rig.put("l")
        rig.clock.advance(bySeconds: 2 * Self.day)
        #expect(try await rig.sweep().deletedVersions == count - 1)
        #expect(try await rig.versions() == "k l")
    }

    @Test("without versions an expired object is gone, and with suspended versions a marker is left") func standing() async throws {
        for (versioning, left) in [(nil, ""), (VersioningStatus.suspended, "a- b- c-")] as [(VersioningStatus?, String)] {
            let rig = try await Rig(versioning: versioning, "<Expiration><Days>1</Days></Expiration>")
            for key in ["a", "b", "c"] { try await rig.put(key) }
            rig.clock.advance(bySeconds: Self.day)
            #expect(try await rig.sweep().expired == 3)
            #expect(try await rig.versions() == left)
        }
    }

    @Test("uploads that nobody finished are given up, and the others go on") func uploads() async throws {
        let rig = try await Rig(
            versioning: nil, "<Prefix>a</Prefix><AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>")
        for key in ["a", "a", "a1", "a2", "b"] { _ = try await rig.storage.initiate(rig.bucket, ObjectKey(key), at: rig.clock.now) }
        rig.clock.advance(bySeconds: Self.day)
        let young = try await rig.storage.initiate(rig.bucket, ObjectKey("a1"), at: rig.clock.now)
        #expect(try await rig.sweep().abortedUploads == 4)
        let left = try await rig.storage.listUploads(rig.bucket, ListQuery()).rows
        #expect(left.map(\.key.text) == ["a1", "b"])
        #expect(left.first?.id == young.id)
    }

    /// A storage in which a client writes at the last possible moment: right before the first transaction that deletes.
    private static func race(
        _ rules: String, versioning: VersioningStatus? = nil, before: (Rig) async throws -> Void,
        meanwhile: @escaping @Sendable (Rig) async throws -> Void
    ) async throws -> (rig: Rig, report: LifecycleReport) {
        let rows = InMemoryCatalogue()
        let client = try await Rig(storage: ObjectStorage(catalogue: rows, blobs: InMemoryBlobStore()), versioning: versioning, rules)
        try await before(client)
        client.clock.advance(bySeconds: 10 * day)
        let once = Mutex(false)
        let catalogue = FaultyCatalogue(rows) { changes in
            let deletes = changes.contains { if case .deleteObject = $0 { true } else { false } }
            let isFirst = once.withLock { done in
                defer { done = done || deletes }
                return deletes && !done
            }
            if isFirst { try await meanwhile(client) }
        }
        let sweeping = client.with(ObjectStorage(catalogue: catalogue, blobs: InMemoryBlobStore()))
        return (client, try await sweeping.sweep(pageSize: 100))
    }

    @Test("an object that is overwritten, or tagged, in the moment of its deletion stays") func raceWithOverwrite() async throws {
        let (rig, report) = try await Self.race("<Expiration><Days>1</Days></Expiration>") { rig in
            for key in ["a", "b", "c"] { try await rig.put(key) }
        } meanwhile: { rig in
            try await rig.put("a")
            _ = try await rig.storage.set(.tags([ResourceTag(key: "keep", value: "yes")]), of: rig.bucket, ObjectKey("b"))
        }
        #expect(try await rig.versions() == "a b")
        #expect(report.expired == 1)
        // What is as old as before and as due, goes with the next sweep.
        #expect(try await rig.sweep().expired == 1)
        #expect(try await rig.versions() == "a")
    }

    @Test("a noncurrent version that is shown again, and a marker that is covered, in the moment of their deletion stay")
    func raceWithVersions() async throws {
        let (rig, report) = try await Self.race(
            "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"
                + "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>", versioning: .enabled
        ) { rig in
            for key in ["a", "a", "b", "b"] { try await rig.put(key) }
            for key in ["m", "n"] { try await rig.delete(key) }
        } meanwhile: { rig in
            let shown = try #require(try await rig.storage.object(rig.bucket, ObjectKey("a")))
            _ = try await rig.storage.deleteObject(rig.bucket, shown.key, version: shown.version, at: rig.clock.now)
            try await rig.put("m")
        }
        #expect(try await rig.versions() == "a b m m-")
        #expect(report.deletedVersions == 2)
    }

    @Test("where a marker takes the place of the version null, the marker stays, although that version was due as well") func nullVersion()
        async throws
    {
        let rig = try await Rig(
            versioning: nil,
            "<Expiration><Days>1</Days></Expiration><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>")
        try await rig.put("k")
        try await rig.storage.configure(rig.bucket, .versioning(.enabled))
        try await rig.put("k")
        try await rig.storage.configure(rig.bucket, .versioning(.suspended))
        rig.clock.advance(bySeconds: 2 * Self.day)
        #expect(try await rig.sweep().expired == 1)
        #expect(try await rig.versions() == "k- k")
    }

    @Test("a sweep that is cancelled ends") func cancelled() async throws {
        let rig = try await Rig(versioning: nil, "<Expiration><Days>1</Days></Expiration>")
        try await rig.put("a")
        rig.clock.advance(bySeconds: Self.day)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await rig.sweep()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await rig.versions() == "a")
    }
}
