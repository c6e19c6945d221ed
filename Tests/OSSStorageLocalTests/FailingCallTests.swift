import Foundation
import NIOCore
import OSSSigning
import OSSStorage
import OSSStorageLocal
import OSSTesting
import Synchronization
import Testing

/// Every system call on files fails once, one after the other, and from then on; what is acknowledged stays, and nothing half-done shows.
@Suite("Failing system calls", .serialized) struct FailingCallTests {
    static let bucket = BucketName.test("bucket")
    static let key = ObjectKey.test("key")

    /// Something that is done to a key which has an object already.
    enum Action: String, CaseIterable {
        case put, overwrite, part, complete, append, copy, delete, sweep
    }

    /// How a call fails.
    enum Failure: String, CaseIterable {
        case once, fromThenOn
    }

    /// Counts calls and fails from one of them on.
    private final class Countdown: Sendable {
        private let state = Mutex((failing: Int.max, last: Int.max, calls: 0, fault: FileFaults.Fault.short))

        var faults: FileFaults {
            FileFaults { [self] _ in
                state.withLock { state in
                    defer { state.calls += 1 }
                    return (state.failing...state.last).contains(state.calls) ? state.fault : nil
                }
            }
        }

        /// Lets the call of that number fail, counted from now on, or also those after it.
        func arm(_ number: Int, _ failure: Failure, _ fault: FileFaults.Fault) {
            // A write of one byte each would be thousands of calls.
            let last = failure == .once ? number : fault == .short ? number + 50 : Int.max
            state.withLock { $0 = (number, last, 0, fault) }
        }

        /// Nothing fails any more.
        /// - Returns: how many calls there were.
        func disarm() -> Int {
            state.withLock { state in
                defer { state = (Int.max, Int.max, 0, .short) }
                return state.calls
            }
        }
    }

    @Test("what is acknowledged stays and nothing half-done shows", arguments: Action.allCases, Failure.allCases)
    func everyCall(action: Action, failure: Failure) async throws {
        // A sweep lists hundreds of folders, and every one of these calls fails in its turn.
        for fault in action == .sweep ? [.error(EIO)] : Self.faults {
            try await withTemporaryFolder { folder in
                let countdown = Countdown()
                let pool = BlockingPool(threadCount: 2, faults: countdown.faults)
                let blobs = try await FileBlobStore(folder: folder, pool: pool)
                let catalogue = InMemoryCatalogue()
                let storage = ObjectStorage(catalogue: catalogue, blobs: blobs, limits: StorageRig.limits)
                _ = try await storage.createBucket(Self.bucket, at: Moments.start)
                var number = 0
                while true {
                    let scene = try await Scene(action, storage)
                    countdown.arm(number, failure, fault)
                    let result = await Result { try await scene.act(storage) }
                    let calls = countdown.disarm()
                    try await scene.check(result, fault, storage)
                    // The room of what could not be removed at once comes back without a restart.
                    _ = try await storage.sweep(olderThan: Moments.farFuture)
                    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/staging").isEmpty, "\(action) \(fault) \(number)")
                    let rig = StorageRig(catalogue: catalogue, blobs: blobs)
                    let referenced = try await catalogue.referenced(among: rig.placedBlobs())
                    try await rig.expectBlobs(referenced.count, "\(action) \(failure) \(fault) at call \(number)")
                    try await scene.check(result, fault, storage)
                    try await scene.clear(storage)
                    if calls <= number { break }
                    number += 1
                }
                #expect(number > 0 || action == .copy || action == .complete || action == .delete, "\(action) makes no call")
                try await pool.stop()
            }
        }
    }

    private static let faults: [FileFaults.Fault] =
        [EIO, ENOSPC, EMFILE, ENFILE, EDQUOT, EFBIG, EINTR, EROFS].map { .error($0) } + [.short]

    /// What is there before an action, and what it does.
    private struct Scene: Sendable {
        let action: Action
        let before: [UInt8]?
        let after: [UInt8]?
        let upload: MultipartUpload?

        init(_ action: Action, _ storage: ObjectStorage) async throws {
            self.action = action
            var random = SeededGenerator(seed: 7)
            let (old, new) = (random.bytes(5000), random.bytes(9000))
            var upload: MultipartUpload?
            switch action {
            case .put: (before, after) = (nil, new)
            case .overwrite: (before, after) = (old, new)
            case .append: (before, after) = (old, old + new)
            case .delete: (before, after) = (old, nil)
            case .part, .sweep: (before, after) = (old, old)
            case .complete, .copy: (before, after) = (old, new)
            }
            if action == .append {
                _ = try await storage.append(bucket, key, position: 0, body: TestBody(old), at: Moments.start)
            } else if before != nil {
                _ = try await storage.put(bucket, key, body: TestBody(old), at: Moments.start)
            }
            if action == .part || action == .complete {
                let begun = try await storage.initiate(bucket, key, at: Moments.start)
                _ = try await storage.putPart(1, of: begun, body: TestBody(new), at: Moments.start)
                upload = begun
            }
            if action == .copy { _ = try await storage.put(bucket, .test("source"), body: TestBody(new), at: Moments.start) }
            if action == .sweep {
                _ = try await storage.put(bucket, .test("gone"), body: TestBody(new), at: Moments.start)
                _ = try await storage.deleteObject(bucket, .test("gone"), at: Moments.start)
            }
            self.upload = upload
        }

        func act(_ storage: ObjectStorage) async throws {
            guard let body = after ?? before else { return }
            switch action {
            case .put, .overwrite: _ = try await storage.put(bucket, key, body: TestBody(body), at: Moments.at(1))
            case .append:
                _ = try await storage.append(
                    bucket, key, position: 5000, body: TestBody(Array(body.dropFirst(5000))), at: Moments.at(1))
            case .part: _ = try await storage.putPart(1, of: upload.unwrapped(), body: TestBody(body), at: Moments.at(1))
            case .complete: _ = try await storage.complete(upload.unwrapped(), nil, at: Moments.at(1))
            case .copy:
                guard let source = try await storage.object(bucket, .test("source")) else { throw ConformanceFailure("no source") }
                _ = try await storage.copy(source, to: bucket, key, ObjectDescription(), at: Moments.at(1))
            case .delete: _ = try await storage.deleteObject(bucket, key, at: Moments.at(1))
            case .sweep: _ = try await storage.sweep(olderThan: Moments.farFuture)
            }
        }

        /// What must hold after the action came back, however it did.
        func check(_ result: Result<Void, any Error>, _ fault: FileFaults.Fault, _ storage: ObjectStorage) async throws {
            let found = try await storage.bytes(bucket, key)
            switch result {
            case .success: #expect(found == after, "\(action) was acknowledged")
            case .failure(let error):
                #expect(found == before, "\(action) failed")
                let isFull = fault == .error(ENOSPC) || fault == .error(EDQUOT)
                #expect((error as? StorageError)?.code == (isFull ? .noSpace : .unavailable), "\(action) \(fault): \(error)")
                #expect(fault != .short, "a short write is no failure")
            }
            #expect(storage.isWritable)
            let keys = try await storage.list(bucket, ListQuery()).objects.map(\.key)
            #expect(keys.allSatisfy { $0 == key || $0 == .test("source") })
            if let upload {
                // The upload is there as long as it was not completed, and its part is one of the two.
                let parts = try await storage.parts(of: upload).parts
                for part in parts { #expect(part.size == 9000 || part.size == 5000) }
            }
        }

        /// Leaves nothing to the next run.
        func clear(_ storage: ObjectStorage) async throws {
            for key in [key, .test("source"), .test("gone")] { _ = try await storage.deleteObject(bucket, key, at: Moments.at(2)) }
            if let upload, try await storage.upload(upload.id, of: bucket, key) != nil { try await storage.abort(upload, at: Moments.at(2)) }
            _ = try await storage.sweep(olderThan: Moments.farFuture)
        }
    }
}

extension Result where Failure == any Error {
    /// What asynchronous work gives or throws.
    init(_ work: () async throws -> Success) async {
        do { self = .success(try await work()) } catch { self = .failure(error) }
    }
}

extension Optional where Wrapped == MultipartUpload {
    /// - Throws: ``ConformanceFailure`` when there is none.
    func unwrapped() throws -> MultipartUpload {
        guard let self else { throw ConformanceFailure("no upload") }
        return self
    }
}
