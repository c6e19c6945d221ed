import HTTPTypes
import OSSClient
import OSSSigning
import OSSWire
import Testing

/// Answers that break off, lie, or are something else: an error every time, and never a shorter object.
@Suite("Broken answers")
struct BrokenAnswerTests {
    private func client(_ listener: RecordingListener) throws -> OSSClient {
        var configuration = ClientConfiguration(region: try Region("cn-hangzhou"), endpoint: try Endpoint("http://127.0.0.1:\(listener.port)"))
        configuration.retry = .never
        return OSSClient(
            configuration, credentials: try StaticCredentialsProvider(accessKeyID: "LTAI", accessKeySecret: "secret"),
            transport: try AsyncHTTPTransport(), clock: ClientClock())
    }

    @Test(
        "an object that breaks off halfway is an error",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhello",
        ]) func cutOff(answer: String) async throws
    {
        try await RecordingListener.run(answer: answer) { listener in
            let client = try client(listener)
            await #expect(throws: ClientError(.connectionLost, "")) {
                try await client.getObject(GetObjectRequest(bucket: "uploads", key: "a")).bytes(upTo: 100)
            }
        }
    }

    @Test("a document that breaks off halfway is an error", arguments: [5, 40]) func cutOffDocument(length: Int) async throws {
        let body = "<ListBucketResult></ListBucketResult>"
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count + 1)\r\n\r\n\(body.prefix(length))"
        try await RecordingListener.run(answer: answer) { listener in
            let client = try client(listener)
            await #expect(throws: ClientError(.connectionLost, "")) { try await client.listObjectsV2(ListObjectsV2Request(bucket: "uploads")) }
        }
    }

    @Test(
        "what is no answer at all is an error",
        arguments: ["", "HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Le", "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
    func noAnswer(answer: String) async throws {
        try await RecordingListener.run(answer: answer) { listener in
            let client = try client(listener)
            await #expect(throws: ClientError.self) { try await client.headObject(HeadObjectRequest(bucket: "uploads", key: "a")) }
        }
    }

    @Test("a redirect is not followed") func redirect() async throws {
        let answer = "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        try await RecordingListener.run(answer: answer) { listener in
            let client = try client(listener)
            await #expect(throws: ClientError(.redirected, "")) { try await client.getObject(GetObjectRequest(bucket: "uploads", key: "a")) }
            #expect(listener.requestLines.count == 1)
        }
    }

    @Test("a wrong checksum is an error, for uploads and parts, and the same request is tried again") func wrongChecksum() async throws {
        let name = try #require(HTTPField.Name("x-oss-hash-crc64ecma"))
        func reading(_ checksum: String) -> ScriptedTransport.Answer {
            { request in
                _ = try await request.body.collected()
                return TransportResponse(status: 200, headers: [name: checksum])
            }
        }
        let right = String(CRC64.checksum(Array("hello".utf8)))
        func client(_ transport: ScriptedTransport) throws -> OSSClient {
            var configuration = ClientConfiguration(region: try Region("cn-hangzhou"))
            configuration.retry.baseDelay = .milliseconds(1)
            return OSSClient(
                configuration, credentials: try StaticCredentialsProvider(accessKeyID: "LTAI", accessKeySecret: "secret"), transport: transport,
                clock: ClientClock())
        }
        let put = try PutObjectRequest(bucket: "uploads", key: "a", body: .text("hello"))
        let part = try UploadPartRequest(bucket: "uploads", key: "a", uploadID: "u", partNumber: 1, body: .text("hello"))
        let healing = ScriptedTransport([reading("1"), reading(right), reading("1"), reading(right)])
        _ = try await client(healing).putObject(put)
        _ = try await client(healing).uploadPart(part)
        #expect(healing.requests.count == 4)
        let broken = ScriptedTransport(Array(repeating: reading("1"), count: 5))
        await #expect(throws: ClientError(.checksumMismatch, "")) { try await client(broken).putObject(put) }
        let empty = ScriptedTransport([reading("0"), reading("1")])
        _ = try await client(empty).putObject(PutObjectRequest(bucket: "uploads", key: "a"))
        let silent = ScriptedTransport([ScriptedTransport.answer(200)])
        _ = try await client(silent).putObject(put)
    }
}
