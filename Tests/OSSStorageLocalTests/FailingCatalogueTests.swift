import Foundation
import NIOCore
import OSSSigning
import OSSStorage
import OSSStorageLocal
import OSSTesting
import Synchronization
import Testing

@Suite("A failing catalogue", .serialized) struct FailingCatalogueTests {
    static let bucket = BucketName.test("bucket")
    static let key = ObjectKey.test("key")

    private static var limits: StorageLimits {
        var limits = StorageRig.limits
        limits.setRecoveryPauses(first: .milliseconds(2), longest: .milliseconds(20))
        return limits
    }

    private func withStorage(_ folder: String, _ body: (ObjectStorage) async throws -> Void) async throws {
        let local = try await LocalStorage.open(folder, limits: Self.limits)
        do {
            try await body(local.storage)
            FailingSQLiteCalls.arm(folder, nil)
            try await local.close()
        } catch {
            FailingSQLiteCalls.arm(folder, nil)
            try? await local.close()
            throw error
        }
    }

    private func waitUntilWritable(_ storage: ObjectStorage) async throws {
        while !storage.isWritable { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("on a full disk uploads fail, deleting works thanks to the reserve, and uploads work again when there is room", .timeLimit(.minutes(2)))
    func reserve() async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            try await withStorage(folder) { storage async throws in
                _ = try await storage.createBucket(Self.bucket, at: Moments.start)
                for number in 0..<20 {
                    _ = try await storage.put(Self.bucket, .test("\(number)"), body: TestBody([UInt8](repeating: 1, count: 900)), at: Moments.start)
                }
                let reserve = "\(folder)/reserve"
                #expect(try Data(contentsOf: URL(filePath: reserve)).count >= 4 * 1024 * 1024)
                // As long as the reserve is there, the disk has not a byte.
                let writes = Mutex(0)
                FailingSQLiteCalls.arm(folder) { _ in
                    writes.withLock { $0 += 1 }
                    return FileManager.default.fileExists(atPath: reserve) ? ENOSPC : nil
                }
                await #expect(throws: StorageError(.noSpace, operation: "")) {
                    _ = try await storage.put(Self.bucket, Self.key, body: TestBody([1]), at: Moments.start)
                }
                #expect(writes.withLock { $0 } > 0, "SQLite's writes are not seen")
                #expect(try await storage.object(Self.bucket, Self.key) == nil)
                for number in 0..<10 {
                    #expect(try await storage.deleteObject(Self.bucket, .test("\(number)"), at: Moments.start).existed)
                }
                await #expect(throws: StorageError(.noSpace, operation: "")) {
                    _ = try await storage.put(Self.bucket, Self.key, body: TestBody([1]), at: Moments.start)
                }
                #expect(try await storage.bytes(Self.bucket, .test("15"))?.count == 900, "reading goes on")
                FailingSQLiteCalls.arm(folder, nil)
                try await waitUntilWritable(storage)
                _ = try await storage.put(Self.bucket, Self.key, body: TestBody([1]), at: Moments.start)
                #expect(try Data(contentsOf: URL(filePath: reserve)).count >= 4 * 1024 * 1024, "the reserve is whole again")
            }
            try await withStorage(folder) { storage async throws in
                #expect(try await storage.list(Self.bucket, ListQuery()).objects.count == 11)
            }
        }
    }

    @Test("on a failing disk the storage is read-only, and writes again by itself when the disk works", .timeLimit(.minutes(2)))
    func readOnly() async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            try await withStorage(folder) { storage async throws in
                _ = try await storage.createBucket(Self.bucket, at: Moments.start)
                _ = try await storage.put(Self.bucket, Self.key, body: TestBody([1, 2, 3]), at: Moments.start)
                FailingSQLiteCalls.arm(folder) { _ in EIO }
                await #expect(throws: StorageError(.unavailable, operation: "")) {
                    _ = try await storage.put(Self.bucket, Self.key, body: TestBody([4]), at: Moments.start)
                }
                try await Task.sleep(for: .milliseconds(100))
                guard case .readOnly = storage.health else { throw ConformanceFailure("\(storage.health)") }
                await #expect(throws: StorageError(.unavailable, operation: "")) {
                    _ = try await storage.deleteObject(Self.bucket, Self.key, at: Moments.start)
                }
                #expect(try await storage.bytes(Self.bucket, Self.key) == [1, 2, 3])
                FailingSQLiteCalls.arm(folder, nil)
                try await waitUntilWritable(storage)
                _ = try await storage.put(Self.bucket, .test("later"), body: TestBody([5]), at: Moments.start)
                #expect(try await storage.bytes(Self.bucket, Self.key) == [1, 2, 3])
            }
            try await withStorage(folder) { storage async throws in
                #expect(try await storage.bytes(Self.bucket, Self.key) == [1, 2, 3])
                #expect(try await storage.bytes(Self.bucket, .test("later")) == [5])
            }
        }
    }

    /// What changes the catalogue.
    enum Action: String, CaseIterable {
        case put, large, append, delete, complete, copy
    }

    @Test("whichever write of a transaction fails, what is acknowledged is there after a restart, and nothing else", arguments: Action.allCases)
    func everyWrite(action: Action) async throws {
        for number in [EIO, ENOSPC, EDQUOT, EFBIG] {
            try await withTemporaryFolder { root in
                let folder = "\(root)/data"
                var expected: [UInt8]?
                var failing = 0
                try await withStorage(folder) { storage async throws in
                    _ = try await storage.createBucket(Self.bucket, at: Moments.start)
                    while true {
                        let (before, after, act) = try await prepare(action, storage)
                        let calls = Mutex(0)
                        FailingSQLiteCalls.arm(folder) { [failing] _ in
                            calls.withLock { calls in
                                defer { calls += 1 }
                                return calls == failing ? number : nil
                            }
                        }
                        let result = await Result { try await act() }
                        let count = calls.withLock { $0 }
                        FailingSQLiteCalls.arm(folder, nil)
                        try await waitUntilWritable(storage)
                        expected = if case .success = result { after } else { before }
                        let found = try await storage.bytes(Self.bucket, Self.key)
                        #expect(found == expected, "\(action), errno \(number), write \(failing): \(result)")
                        #expect(try await storage.sweep(olderThan: Moments.farFuture).orphans <= 1)
                        if count <= failing { break }
                        failing += 1
                    }
                }
                #expect(failing > 0, "\(action) writes nothing")
                try await withStorage(folder) { storage async throws in
                    #expect(try await storage.bytes(Self.bucket, Self.key) == expected)
                    let inspector = try FolderInspector(folder)
                    var findings: [StorageFinding] = []
                    _ = try await inspector?.check(progress: { _ in }) { findings.append($0) }
                    #expect(findings.isEmpty)
                }
            }
        }
    }

    private func prepare(
        _ action: Action, _ storage: ObjectStorage
    ) async throws -> (before: [UInt8]?, after: [UInt8]?, act: @Sendable () async throws -> Void) {
        let (bucket, key) = (Self.bucket, Self.key)
        var random = SeededGenerator(seed: 11)
        let (old, new) = (random.bytes(700), random.bytes(action == .put ? 900 : 6000))
        _ = try await storage.deleteObject(bucket, key, at: Moments.start)
        if action == .append {
            _ = try await storage.append(bucket, key, position: 0, body: TestBody(old), at: Moments.start)
            return (old, old + new, { _ = try await storage.append(bucket, key, position: 700, body: TestBody(new), at: Moments.at(1)) })
        }
        _ = try await storage.put(bucket, key, body: TestBody(old), at: Moments.start)
        switch action {
        case .put, .large, .append:
            return (old, new, { _ = try await storage.put(bucket, key, body: TestBody(new), at: Moments.at(1)) })
        case .delete:
            return (old, nil, { _ = try await storage.deleteObject(bucket, key, at: Moments.at(1)) })
        case .complete:
            let upload = try await storage.initiate(bucket, key, at: Moments.start)
            _ = try await storage.putPart(1, of: upload, body: TestBody(new), at: Moments.start)
            return (old, new, { _ = try await storage.complete(upload, nil, at: Moments.at(1)) })
        case .copy:
            let source = try await storage.put(bucket, .test("source"), body: TestBody(new), at: Moments.start)
            return (old, new, { _ = try await storage.copy(source, to: bucket, key, ObjectDescription(), at: Moments.at(1)) })
        }
    }
}
