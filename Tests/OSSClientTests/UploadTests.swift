import Foundation
import HTTPTypes
import NIOCore
import OSSClient
import OSSTesting
import Testing

@Suite("Uploading with credentials")
struct UploadTests {
    private var small: UploadOptions {
        var options = UploadOptions()
        options.partSize = 100 * 1024
        options.multipartThreshold = 200_000
        return options
    }

    @Test("small content goes in one PUT, large content in parts", arguments: [(0, 1), (199_999, 1), (200_000, 2), (950_000, 10)])
    func choice(size: Int, parts: Int) async throws {
        let bytes = noise(size)
        try await TestServer.run { server in
            let client = try server.client()
            let request = try PutObjectRequest(bucket: "uploads", key: "a", contentType: "image/png")
            let receipt = try await client.upload(.bytes(bytes), to: request, options: small).receipt()
            #expect(receipt.partCount == parts && receipt.crc64 == CRC64.checksum(bytes) && receipt.isChecked)
            #expect(receipt.etag != nil)
        }
    }

    @Test("a stream that fits one part is one PUT, a longer one goes in parts", arguments: [(50_000, 1), (350_000, 4)])
    func streams(size: Int, parts: Int) async throws {
        let bytes = noise(size)
        try await TestServer.run { server in
            let pieces = AsyncStream { continuation in
                for start in stride(from: 0, to: size, by: 33_333) { continuation.yield(ByteBuffer(bytes: bytes[start..<min(start + 33_333, size)])) }
                continuation.finish()
            }
            let request = try PutObjectRequest(bucket: "uploads", key: "a")
            let receipt = try await server.client().upload(.stream(pieces), to: request, options: small).receipt()
            #expect(receipt.partCount == parts && receipt.crc64 == CRC64.checksum(bytes))
        }
    }

    @Test("with a checkpoint the second run goes on; for another file, or with other headers, it begins anew")
    func checkpoint() async throws {
        try await TestServer.run { server in
            let folder = try TemporaryFolder()
            let path = try folder.file("film", noise(950_000))
            var options = small
            options.checkpointDirectory = "\(folder.path)/checkpoints"
            options.parallelism = 1
            let request = try PutObjectRequest(bucket: "uploads", key: "a")
            func die(_ request: PutObjectRequest) async throws {
                let dying = RecordingTransport(
                    try AsyncHTTPTransport(),
                    before: { _, request in
                        if request.url.contains("partNumber=5") { throw ClientError(.invalidResponse, "the end") }
                        return nil
                    })
                await #expect(throws: ClientError(.invalidResponse, "")) {
                    try await server.client(dying).upload(.file(path), to: request, options: options).receipt()
                }
            }
            try await die(request)
            let second = RecordingTransport(try AsyncHTTPTransport())
            let receipt = try await server.client(second).upload(.file(path), to: request, options: options).receipt()
            #expect(receipt.resumedPartCount == 4 && second.count(.post, containing: "?uploads") == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/checkpoints").isEmpty)

            try await die(request)
            _ = try folder.file("film", noise(950_001, seed: 5))
            let third = RecordingTransport(try AsyncHTTPTransport())
            let fresh = try await server.client(third).upload(.file(path), to: request, options: options).receipt()
            #expect(fresh.resumedPartCount == 0 && fresh.crc64 == CRC64.checksum(noise(950_001, seed: 5)))

            try await die(request)
            let typed = try PutObjectRequest(bucket: "uploads", key: "a", contentType: "video/mp4")
            let other = try await server.client().upload(.file(path), to: typed, options: options).receipt()
            let head = try await server.client().headObject(HeadObjectRequest(bucket: "uploads", key: "a"))
            #expect(other.resumedPartCount == 0 && head.contentType == "video/mp4")
        }
    }

    @Test("a server that answers 500 now and then delays the upload and does not harm it")
    func shaky() async throws {
        let bytes = noise(950_000)
        try await TestServer.run { server in
            let shaky = RecordingTransport(
                try AsyncHTTPTransport(), before: { number, _ in number % 3 == 0 ? TransportResponse(status: 503) : nil })
            let receipt = try await server.client(shaky).upload(.bytes(bytes), to: PutObjectRequest(bucket: "uploads", key: "a"), options: small)
                .receipt()
            #expect(receipt.crc64 == CRC64.checksum(bytes))
        }
    }

    @Test("a client whose clock is wrong learns the server's, for presigned URLs too")
    func clockOffset() async throws {
        try await TestServer.run { server in
            let slow = ClientClock { server.clock.now.advanced(bySeconds: -3600)! }
            let client = OSSClient(
                ClientConfiguration(region: server.region, endpoint: server.endpoint), credentials: .static(server.credentials),
                transport: try AsyncHTTPTransport(), clock: slow)
            let request = try PutObjectRequest(bucket: "uploads", key: "a", body: .text("hi"))
            #expect(try await client.presign(request).expiration < server.clock.now)
            _ = try await client.send(request)
            #expect(try await client.presign(request).expiration == server.clock.now.advanced(bySeconds: 900))
        }
    }

    @Test("no more bytes a second than the limit")
    func bandwidth() async throws {
        let clock = ContinuousClock()
        let pacer = Pacer(bytesPerSecond: 1_000_000)
        let elapsed = try await clock.measure { for _ in 0..<6 { try await pacer.pay(100_000) } }
        #expect(elapsed >= .milliseconds(490))
    }
}
