import HTTPTypes
import OSSClient
import OSSSigning
import OSSTesting
import OSSWire
import Testing

/// Presigned by a client, sent by somebody who has the URL and nothing else, and accepted by a server.
@Suite("Presigned requests")
struct PresignTests {
    /// Sends a presigned request with the headers that were signed.
    private func send(_ presigned: PresignedRequest, body: RequestBody = .none) async throws -> (status: Int, headers: HTTPFields, body: String) {
        let response = try await AsyncHTTPTransport().send(
            TransportRequest(presigned.method, url: presigned.url, headers: presigned.signedHeaders, body: body))
        return (response.status, response.headers, String(decoding: try await response.wholeBody(limit: 1 << 20), as: UTF8.self))
    }

    private func expect(
        _ status: Int, _ client: OSSClient, _ request: some OperationRequest, body: RequestBody? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await send(try await client.presign(request), body: body ?? request.body)
        #expect(answer.status == status, "\(answer.body)", sourceLocation: sourceLocation)
    }

    @Test("of every kind are accepted", arguments: [SignatureVersion.v4, .v1]) func everyKind(version: SignatureVersion) async throws {
        try await TestServer.run { server in
            let client = try server.client { $0.signatureVersion = version }
            let (bucket, key) = (try BucketName("uploads"), try ObjectKey("a b+ü.txt"))
            var put = PutObjectRequest(bucket: bucket, key: key, contentType: "text/plain")
            put.metadata["Author"] = "me"
            put.contentDisposition = "attachment"
            put.forbidOverwrite = true
            try await expect(200, client, put, body: .text("hello"))
            try await expect(409, client, put, body: .text("hello"))

            var get = GetObjectRequest(bucket: bucket, key: key)
            get.responseContentType = "application/x-other"
            let read = try await send(try await client.presign(get))
            #expect(read.body == "hello" && read.headers[.contentType] == "application/x-other")
            let head = try await send(try await client.presign(HeadObjectRequest(bucket: bucket, key: key)))
            #expect(head.status == 200 && head.headers[HTTPField.Name("x-oss-meta-author")!] == "me" && head.headers[.contentLength] == "5")
            try await expect(200, client, CopyObjectRequest(bucket: bucket, key: ObjectKey("copy"), sourceKey: key))
            try await expect(200, client, AppendObjectRequest(bucket: bucket, key: ObjectKey("log"), position: 0), body: .text("one"))
            try await expect(200, client, AppendObjectRequest(bucket: bucket, key: ObjectKey("log"), position: 3), body: .text("two"))

            try await expect(200, client, InitiateMultipartUploadRequest(bucket: bucket, key: key))
            for complete in [true, false] {
                let id = try await client.initiateMultipartUpload(InitiateMultipartUploadRequest(bucket: bucket, key: key)).uploadID
                let part = UploadPartRequest(bucket: bucket, key: key, uploadID: id, partNumber: 1)
                let answer = try await send(try await client.presign(part), body: .text("part"))
                let etag = try #require(answer.headers[.eTag])
                let list = try await send(try await client.presign(ListPartsRequest(bucket: bucket, key: key, uploadID: id)))
                #expect(list.status == 200 && list.body.contains("<PartNumber>1</PartNumber>"))
                if complete {
                    try await expect(200, client, CompleteMultipartUploadRequest(bucket: bucket, key: key, uploadID: id, completeAll: true))
                } else {
                    let parts = [UploadedPart(number: 1, etag: ETag(received: etag))]
                    try await expect(200, client, CompleteMultipartUploadRequest(bucket: bucket, key: key, uploadID: id, parts: parts))
                }
            }
            let id = try await client.initiateMultipartUpload(InitiateMultipartUploadRequest(bucket: bucket, key: key)).uploadID
            try await expect(204, client, AbortMultipartUploadRequest(bucket: bucket, key: key, uploadID: id))
            try await expect(204, client, DeleteObjectRequest(bucket: bucket, key: key))
            try await expect(200, client, ListObjectsV2Request(bucket: bucket, prefix: "a b+", delimiter: "/"))
            try await expect(200, client, ListBucketsRequest())
        }
    }

    @Test("work for what was signed and for nothing else") func refusals() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let presigned = try await client.presign(PutObjectRequest(bucket: "uploads", key: "a", contentType: "text/plain"))
            func status(_ method: HTTPRequest.Method, _ url: String, _ headers: HTTPFields) async throws -> Int {
                try await AsyncHTTPTransport().send(TransportRequest(method, url: url, headers: headers, body: .text("x"))).status
            }
            #expect(presigned.signedHeaders == [.contentType: "text/plain"])
            #expect(try await status(.put, presigned.url, [:]) == 403)
            #expect(try await status(.put, presigned.url, [.contentType: "image/png"]) == 403)
            #expect(try await status(.post, presigned.url, presigned.signedHeaders) == 403)
            #expect(try await status(.put, presigned.url.replacing("/a?", with: "/b?"), presigned.signedHeaders) == 403)
            #expect(try await status(.put, presigned.url + "&x=y", presigned.signedHeaders) == 403)
            #expect(try await status(.put, presigned.url, presigned.signedHeaders) == 200)
        }
    }

    @Test("are valid for 15 minutes, for as long as was asked, or until a moment") func validity() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let request = try PutObjectRequest(bucket: "uploads", key: "a")
            func expiration(_ expires: Duration? = nil, _ moment: SigningTime? = nil) async throws -> Int64 {
                let presigned =
                    if let expires { try await client.presign(request, expires: expires, expiration: moment) } else {
                        try await client.presign(request, expiration: moment)
                    }
                return server.clock.now.seconds(until: presigned.expiration)
            }
            #expect(try await expiration() == 900)
            #expect(try await expiration(.seconds(3600)) == 3600)
            #expect(try await expiration(.seconds(604_800)) == 604_800)
            let moment = try #require(server.clock.now.advanced(bySeconds: 77))
            #expect(try await expiration(.seconds(3600), moment) == 77)
            for seconds in [0, -1, 604_801] {
                await #expect(throws: SigningError.validityOutOfRange(seconds: Int64(seconds))) { try await expiration(.seconds(seconds)) }
            }
            let tooLate = try #require(server.clock.now.advanced(bySeconds: 604_801))
            await #expect(throws: SigningError.validityOutOfRange(seconds: 604_801)) { try await expiration(nil, tooLate) }
            await #expect(throws: SigningError.expirationOutOfRange) { try await expiration(nil, server.clock.now) }

            let presigned = try await client.presign(request, expires: .seconds(60))
            server.clock.advance(bySeconds: 60)
            #expect(try await send(presigned, body: .text("x")).status == 200)
            server.clock.advance(bySeconds: 1)
            let late = try await send(presigned, body: .text("x"))
            #expect(late.status == 403 && late.body.contains("Request has expired."))
        }
    }

    @Test("are for the public endpoint, where the client's own is another one, and for any endpoint that is asked for") func endpoints() async throws
    {
        var configuration = ClientConfiguration(region: try Region("cn-hangzhou"), endpoint: try Endpoint("oss-cn-hangzhou-internal.aliyuncs.com"))
        func url(_ configuration: ClientConfiguration, endpoint: String? = nil, addressing: AddressingStyle? = nil) async throws -> String {
            let client = OSSClient(
                configuration, credentials: try StaticCredentialsProvider(accessKeyID: "LTAI", accessKeySecret: "secret"),
                transport: ScriptedTransport([]), clock: ClientClock())
            let request = try PutObjectRequest(bucket: "examplebucket", key: "a")
            let presigned = try await client.presign(request, endpoint: try endpoint.map { try Endpoint($0) }, addressing: addressing)
            return String(presigned.url.prefix { $0 != "?" })
        }
        #expect(try await url(configuration) == "https://examplebucket.oss-cn-hangzhou-internal.aliyuncs.com/a")
        configuration.publicEndpoint = try Endpoint("oss-cn-hangzhou.aliyuncs.com")
        #expect(try await url(configuration) == "https://examplebucket.oss-cn-hangzhou.aliyuncs.com/a")
        #expect(try await url(configuration, endpoint: "http://127.0.0.1:8080") == "http://127.0.0.1:8080/examplebucket/a")
        #expect(try await url(configuration, endpoint: "https://files.example.com", addressing: .cname) == "https://files.example.com/a")
    }

    @Test("need credentials") func anonymous() async throws {
        let client = try OSSClient(region: "cn-hangzhou", credentials: .anonymous)
        await #expect(throws: SigningError.anonymousCredentials) { try await client.presign(PutObjectRequest(bucket: "examplebucket", key: "a")) }
    }
}
