import NIOCore
import OSSSigning
import OSSStorage

extension StorageConformance {
    /// An upload that must fail, with the code it must fail with.
    private struct BadUpload {
        let code: StorageError.Code
        var bucket = StorageConformance.bucket
        var options = PutOptions()
    }

    private static func badUploads(size: Int) -> [BadUpload] {
        let size = Int64(size)
        return [
            BadUpload(code: .bodyTooShort, options: PutOptions(expectedLength: size + 1)),
            BadUpload(code: .bodyTooLong, options: PutOptions(expectedLength: size - 1)),
            BadUpload(code: .bodyTooLong, options: PutOptions(expectedLength: 0)),
            BadUpload(code: .bodyTooLong, options: PutOptions(expectedLength: .min)),
            BadUpload(code: .digestMismatch, options: PutOptions(expectedMD5: [UInt8](repeating: 7, count: 16))),
            BadUpload(code: .digestMismatch, options: PutOptions(expectedMD5: [])),
            BadUpload(code: .crcMismatch, options: PutOptions(expectedCRC64: 1)),
            BadUpload(code: .tooLarge, options: PutOptions(maximumBytes: size - 1)),
            BadUpload(code: .tooLarge, options: PutOptions(maximumBytes: -1)),
            BadUpload(code: .tooLarge, options: PutOptions(expectedLength: .max)),
            BadUpload(code: .noSuchBucket, bucket: .test("elsewhere")),
        ]
    }

    static let refusalCases: [Case] = [
        Case("an upload that is refused leaves no trace") { rig, random in
            let storage = try await open(rig)
            for size in [10, 20_000] {
                let bytes = random.bytes(size)
                for bad in badUploads(size: size) {
                    try await Claim.fails(bad.code, "\(size) bytes, \(bad.options)") {
                        _ = try await storage.put(bad.bucket, key, body: TestBody(bytes), options: bad.options, at: Moments.start)
                    }
                    try await Claim.equal(storage.object(bad.bucket, key), nil)
                    try await rig.expectBlobs(0, "\(bad.code), \(size) bytes")
                }
            }
            try Claim.equal(storage.isWritable, true, "a refusal is no failure")
        },
        Case("an upload that is refused leaves the object that is there") { rig, random in
            let storage = try await open(rig)
            let old = random.bytes(3000)
            _ = try await storage.put(bucket, key, body: TestBody(old), at: Moments.start)
            for size in [10, 20_000] {
                var bads = badUploads(size: size)
                bads.append(BadUpload(code: .alreadyExists, options: PutOptions(forbidOverwrite: true)))
                for bad in bads {
                    try await Claim.fails(bad.code) {
                        let body = TestBody(random.bytes(size))
                        _ = try await storage.put(bad.bucket, key, body: body, options: bad.options, at: Moments.start)
                    }
                    try await Claim.holds(storage.bytes(bucket, key) == old, "the old bytes after \(bad.code)")
                    try await rig.expectBlobs(1, "\(bad.code)")
                }
            }
        },
        Case("an error of the body reaches the caller unchanged and leaves no trace") { rig, random in
            let storage = try await open(rig)
            for size in [0, 10, 20_000] {
                let body = TestBody(random.bytes(size), breaksOff: true)
                do {
                    _ = try await storage.put(bucket, key, body: body, at: Moments.start)
                    throw ConformanceFailure("a body that breaks off was stored")
                } catch is TestBody.HungUp {}
                try await Claim.equal(storage.object(bucket, key), nil)
                try await rig.expectBlobs(0, "\(size) bytes and an error")
            }
        },
        Case("an upload whose task is cancelled leaves no trace") { rig, random in
            let storage = try await open(rig)
            for size in [10, 20_000] {
                // A stream that ends, instead of throwing, when its task is cancelled: the body looks complete.
                let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
                continuation.yield(ByteBuffer(bytes: random.bytes(size)))
                let upload = Task { try await storage.put(bucket, key, body: stream, at: Moments.start) }
                try await Task.sleep(for: .milliseconds(20))
                upload.cancel()
                let result = await upload.result
                try Claim.holds((try? result.get()) == nil, "a cancelled upload was stored")
                try await Claim.equal(storage.object(bucket, key), nil)
                try await rig.expectBlobs(0, "\(size) bytes and a cancellation")
            }
        },
        Case("more uploads than allowed are refused at once, while small objects still pass") { rig, random in
            var limits = StorageRig.limits
            limits.maximumUploads = 2
            let storage = try await open(rig, limits)
            let bytes = random.bytes(20_000)
            var streams: [AsyncStream<ByteBuffer>.Continuation] = []
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<2 {
                    let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
                    streams.append(continuation)
                    continuation.yield(ByteBuffer(bytes: bytes))
                    group.addTask { _ = try await storage.put(bucket, .test("held-\(number)"), body: stream, at: Moments.start) }
                }
                try await Task.sleep(for: .milliseconds(100))
                try await Claim.fails(.tooManyUploads) {
                    _ = try await storage.put(bucket, key, body: TestBody(bytes), at: Moments.start)
                }
                _ = try await storage.put(bucket, .test("small"), body: TestBody([1]), at: Moments.start)
                for stream in streams { stream.finish() }
                try await group.waitForAll()
            }
            _ = try await storage.put(bucket, key, body: TestBody(bytes), at: Moments.start)
            try await rig.expectBlobs(3, "permits come back")
        },
    ]
}
