import Foundation
import HTTPTypes
import NIOCore
import OSSClient
import OSSTesting
import Testing

@Suite("Uploading with nothing but a presigned URL")
struct PresignedUploadTests {
    @Test("bytes, files and streams arrive whole and checked", arguments: [0, 1, 1_000_000])
    func sources(size: Int) async throws {
        let bytes = noise(size)
        let folder = try TemporaryFolder()
        let path = try folder.file("file.bin", bytes)
        let pieces = AsyncStream { continuation in
            for start in stride(from: 0, to: size, by: 70_000) { continuation.yield(ByteBuffer(bytes: bytes[start..<min(start + 70_000, size)])) }
            continuation.finish()
        }
        let sources: [(String, UploadSource)] = [("bytes", .bytes(bytes)), ("file", .file(path)), ("stream", .stream(pieces))]
        try await TestServer.run { server in
            let client = try server.client()
            let uploader = try server.uploader()
            for (name, source) in sources {
                let request = try PutObjectRequest(bucket: "uploads", key: name, contentType: "image/jpeg")
                let target = try PresignedUpload(try await client.presign(request))
                let receipt = try await uploader.upload(source, to: target).receipt()
                #expect(receipt.crc64 == CRC64.checksum(bytes), "\(name)")
                #expect(receipt.size == Int64(size), "\(name)")
                #expect(receipt.isChecked)
            }
        }
    }

    @Test("events end with the receipt, and the last progress is the whole")
    func events() async throws {
        try await TestServer.run { server in
            let bytes = noise(300_000)
            let target = try PresignedUpload(try await server.client().presign(PutObjectRequest(bucket: "uploads", key: "a")))
            var last: UploadProgress?
            var receipt: UploadReceipt?
            for try await event in try server.uploader().upload(.bytes(bytes), to: target) {
                switch event {
                case .progress(let progress): last = progress
                case .completed(let completed): receipt = completed
                case .refreshed: Issue.record("nothing to refresh")
                }
            }
            #expect(last?.bytesSent == 300_000 && last?.bytesResumed == 0 && last?.totalBytes == 300_000)
            #expect(receipt?.size == 300_000)
        }
    }

    @Test("an expired URL is known before anything is sent")
    func expired() async throws {
        try await TestServer.run { server in
            let presigned = try await server.client().presign(PutObjectRequest(bucket: "uploads", key: "a"), expires: .seconds(60))
            server.clock.advance(bySeconds: 61)
            let transport = RecordingTransport(try AsyncHTTPTransport())
            let target = try PresignedUpload(presigned)
            await #expect(throws: ClientError(.expired, "")) { try await server.uploader(transport).upload(.bytes([1]), to: target).receipt() }
            #expect(transport.requests.isEmpty)
            await #expect {
                try await server.uploader(transport).upload(.bytes([1]), to: target).receipt()
            } throws: { error in
                let end = try #require(target.expiration)
                let message = try #require(error as? ClientError).message
                return message.contains("expired at \(end) by this machine's clock, which says \(server.clock.now);")
            }
        }
    }

    @Test("a signed header that is not sent is the server's refusal, with its hint")
    func headerNotSent() async throws {
        try await TestServer.run { server in
            let presigned = try await server.client().presign(PutObjectRequest(bucket: "uploads", key: "a", contentType: "image/jpeg"))
            let target = try PresignedUpload(url: presigned.url)
            await #expect { try await server.uploader().upload(.bytes([1]), to: target).receipt() } throws: { error in
                let error = try #require(error as? ServiceError)
                return error.code == .signatureDoesNotMatch && error.ec == "0002-00000201" && error.hint?.contains("image/jpeg") == true
            }
        }
    }

    @Test("what is no presigned URL is refused before it is sent", arguments: ["", "ftp://a/b", "http://a/b c", "http://a/b\n?x", "https://ü/"])
    func invalid(url: String) {
        #expect(throws: ClientError(.invalidURL, "")) { try PresignedUpload(url: url) }
    }

    @Test("a failure that passes is repeated for bytes, and not for a stream")
    func repeats() async throws {
        try await TestServer.run { server in
            let target = try PresignedUpload(try await server.client().presign(PutObjectRequest(bucket: "uploads", key: "a")))
            let broken = RecordingTransport(
                try AsyncHTTPTransport(), before: { number, _ in number < 3 ? TransportResponse(status: 500) : nil })
            let receipt = try await server.uploader(broken).upload(.bytes(noise(1000)), to: target).receipt()
            #expect(receipt.isChecked && broken.requests.count == 3)
            let alsoBroken = RecordingTransport(
                try AsyncHTTPTransport(), before: { number, _ in number < 3 ? TransportResponse(status: 500) : nil })
            let stream = AsyncStream<ByteBuffer> { $0.finish() }
            await #expect(throws: ServiceError.self) { try await server.uploader(alsoBroken).upload(.stream(stream), to: target).receipt() }
            #expect(alsoBroken.requests.count == 1)
        }
    }

    @Test("a wrong checksum in the answer is an error after as many attempts as allowed")
    func wrongChecksum() async throws {
        try await TestServer.run { server in
            let target = try PresignedUpload(try await server.client().presign(PutObjectRequest(bucket: "uploads", key: "a")))
            let lying = RecordingTransport(
                try AsyncHTTPTransport(),
                after: { _, _, response in
                    var headers = response.headers
                    headers[HTTPField.Name("x-oss-hash-crc64ecma")!] = "42"
                    return TransportResponse(status: response.status, headers: headers, body: response.body)
                })
            await #expect(throws: ClientError(.checksumMismatch, "")) { try await server.uploader(lying).upload(.bytes([1]), to: target).receipt() }
            #expect(lying.requests.count == RetryPolicy().maximumAttempts)
        }
    }

    @Test("a file that changes while it is sent is noticed")
    func changedFile() async throws {
        try await TestServer.run { server in
            let folder = try TemporaryFolder()
            let path = try folder.file("file.bin", noise(2_000_000))
            let target = try PresignedUpload(try await server.client().presign(PutObjectRequest(bucket: "uploads", key: "a")))
            let meddling = RecordingTransport(
                try AsyncHTTPTransport(),
                before: { _, _ in
                    _ = try folder.file("file.bin", noise(2_000_000, seed: 2))
                    return nil
                })
            await #expect(throws: ClientError(.fileChanged, "")) { try await server.uploader(meddling).upload(.file(path), to: target).receipt() }
        }
    }

    @Test("a file that shrinks while it is sent is noticed")
    func shrunkFile() async throws {
        try await TestServer.run { server in
            let folder = try TemporaryFolder()
            let path = try folder.file("file.bin", noise(2_000_000))
            let target = try PresignedUpload(try await server.client().presign(PutObjectRequest(bucket: "uploads", key: "a")))
            let meddling = RecordingTransport(
                try AsyncHTTPTransport(),
                before: { _, _ in
                    let handle = try #require(FileHandle(forWritingAtPath: path))
                    try handle.truncate(atOffset: 600_000)
                    return nil
                })
            await #expect(throws: ClientError(.fileChanged, "")) { try await server.uploader(meddling).upload(.file(path), to: target).receipt() }
        }
    }

    @Test("a redirect is not followed")
    func redirect() async throws {
        try await TestServer.run { server in
            let target = try PresignedUpload(try await server.client().presign(PutObjectRequest(bucket: "uploads", key: "a")))
            let elsewhere = RecordingTransport(
                try AsyncHTTPTransport(), before: { _, _ in TransportResponse(status: 307, headers: [.location: "http://example.com/"]) })
            await #expect(throws: ClientError(.redirected, "")) { try await server.uploader(elsewhere).upload(.bytes([1]), to: target).receipt() }
            #expect(elsewhere.requests.count == 1)
        }
    }
}
