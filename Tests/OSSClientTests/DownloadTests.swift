import Foundation
import HTTPTypes
import NIOCore
import OSSClient
import OSSTesting
import Synchronization
import Testing

@Suite("Downloading into files")
struct DownloadTests {
    /// Small stretches, so that small objects have several.
    static func options(_ folder: TemporaryFolder, threshold: Int64 = 65_536, checkpoints: Bool = true) -> DownloadOptions {
        var options = DownloadOptions()
        options.multipartThreshold = threshold
        options.partSize = 65_536
        options.parallelism = 8
        if checkpoints { options.checkpointDirectory = "\(folder.path)/state" }
        return options
    }

    /// Runs a test against a server that has one object.
    static func run(
        _ size: Int, _ body: @escaping @Sendable (TestServer, [UInt8], TemporaryFolder, GetObjectRequest) async throws -> Void
    ) async throws {
        try await TestServer.run { server in
            let bytes = noise(size)
            try await server.client().putObject(PutObjectRequest(bucket: "uploads", key: "a", body: .bytes(bytes)))
            try await body(server, bytes, try TemporaryFolder(), try GetObjectRequest(bucket: "uploads", key: "a"))
        }
    }

    /// What is in the folder, hidden files included.
    static func names(_ folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != "state" }.sorted()
    }

    static func checkpoints(_ folder: TemporaryFolder) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/state").count) ?? 0
    }

    @Test("objects of all sizes arrive whole, checked, under their name alone", arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_000])
    func sizes(size: Int) async throws {
        try await Self.run(size) { server, bytes, folder, request in
            let path = "\(folder.path)/file"
            let receipt = try await server.client().download(request, to: path, options: Self.options(folder)).receipt()
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
            #expect(receipt.size == Int64(size) && receipt.crc64 == CRC64.checksum(bytes) && receipt.isChecked)
            #expect(try Self.names(folder) == ["file"] && Self.checkpoints(folder) == 0)
            let presigned = try PresignedDownload(try await server.client().presign(request))
            let other = "\(folder.path)/other"
            let again = try await server.downloader().download(presigned, to: other, options: Self.options(folder)).receipt()
            #expect(FileManager.default.contents(atPath: other) == Data(bytes))
            #expect(again.crc64 == receipt.crc64 && again.isChecked)
        }
    }

    @Test("a small object is one request, a large one has stretches that all ask for the same entity tag")
    func requests() async throws {
        try await Self.run(300_000) { server, _, folder, request in
            let transport = RecordingTransport(try AsyncHTTPTransport())
            let client = try server.client(transport)
            try await client.download(request, to: "\(folder.path)/one", options: Self.options(folder, threshold: 1_000_000)).receipt()
            #expect(transport.requests.count == 1)
            try await client.download(request, to: "\(folder.path)/many", options: Self.options(folder)).receipt()
            let many = transport.requests.dropFirst()
            let ranges = many.map { $0.headers[.range] ?? "" }.sorted()
            #expect(ranges == ["bytes=0-65535", "bytes=131072-196607", "bytes=196608-262143", "bytes=262144-299999", "bytes=65536-131071"])
            #expect(many.dropFirst().allSatisfy { $0.headers[.ifMatch]?.isEmpty == false })
        }
    }

    @Test("progress ends with the whole, and then comes the receipt")
    func events() async throws {
        try await Self.run(300_000) { server, _, folder, request in
            var last: DownloadProgress?
            var receipt: DownloadReceipt?
            for try await event in try server.client().download(request, to: "\(folder.path)/file", options: Self.options(folder)) {
                switch event {
                case .progress(let progress): last = progress
                case .completed(let completed): receipt = completed
                case .restarted: Issue.record("nothing has changed")
                }
            }
            #expect(last?.bytesReceived == 300_000 && last?.bytesResumed == 0 && last?.totalBytes == 300_000)
            #expect(receipt?.size == 300_000)
        }
    }

    @Test("a connection that is cut is taken up at the byte where it was", arguments: [0, 1, 1000, 65_535, 65_536, 100_000, 199_999])
    func cut(place: Int) async throws {
        try await Self.run(200_000) { server, bytes, folder, request in
            let transport = CuttingTransport(try AsyncHTTPTransport(), after: place)
            let path = "\(folder.path)/file"
            var options = Self.options(folder, threshold: 1_000_000)
            options.checkpointDirectory = nil
            let receipt = try await server.client(transport).download(request, to: path, options: options).receipt()
            #expect(FileManager.default.contents(atPath: path) == Data(bytes) && receipt.isChecked)
            #expect(transport.ranges.count == 2)
            #expect(transport.ranges.last == "bytes=\(place)-199999")
            let stream = try server.client(CuttingTransport(try AsyncHTTPTransport(), after: place)).stream(request)
            #expect(try await Self.collect(stream) == bytes)
        }
    }

    @Test("a connection that is cut after every few bytes gets there all the same")
    func cutOften() async throws {
        try await Self.run(20_000) { server, bytes, folder, request in
            let transport = CuttingTransport(try AsyncHTTPTransport(), after: 1000, times: .max)
            let path = "\(folder.path)/file"
            try await server.client(transport).download(request, to: path, options: Self.options(folder)).receipt()
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
            #expect(transport.ranges.count == 20)
        }
    }

    @Test("a server that answers 500 for good is an error; the old file stays, and the next run goes on")
    func persistentFailure() async throws {
        try await Self.run(400_000) { server, bytes, folder, request in
            let path = try folder.file("file", [1, 2, 3])
            let broken = RecordingTransport(
                try AsyncHTTPTransport(),
                before: { number, request in
                    request.headers[.range]?.hasPrefix("bytes=262144-") == true ? TransportResponse(status: 500) : nil
                })
            var options = Self.options(folder)
            options.parallelism = 1
            await #expect(throws: ServiceError.self) { try await server.client(broken).download(request, to: path, options: options).receipt() }
            #expect(broken.requests.count == 4 + RetryPolicy().maximumAttempts)
            #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
            #expect(try Self.names(folder) == [".file.waybill-part", "file"])
            let mode = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/.file.waybill-part")[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let transport = RecordingTransport(try AsyncHTTPTransport())
            let receipt = try await server.client(transport).download(request, to: path, options: Self.options(folder)).receipt()
            #expect(receipt.bytesResumed == 262_144 && receipt.isChecked)
            #expect(transport.requests.count == 3)
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
            #expect(try Self.names(folder) == ["file"] && Self.checkpoints(folder) == 0)
        }
    }

    /// A download of which the first 262,144 of 400,000 bytes are there.
    static func interrupted(_ server: TestServer, _ folder: TemporaryFolder, _ request: GetObjectRequest, to path: String) async throws {
        let broken = RecordingTransport(
            try AsyncHTTPTransport(),
            before: { _, request in request.headers[.range]?.hasPrefix("bytes=262144-") == true ? TransportResponse(status: 403) : nil })
        var options = options(folder)
        options.parallelism = 1
        await #expect(throws: ServiceError.self) { try await server.client(broken).download(request, to: path, options: options).receipt() }
        #expect(try names(folder) == [".file.waybill-part"])
    }

    @Test("an object that has changed since begins anew")
    func changedSince() async throws {
        try await Self.run(400_000) { server, _, folder, request in
            let path = "\(folder.path)/file"
            try await Self.interrupted(server, folder, request, to: path)
            let other = noise(400_000, seed: 2)
            try await server.client().putObject(PutObjectRequest(bucket: "uploads", key: "a", body: .bytes(other)))
            let restarts = Mutex(0)
            let receipt = try await server.client().download(request, to: path, options: Self.options(folder)).receipt { event in
                if case .restarted = event { restarts.withLock { $0 += 1 } }
            }
            #expect(restarts.withLock { $0 } == 1 && receipt.bytesResumed == 0)
            #expect(FileManager.default.contents(atPath: path) == Data(other))
            #expect(try Self.names(folder) == ["file"] && Self.checkpoints(folder) == 0)
        }
    }

    enum Damage: CaseIterable { case partChanged, partGone, partShort, checkpointIsNoJSON, checkpointLies }

    @Test("what an earlier run left is used as far as it is true", arguments: Damage.allCases)
    func damagedLeftovers(damage: Damage) async throws {
        try await Self.run(400_000) { server, bytes, folder, request in
            let path = "\(folder.path)/file"
            try await Self.interrupted(server, folder, request, to: path)
            let part = "\(folder.path)/.file.waybill-part"
            let state = try #require(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/state").first)
            let checkpoint = "\(folder.path)/state/\(state)"
            var expected: Int64 = 0
            switch damage {
            case .partChanged:
                let handle = try #require(FileHandle(forUpdatingAtPath: part))
                try handle.seek(toOffset: 70_000)
                try handle.write(contentsOf: Data([1, 2, 3, 4]))
                expected = 262_144 - 65_536
            case .partGone: try FileManager.default.removeItem(atPath: part)
            case .partShort:
                try #require(FileHandle(forUpdatingAtPath: part)).truncate(atOffset: 200_000)
                expected = 262_144 - 65_536
            case .checkpointIsNoJSON: try Data("{".utf8).write(to: URL(filePath: checkpoint))
            case .checkpointLies:
                let text = String(decoding: try Data(contentsOf: URL(filePath: checkpoint)), as: UTF8.self)
                try Data(text.replacing("\"start\":0", with: "\"start\":-9223372036854775808").utf8).write(to: URL(filePath: checkpoint))
            }
            let receipt = try await server.client().download(request, to: path, options: Self.options(folder)).receipt()
            #expect(receipt.bytesResumed == expected && receipt.isChecked)
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
            #expect(try Self.names(folder) == ["file"])
        }
    }

    @Test("an object that changes between two stretches is an error, and nothing of it is left", arguments: [true, false])
    func changedMeanwhile(serverChecks: Bool) async throws {
        try await Self.run(400_000) { server, _, folder, request in
            let path = try folder.file("file", [1])
            let meddling = RecordingTransport(
                try AsyncHTTPTransport(),
                before: { number, _ in
                    if number == 2 {
                        try await server.client().putObject(PutObjectRequest(bucket: "uploads", key: "a", body: .bytes(noise(400_000, seed: 3))))
                    }
                    return nil
                },
                after: { number, request, response in
                    guard !serverChecks, response.status == 412 else { return response }
                    // A server that does not know If-Match sends the new object.
                    let unconditional = try await server.client().getObject(GetObjectRequest(bucket: "uploads", key: "a", range: .from(0)))
                    return TransportResponse(status: 206, headers: unconditional.headers, body: unconditional.body)
                })
            var options = Self.options(folder)
            options.parallelism = 1
            await #expect(throws: ClientError(.objectChanged, "")) {
                try await server.client(meddling).download(request, to: path, options: options).receipt()
            }
            #expect(FileManager.default.contents(atPath: path) == Data([1]))
            #expect(try Self.names(folder) == ["file"] && Self.checkpoints(folder) == 0)
        }
    }

    @Test("a wrong checksum is an error, and nothing is left but what was there", arguments: [1000, 400_000])
    func wrongChecksum(size: Int) async throws {
        try await Self.run(size) { server, bytes, folder, request in
            let path = try folder.file("file", [1])
            let lying = RecordingTransport(
                try AsyncHTTPTransport(),
                after: { _, _, response in
                    var headers = response.headers
                    headers[HTTPField.Name("x-oss-hash-crc64ecma")!] = "42"
                    return TransportResponse(status: response.status, headers: headers, body: response.body)
                })
            await #expect(throws: ClientError(.checksumMismatch, "")) {
                try await server.client(lying).download(request, to: path, options: Self.options(folder)).receipt()
            }
            #expect(FileManager.default.contents(atPath: path) == Data([1]))
            #expect(try Self.names(folder) == ["file"] && Self.checkpoints(folder) == 0)
            await #expect(throws: ClientError(.checksumMismatch, "")) { try await Self.collect(server.client(lying).stream(request)) }
        }
    }

    @Test("a server that ignores Range sends the object once; cut, the bytes that are there already are passed over")
    func rangeIgnored() async throws {
        try await Self.run(400_000) { server, bytes, folder, request in
            let path = "\(folder.path)/file"
            let simple = RecordingTransport(RangelessTransport(try AsyncHTTPTransport()))
            try await server.client(simple).download(request, to: path, options: Self.options(folder)).receipt()
            #expect(simple.requests.count == 1)
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
            let cutting = CuttingTransport(RangelessTransport(try AsyncHTTPTransport()), after: 123_456)
            try await server.client(cutting).download(request, to: path, options: Self.options(folder)).receipt()
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
            #expect(cutting.ranges.count == 2)
        }
    }

    struct Oddity: CustomTestStringConvertible, Sendable {
        let name: String
        let answer: @Sendable (TransportResponse) -> TransportResponse
        var testDescription: String { name }

        static let all = [
            Oddity(name: "no length") { Self.changed($0) { $0[.contentLength] = nil } },
            Oddity(name: "no Content-Range", status: 206) { $0[.contentRange] = nil },
            Oddity(name: "other bytes than asked for", status: 206) { $0[.contentRange] = "bytes 1-65536/400000" },
            Oddity(name: "more bytes than it says", status: 206) { $0[.contentRange] = "bytes 0-65535/9223372036854775807" },
            Oddity(name: "numbers beyond all bounds", status: 206) { $0[.contentRange] = "bytes 0-9223372036854775807/9223372036854775808" },
            Oddity(name: "an inverted range", status: 206) { $0[.contentRange] = "bytes 9-0/10" },
            Oddity(name: "a negative length", status: 200) { $0[.contentLength] = "-1" },
        ]

        init(name: String, _ answer: @escaping @Sendable (TransportResponse) -> TransportResponse) {
            self.name = name
            self.answer = answer
        }

        init(name: String, status: Int, _ change: @escaping @Sendable (inout HTTPFields) -> Void) {
            self.init(name: name) { Self.changed($0, status: status, change) }
        }

        static func changed(_ response: TransportResponse, status: Int = 200, _ change: (inout HTTPFields) -> Void) -> TransportResponse {
            var headers = response.headers
            change(&headers)
            return TransportResponse(status: status, headers: headers, body: response.body)
        }
    }

    @Test("answers that make no sense are errors, and what was there stays", arguments: Oddity.all)
    func oddAnswers(oddity: Oddity) async throws {
        try await Self.run(400_000) { server, _, folder, request in
            let path = try folder.file("file", [1])
            let odd = RecordingTransport(try AsyncHTTPTransport(), after: { _, _, response in oddity.answer(response) })
            var options = Self.options(folder)
            // The first stretch is the test's.
            options.parallelism = 1
            await #expect(throws: ClientError.self) { try await server.client(odd).download(request, to: path, options: options).receipt() }
            #expect(FileManager.default.contents(atPath: path) == Data([1]))
            #expect(try Self.names(folder) == ["file"])
        }
    }

    @Test("a full disk is an error; the old file stays, and a run with room goes on", arguments: [ENOSPC, EIO])
    func fullDisk(failure: CInt) async throws {
        try await Self.run(400_000) { server, bytes, folder, request in
            let path = try folder.file("file", [1])
            var options = Self.options(folder)
            options.parallelism = 1
            options.writeCall = { descriptor, bytes, count, offset in
                if offset >= 100_000 {
                    errno = failure
                    return -1
                }
                // Disks that are about to be full take less than they are given.
                return PartFile.systemWrite(descriptor, bytes, min(count, 4096), offset)
            }
            await #expect(throws: ClientError(.fileNotWritable, "")) {
                try await server.client().download(request, to: path, options: options).receipt()
            }
            #expect(FileManager.default.contents(atPath: path) == Data([1]))
            let receipt = try await server.client().download(request, to: path, options: Self.options(folder)).receipt()
            #expect(receipt.bytesResumed == 65_536)
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
        }
    }

    @Test("cancelling cancels, and the next run goes on")
    func cancelled() async throws {
        try await Self.run(2_000_000) { server, bytes, folder, request in
            let path = "\(folder.path)/file"
            var slow = Self.options(folder)
            slow.bandwidthLimit = 400_000
            let options = slow
            let (begun, continuation) = AsyncStream.makeStream(of: Void.self)
            let client = try server.client()
            let task = Task {
                try await client.download(request, to: path, options: options).receipt { event in
                    if case .progress(let progress) = event, progress.bytesReceived > 200_000 { continuation.yield() }
                }
            }
            for await _ in begun { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try Self.names(folder) == [".file.waybill-part"])
            let receipt = try await client.download(request, to: path, options: Self.options(folder)).receipt()
            #expect(receipt.bytesResumed >= 200_000)
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
        }
    }

    @Test("two downloads into one file do not mix: the second is an error")
    func twice() async throws {
        try await Self.run(400_000) { server, bytes, folder, request in
            let path = "\(folder.path)/file"
            let client = try server.client()
            let other = RecordingTransport(
                try AsyncHTTPTransport(),
                before: { number, _ in
                    guard number == 3 else { return nil }
                    await #expect(throws: ClientError(.fileNotWritable, "")) {
                        try await client.download(request, to: path, options: Self.options(folder)).receipt()
                    }
                    return nil
                })
            try await server.client(other).download(request, to: path, options: Self.options(folder)).receipt()
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
        }
    }

    @Test("a file keeps its mode; a new one has that of new files; folders and devices are not replaced")
    func targets() async throws {
        try await Self.run(1000) { server, bytes, folder, request in
            let client = try server.client()
            let path = try folder.file("file", [1])
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            try await client.download(request, to: path).receipt()
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
            for target in [folder.path, "\(folder.path)/", "/dev/null", "\(folder.path)/missing/file", "\(folder.path)/..", ""] {
                await #expect(throws: ClientError(.fileNotWritable, ""), "\(target)") { try await client.download(request, to: target).receipt() }
            }
            let longest = String(repeating: "n", count: 255)
            try await client.download(request, to: "\(folder.path)/\(longest)").receipt()
            try await client.download(request, to: "\(folder.path)/中文 \u{301}\n").receipt()
            #expect(try Self.names(folder) == ["file", longest, "中文 \u{301}\n"].sorted())
        }
    }

    @Test("an expired URL is known before anything is sent")
    func expired() async throws {
        try await Self.run(1000) { server, _, folder, request in
            let presigned = try PresignedDownload(try await server.client().presign(request, expires: .seconds(60)))
            server.clock.advance(bySeconds: 61)
            let transport = RecordingTransport(try AsyncHTTPTransport())
            await #expect(throws: ClientError(.expired, "")) {
                try await server.downloader(transport).download(presigned, to: "\(folder.path)/file").receipt()
            }
            #expect(transport.requests.isEmpty)
        }
    }

    @Test("a refusal makes no file", arguments: ["missing", "a"])
    func refused(key: String) async throws {
        try await Self.run(1000) { server, _, folder, _ in
            var request = try GetObjectRequest(bucket: "uploads", key: key)
            request.conditions.ifMatch = "\"0123\""
            await #expect(throws: ServiceError.self) { try await server.client().download(request, to: "\(folder.path)/file").receipt() }
            #expect(try Self.names(folder).isEmpty)
        }
    }

    static func collect(_ stream: DownloadStream) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in stream { bytes += Array(chunk.readableBytesView) }
        return bytes
    }
}

@Suite("Copying inside of OSS")
struct CopyTests {
    @Test("a large object is copied in parts, with what it is stored with", arguments: [Int64.max, 250_000])
    func parts(threshold: Int64) async throws {
        try await TestServer.run(buckets: ["uploads", "other"]) { server in
            let bytes = noise(300_000)
            let transport = RecordingTransport(try AsyncHTTPTransport())
            let client = try server.client(transport)
            var put = try PutObjectRequest(bucket: "uploads", key: "a", contentType: "image/jpeg", body: .bytes(bytes))
            put.metadata = ["author": "me"]
            put.tagging = [ResourceTag(key: "k", value: "v")]
            try await client.putObject(put)
            var options = CopyOptions()
            options.multipartThreshold = threshold
            options.partSize = 102_400
            let request = try CopyObjectRequest(bucket: "other", key: "b", sourceBucket: "uploads", sourceKey: "a")
            let receipt = try await client.copy(request, options: options)
            #expect(receipt.size == 300_000 && receipt.crc64 == CRC64.checksum(bytes))
            let head = try await client.headObject(HeadObjectRequest(bucket: "other", key: "b"))
            #expect(head.contentType == "image/jpeg" && head.metadata == ["author": "me"] && head.taggingCount == 1)
            #expect(transport.count(.put, containing: "partNumber") == (threshold == .max ? 0 : 3))
        }
    }

    @Test("a copy in parts that fails leaves no upload behind")
    func failure() async throws {
        try await TestServer.run { server in
            let transport = RecordingTransport(
                try AsyncHTTPTransport(), before: { _, request in request.url.contains("partNumber=2") ? TransportResponse(status: 403) : nil })
            let client = try server.client(transport)
            try await client.putObject(PutObjectRequest(bucket: "uploads", key: "a", body: .bytes(noise(300_000))))
            var options = CopyOptions()
            (options.multipartThreshold, options.partSize) = (0, 102_400)
            let settled = options
            await #expect(throws: ServiceError.self) {
                try await client.copy(CopyObjectRequest(bucket: "uploads", key: "b", sourceKey: "a"), options: settled)
            }
            var uploads = 0
            for try await _ in client.listMultipartUploads(bucket: try BucketName("uploads")) { uploads += 1 }
            #expect(uploads == 0)
        }
    }
}

/// Cuts answers with a body after so many bytes, so many times.
final class CuttingTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let place: Int
    private let left: Mutex<Int>
    private let seen = Mutex<[String]>([])

    init(_ base: any HTTPTransport, after place: Int, times: Int = 1) {
        self.base = base
        self.place = place
        left = Mutex(times)
    }

    /// The ranges that were asked for.
    var ranges: [String] { seen.withLock { $0 } }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        seen.withLock { $0.append(request.headers[.range] ?? "") }
        let response = try await base.send(request)
        let cuts = left.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
        guard cuts else { return response }
        let (body, place) = (response.body, self.place)
        let chunks = ByteChunks {
            var iterator = body.makeAsyncIterator()
            var rest = place
            return {
                guard rest > 0, var chunk = try await iterator.next() else { throw ClientError(.connectionLost, "cut") }
                let slice = chunk.readSlice(length: min(rest, chunk.readableBytes))
                rest -= slice?.readableBytes ?? 0
                return slice
            }
        }
        return TransportResponse(status: response.status, headers: response.headers, body: chunks)
    }
}

/// A server that knows nothing of ranges. The header is not signed.
struct RangelessTransport: HTTPTransport {
    let base: any HTTPTransport
    init(_ base: any HTTPTransport) { self.base = base }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        var request = request
        request.headers[.range] = nil
        return try await base.send(request)
    }
}
