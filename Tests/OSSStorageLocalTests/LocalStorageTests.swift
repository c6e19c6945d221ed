import Foundation
import NIOCore
import OSSSigning
import OSSStorage
import OSSStorageLocal
import OSSTesting
import Testing

@Suite("Data folder", .serialized) struct LocalStorageTests {
    let bucket = BucketName.test("bucket")
    let key = ObjectKey.test("key")

    /// Opens a storage for a test, and closes it.
    private func withStorage(_ path: String, _ body: (LocalStorage) async throws -> Void) async throws {
        let local = try await LocalStorage.open(path)
        do {
            try await body(local)
            try await local.close()
        } catch {
            try? await local.close()
            throw error
        }
    }

    @Test("what was stored is there after closing and opening again")
    func reopening() async throws {
        try await withTemporaryFolder { folder in
            var random = SeededGenerator(seed: 1)
            let (small, large) = (random.bytes(100), random.bytes(300_000))
            try await withStorage("\(folder)/data") { local async throws in
                _ = try await local.storage.createBucket(bucket, at: Moments.start)
                _ = try await local.storage.put(
                    bucket, key, ObjectDescription(headers: ["content-type": "a/b"]), body: TestBody(small), at: Moments.start)
                _ = try await local.storage.put(bucket, .test("large"), body: TestBody(large), at: Moments.start)
            }
            try await withStorage("\(folder)/data") { local async throws in
                #expect(local.recovery.staged == 0)
                #expect(try await local.storage.object(bucket, key)?.headers == ["content-type": "a/b"])
                #expect(try await local.storage.bytes(bucket, key) == small)
                #expect(try await local.storage.bytes(bucket, .test("large")) == large)
            }
        }
    }

    @Test("commits wait for the disk: SQLite says FULL on the connection that writes")
    func synchronous() async throws {
        try await withTemporaryFolder { folder in
            let pool = BlockingPool(threadCount: 1)
            let catalogue = try await SQLiteCatalogue(path: "\(folder)/catalogue.sqlite", pool: pool)
            #expect(try await catalogue.synchronousLevel() == 2)
            try await catalogue.close()
            try await pool.stop()
        }
    }

    @Test("a second process is refused, and let in when the first has gone")
    func locking() async throws {
        try await withTemporaryFolder { folder in
            try await withStorage("\(folder)/data") { _ in
                await #expect(throws: LocalStorageError.folderInUse(path: "\(folder)/data")) {
                    _ = try await LocalStorage.open("\(folder)/data")
                }
            }
            try await withStorage("\(folder)/data") { _ in }
        }
    }

    @Test("a folder with other things in it is refused and left as it is")
    func foreignFolder() async throws {
        try await withTemporaryFolder { folder in
            try Data().write(to: URL(fileURLWithPath: "\(folder)/thesis.txt"))
            let before = try mode(of: folder)
            await #expect(throws: LocalStorageError.notADataFolder(path: folder)) { _ = try await LocalStorage.open(folder) }
            #expect(try files(in: folder) == ["thesis.txt"])
            #expect(try mode(of: folder) == before)
        }
    }

    @Test("nobody else may look into the folder or its files")
    func modes() async throws {
        try await withTemporaryFolder { folder in
            let data = "\(folder)/data"
            try await withStorage(data) { local async throws in
                _ = try await local.storage.createBucket(bucket, at: Moments.start)
                _ = try await local.storage.put(bucket, key, body: TestBody([UInt8](repeating: 1, count: 100_000)), at: Moments.start)
                #expect(try mode(of: data) == 0o700)
                for file in try files(in: data) { #expect(try mode(of: "\(data)/\(file)") == 0o600, "\(file)") }
            }
        }
    }

    @Test("a copy of the folder taken in mid-flight, as a crash leaves it, opens with everything acknowledged", .timeLimit(.minutes(1)))
    func crashImage() async throws {
        try await withTemporaryFolder { folder in
            let (data, image) = ("\(folder)/data", "\(folder)/image")
            var random = SeededGenerator(seed: 2)
            let large = random.bytes(200_000)
            try await withStorage(data) { local async throws in
                _ = try await local.storage.createBucket(bucket, at: Moments.start)
                _ = try await local.storage.put(bucket, key, body: TestBody(large), at: Moments.start)
                _ = try await local.storage.put(bucket, .test("small"), body: TestBody([1]), at: Moments.start)
                // One upload is running, and one died between placing and committing.
                let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
                continuation.yield(ByteBuffer(bytes: large))
                let upload = Task { try await local.storage.put(bucket, .test("running"), body: stream, at: Moments.start) }
                while try files(in: "\(data)/staging").isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                try FileManager.default.copyItem(atPath: data, toPath: image)
                continuation.finish()
                _ = try await upload.value
            }
            let orphan = try orphanFile(in: image)
            try await withStorage(image) { local async throws in
                #expect(local.recovery.staged == 1)
                #expect(try files(in: "\(image)/staging").isEmpty)
                #expect(try await local.storage.bytes(bucket, key) == large)
                #expect(try await local.storage.bytes(bucket, .test("small")) == [1])
                #expect(try await local.storage.object(bucket, .test("running")) == nil)
                #expect(FileManager.default.fileExists(atPath: orphan))
                #expect(try await local.storage.sweep(olderThan: Moments.farFuture).orphans == 1)
                #expect(!FileManager.default.fileExists(atPath: orphan))
            }
        }
    }

    private func orphanFile(in folder: String) throws -> String {
        let id = BlobID.random()
        let shard = "\(folder)/blobs/\(id.hex.prefix(2))"
        try FileManager.default.createDirectory(atPath: shard, withIntermediateDirectories: true)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: "\(shard)/\(id.hex)"))
        return "\(shard)/\(id.hex)"
    }

    @Test("damaged bytes end in an error and never in a whole body", arguments: [100, 300_000])
    func damage(size: Int) async throws {
        try await withTemporaryFolder { folder in
            let data = "\(folder)/data"
            var random = SeededGenerator(seed: 3)
            let bytes = random.bytes(size)
            try await withStorage(data) { local async throws in
                _ = try await local.storage.createBucket(bucket, at: Moments.start)
                let object = try await local.storage.put(bucket, key, body: TestBody(bytes), at: Moments.start)
                guard let blob = object.content.blobs.first else { return }
                let file = "\(data)/blobs/\(blob.hex.prefix(2))/\(blob.hex)"
                for damage in ["flip", "cut"] {
                    var damaged = Data(bytes)
                    if damage == "flip" { damaged[size - 1] ^= 1 } else { damaged.removeLast() }
                    try damaged.write(to: URL(fileURLWithPath: file))
                    var received = 0
                    await #expect(throws: StorageError(.corrupt, operation: "")) {
                        for try await chunk in try await local.storage.read(object) { received += chunk.readableBytes }
                    }
                    #expect(received < size, "\(damage)")
                }
            }
        }
    }

    @Test("a catalogue that is no catalogue is refused")
    func noCatalogue() async throws {
        try await withTemporaryFolder { folder in
            let data = "\(folder)/data"
            try await withStorage(data) { _ in }
            try Data(repeating: 7, count: 8192).write(to: URL(fileURLWithPath: "\(data)/catalogue.sqlite"))
            await #expect(throws: StorageError(.corrupt, operation: "")) { _ = try await LocalStorage.open(data) }
        }
    }

    @Test("after closing, the storage answers that it is unavailable")
    func closed() async throws {
        try await withTemporaryFolder { folder in
            let local = try await LocalStorage.open("\(folder)/data")
            try await local.close()
            let storage = local.storage
            await #expect(throws: StorageError(.unavailable, operation: "")) { _ = try await storage.bucket(bucket) }
            await #expect(throws: StorageError(.unavailable, operation: "")) { _ = try await storage.createBucket(bucket, at: Moments.start) }
        }
    }
}
