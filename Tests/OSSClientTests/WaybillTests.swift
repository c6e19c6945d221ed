import Foundation
import HTTPTypes
import NIOCore
import OSSClient
import OSSSigning
import OSSTesting
import Synchronization
import Testing

@Suite("Waybills: an upload in parts that was signed as a whole")
struct WaybillTests {
    private static let partSize: Int64 = 100 * 1024

    private func waybill(
        _ server: TestServer, size: Int64?, maximumSize: Int64 = 1_000_000, key: String = "film.mp4",
        _ configure: (inout WaybillOptions) -> Void = { _ in }
    ) async throws -> Waybill {
        var options = WaybillOptions()
        options.partSize = Self.partSize
        configure(&options)
        return try await server.client().waybill(
            for: PutObjectRequest(bucket: "uploads", key: key, contentType: "video/mp4"), size: size, maximumSize: maximumSize, options: options)
    }

    @Test("a file arrives whole, without credentials, over the written document", arguments: [0, 1, 102_400, 102_401, 950_000])
    func whole(size: Int) async throws {
        let bytes = noise(size)
        try await TestServer.run { server in
            let folder = try TemporaryFolder()
            let document = try await waybill(server, size: Int64(size)).json()
            let waybill = try Waybill(json: document)
            let receipt = try await server.uploader().upload(.file(folder.file("f", bytes)), with: waybill).receipt()
            #expect(receipt.crc64 == CRC64.checksum(bytes) && receipt.size == Int64(size) && receipt.isChecked)
            #expect(receipt.partCount == max(1, (size + 102_399) / 102_400) && receipt.resumedPartCount == 0)
        }
    }

    @Test("after a crash only the missing parts are sent")
    func resumes() async throws {
        let bytes = noise(950_000)
        try await TestServer.run { server in
            let waybill = try await waybill(server, size: 950_000)
            // The connection goes down for good after four parts.
            let dying = RecordingTransport(
                try AsyncHTTPTransport(), before: { number, _ in if number > 5 { throw ClientError(.invalidResponse, "the end") } else { nil } })
            var options = UploadOptions()
            options.parallelism = 1
            await #expect(throws: ClientError(.invalidResponse, "")) {
                try await server.uploader(dying).upload(.bytes(bytes), with: waybill, options: options).receipt()
            }
            let second = RecordingTransport(try AsyncHTTPTransport())
            let receipt = try await server.uploader(second).upload(.bytes(bytes), with: waybill).receipt()
            #expect(receipt.resumedPartCount == 4 && receipt.partCount == 10)
            #expect(second.count(.put) == 6)
            #expect(receipt.crc64 == CRC64.checksum(bytes))
        }
    }

    @Test("parts that differ from the file are sent anew")
    func differingParts() async throws {
        let bytes = noise(300_000)
        try await TestServer.run { server in
            let waybill = try await waybill(server, size: 300_000)
            let old = noise(300_000, seed: 7)
            let dying = RecordingTransport(
                try AsyncHTTPTransport(), before: { _, request in request.method == .post ? TransportResponse(status: 400) : nil })
            await #expect(throws: ServiceError.self) { try await server.uploader(dying).upload(.bytes(old), with: waybill).receipt() }
            let receipt = try await server.uploader().upload(.bytes(bytes), with: waybill).receipt()
            #expect(receipt.resumedPartCount == 0 && receipt.crc64 == CRC64.checksum(bytes))
        }
    }

    @Test("an upload that was completed already is recognised by its checksum, and refused for another file")
    func completedBefore() async throws {
        let bytes = noise(300_000)
        try await TestServer.run { server in
            let waybill = try await waybill(server, size: 300_000)
            _ = try await server.uploader().upload(.bytes(bytes), with: waybill).receipt()
            let again = try await server.uploader().upload(.bytes(bytes), with: waybill).receipt()
            #expect(again.resumedPartCount == again.partCount && again.crc64 == CRC64.checksum(bytes))
            await #expect(throws: ClientError(.notResumable, "")) {
                try await server.uploader().upload(.bytes(noise(300_000, seed: 3)), with: waybill).receipt()
            }
        }
    }

    @Test("a completion whose answer is lost is not repeated in vain")
    func lostAnswer() async throws {
        let bytes = noise(300_000)
        try await TestServer.run { server in
            let waybill = try await waybill(server, size: 300_000)
            let isLost = Mutex(false)
            let losing = RecordingTransport(
                try AsyncHTTPTransport(),
                after: { _, request, response in
                    let loses = isLost.withLock { isLost in
                        defer { isLost = isLost || request.method == .post }
                        return request.method == .post && !isLost
                    }
                    if loses { throw ClientError(.connectionLost, "") }
                    return response
                })
            let receipt = try await server.uploader(losing).upload(.bytes(bytes), with: waybill).receipt()
            #expect(receipt.crc64 == CRC64.checksum(bytes))
        }
    }

    @Test("new URLs are fetched before the old ones expire, once for all parts")
    func refreshes() async throws {
        let bytes = noise(950_000)
        try await TestServer.run { server in
            let client = try server.client()
            let request = try PutObjectRequest(bucket: "uploads", key: "film.mp4", contentType: "video/mp4")
            let first = try await waybill(server, size: 950_000) { options in
                options.expires = .seconds(600)
                options.refresh = Waybill.Refresh(url: "http://signer.example/refresh", headers: ["Authorization": "Bearer abc"])
            }
            let asked = Mutex<[WaybillRefreshRequest]>([])
            let transport = RecordingTransport(
                try AsyncHTTPTransport(),
                before: { number, request2 in
                    if number == 6 { server.clock.advance(bySeconds: 590) }
                    guard request2.url == "http://signer.example/refresh" else { return nil }
                    #expect(request2.headers[.authorization] == "Bearer abc")
                    let ask = try JSONDecoder().decode(WaybillRefreshRequest.self, from: Data(try await request2.bodyBytes()))
                    asked.withLock { $0.append(ask) }
                    var options = WaybillOptions()
                    options.expires = .seconds(600)
                    let renewed = try await client.renew(first, for: request, parts: ask.parts, options: options)
                    return TransportResponse(status: 200, body: ByteChunks(try renewed.json()))
                })
            var refreshes = 0
            var options = UploadOptions()
            options.parallelism = 2
            for try await event in try server.uploader(transport).upload(.bytes(bytes), with: first, options: options) {
                if case .refreshed = event { refreshes += 1 }
                if case .completed(let receipt) = event { #expect(receipt.crc64 == CRC64.checksum(bytes)) }
            }
            let requests = asked.withLock { $0 }
            #expect(refreshes == 1 && requests.count == 1)
            #expect(requests.first?.uploadID == first.uploadID)
            #expect((requests.first?.parts.count ?? 0) < 10)
        }
    }

    @Test("an expired waybill without a refresh sends nothing; one whose refresh fails says so")
    func expired() async throws {
        try await TestServer.run { server in
            let plain = try await waybill(server, size: 10) { $0.expires = .seconds(60) }
            let refreshing = try await waybill(server, size: 10) { options in
                options.expires = .seconds(60)
                options.refresh = Waybill.Refresh(url: "http://127.0.0.1:1/refresh")
            }
            server.clock.advance(bySeconds: 61)
            let transport = RecordingTransport(try AsyncHTTPTransport())
            await #expect(throws: ClientError(.expired, "")) { try await server.uploader(transport).upload(.bytes(noise(10)), with: plain).receipt() }
            #expect(transport.requests.isEmpty)
            await #expect(throws: ClientError(.refreshFailed, "")) {
                try await server.uploader().upload(.bytes(noise(10)), with: refreshing).receipt()
            }
        }
    }

    @Test("cancelling does not wait for a refresh that never answers, and ends it")
    func hangingRefresh() async throws {
        try await TestServer.run { server in
            let waybill = try await waybill(server, size: 950_000) { options in
                options.expires = .seconds(60)
                options.refresh = Waybill.Refresh(url: "http://signer.example/refresh")
            }
            server.clock.advance(bySeconds: 61)
            let (asked, askedContinuation) = AsyncStream.makeStream(of: Void.self)
            let (ended, endedContinuation) = AsyncStream.makeStream(of: Void.self)
            let hanging = RecordingTransport(
                try AsyncHTTPTransport(),
                before: { _, request in
                    #expect(request.url == "http://signer.example/refresh")
                    askedContinuation.yield()
                    defer { endedContinuation.yield() }
                    try await Task.sleep(for: .seconds(3600))
                    return nil
                })
            let task = Task { try await server.uploader(hanging).upload(.bytes(noise(950_000)), with: waybill).receipt() }
            _ = await asked.first { true }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            _ = await ended.first { true }
            #expect(hanging.requests.count == 1)
        }
    }

    @Test("a file of another size is refused before anything is sent")
    func otherSize() async throws {
        try await TestServer.run { server in
            let exact = try await waybill(server, size: 1000)
            let bounded = try await waybill(server, size: nil, maximumSize: 2000)
            let transport = RecordingTransport(try AsyncHTTPTransport())
            for (waybill, size) in [(exact, 999), (exact, 1001), (bounded, 2001)] {
                await #expect(throws: ClientError(.sizeMismatch, "")) {
                    try await server.uploader(transport).upload(.bytes(noise(size)), with: waybill).receipt()
                }
            }
            #expect(transport.requests.isEmpty)
            let receipt = try await server.uploader().upload(.bytes(noise(1500)), with: bounded).receipt()
            #expect(receipt.size == 1500)
        }
    }

    @Test("a part that is longer than was signed is OSS's 403")
    func boundSizes() async throws {
        try await TestServer.run { server in
            let waybill = try await waybill(server, size: 1000)
            let part = try #require(waybill.parts.first)
            #expect(part.size == 1000)
            var request = TransportRequest(.put, url: part.url, body: .bytes(noise(1001)))
            #expect(try await AsyncHTTPTransport().send(request).status == 403)
            request.body = .bytes(noise(1000))
            #expect(try await AsyncHTTPTransport().send(request).status == 200)
        }
    }

    @Test("streams of unknown length go in parts, and too long ones are stopped")
    func streams() async throws {
        let bytes = noise(350_000)
        try await TestServer.run { server in
            func pieces() -> UploadSource {
                .stream(
                    AsyncStream { continuation in
                        for start in stride(from: 0, to: bytes.count, by: 30_000) {
                            continuation.yield(ByteBuffer(bytes: bytes[start..<min(start + 30_000, bytes.count)]))
                        }
                        continuation.finish()
                    })
            }
            let receipt = try await server.uploader().upload(pieces(), with: waybill(server, size: nil)).receipt()
            #expect(receipt.crc64 == CRC64.checksum(bytes) && receipt.partCount == 4)
            await #expect(throws: ClientError(.sizeMismatch, "")) {
                try await server.uploader().upload(pieces(), with: waybill(server, size: nil, maximumSize: 200_000)).receipt()
            }
        }
    }

    @Test("cancelling stops the upload; what has arrived stays or goes, as chosen", arguments: [UploadOptions.Leftovers.kept, .aborted])
    func cancels(leftovers: UploadOptions.Leftovers) async throws {
        try await TestServer.run { server in
            let waybill = try await waybill(server, size: 950_000)
            let (started, startedContinuation) = AsyncStream.makeStream(of: Void.self)
            let hanging = RecordingTransport(
                try AsyncHTTPTransport(),
                before: { _, request in
                    guard request.method == .put, request.url.contains("partNumber=5") else { return nil }
                    startedContinuation.yield()
                    try await Task.sleep(for: .seconds(3600))
                    return nil
                })
            let task = Task {
                var options = UploadOptions()
                options.parallelism = 1
                options.leftovers = leftovers
                return try await server.uploader(hanging).upload(.bytes(noise(950_000)), with: waybill, options: options).receipt()
            }
            _ = await started.first { true }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let list = try await AsyncHTTPTransport().send(TransportRequest(.get, url: waybill.list[0].url))
            #expect(list.status == (leftovers == .kept ? 200 : 404))
        }
    }

    @Test("a document that was edited is refused, and says where")
    func edited() async throws {
        try await TestServer.run { server in
            let text = String(decoding: try await waybill(server, size: 950_000).json(), as: UTF8.self)
            let edits: [(String, String, String)] = [
                ("\"part_size\":102400", "\"part_size\":204800", "changed"),
                ("film.mp4\"", "film.mp5\"", "changed"),
                ("\"waybill\":1", "\"waybill\":2", "version 2"),
                ("\"size\":950000", "\"size\":\"x\"", "size"),
                ("{\"abort\"", "[\"abort\"", "not a JSON"),
                ("\"complete\":", "\"completed\":", "complete is missing"),
            ]
            for (old, new, word) in edits {
                let changed = text.replacing(old, with: new)
                try #require(changed != text, "\(old)")
                #expect {
                    try Waybill(json: Array(changed.utf8))
                } throws: { error in
                    let error = try #require(error as? ClientError)
                    return error.code == .invalidWaybill && error.message.contains(word)
                }
            }
        }
    }

    @Test("random damage never traps and never echoes a URL")
    func damage() async throws {
        try await TestServer.run { server in
            let document = try await waybill(server, size: 250_000).json()
            var generator = SeededGenerator(seed: 11)
            for _ in 0..<2000 {
                var damaged = document
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    let index = Int.random(in: damaged.indices, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: damaged[index] = UInt8.random(in: .min ... .max, using: &generator)
                    case 1: damaged.removeSubrange(index..<min(damaged.count, index + 40))
                    default: damaged.insert(contentsOf: "9999999999".utf8, at: index)
                    }
                }
                do { _ = try Waybill(json: damaged) } catch let error as ClientError {
                    #expect(error.code == .invalidWaybill && !error.message.contains("http"))
                }
            }
        }
    }
}

extension TransportRequest {
    /// What would be sent.
    func bodyBytes() async throws -> [UInt8] { try await body.collected() }
}
