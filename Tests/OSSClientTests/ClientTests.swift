import HTTPTypes
import OSSClient
import OSSSigning
import OSSTesting
import Testing

@Suite("A client and a real server")
struct ClientTests {
    @Test("what is put is stored, and its answer tells the checksum")
    func put() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let result = try await client.send(PutObjectRequest(bucket: "uploads", key: "a b+ü.txt", body: .text("hello")))
            #expect(result.crc64 == CRC64.checksum(Array("hello".utf8)))
            #expect(result.etag?.rawValue == "5D41402ABC4B2A76B9719D911017C592")
        }
    }

    @Test("a refusal carries code, EC, request id and the server's hint")
    func refusal() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            await #expect { try await client.send(PutObjectRequest(bucket: "missing", key: "a", body: .text("hello"))) } throws: { error in
                let error = try #require(error as? ServiceError)
                return error.code.rawValue == "NoSuchBucket" && error.ec == "0015-00000101" && error.requestID?.count == 24 && error.status == 404
            }
        }
    }

    @Test("an answer is read to its end although nobody holds the client any more")
    func answerOutlivesClient() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            _ = try await client.send(PutObjectRequest(bucket: "uploads", key: "a", body: .bytes(noise(5_000_000))))
            let url = try await client.presign(UnsignedRequest(.get, bucket: BucketName("uploads"), key: ObjectKey("a"))).url
            let answer = try await AsyncHTTPTransport().send(TransportRequest(.get, url: url))
            try await Task.sleep(for: .milliseconds(100))
            #expect(try await answer.wholeBody(limit: 6_000_000) == noise(5_000_000))
        }
    }
}
