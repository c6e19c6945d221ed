import OSSClient
import OSSSigning
import OSSTesting
import OSSWire
import Testing

@Suite("Multipart uploads")
struct MultipartTests {
    private static let large = [UInt8](repeating: 0x61, count: 100 * 1024)
    private static let small = Array("the end".utf8)

    /// Begins an upload of two parts, of which the second is small.
    private func begin(_ client: OSSClient, key: String = "a b+ü/%.bin") async throws -> (id: String, parts: [UploadedPart]) {
        var request = try InitiateMultipartUploadRequest(bucket: "uploads", key: key, contentType: "application/x-test")
        request.metadata["Author"] = "me"
        request.tagging = [ResourceTag(key: "a b", value: "c+d/=")]
        let upload = try await client.initiateMultipartUpload(request)
        #expect(upload.requestID?.count == 24)
        var parts: [UploadedPart] = []
        for (number, bytes) in [(1, Self.large), (2, Self.small)] {
            let part = try await client.uploadPart(
                UploadPartRequest(bucket: "uploads", key: key, uploadID: upload.uploadID, partNumber: number, body: .bytes(bytes)))
            #expect(part.crc64 == CRC64.checksum(bytes))
            parts.append(UploadedPart(number: number, etag: try #require(part.etag)))
        }
        return (upload.uploadID, parts)
    }

    @Test("parts that were uploaded make the object, whether they are named, in any order, or all are taken", arguments: [true, false])
    func complete(completeAll: Bool) async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let (id, parts) = try await begin(client)
            let result = try await client.completeMultipartUpload(
                CompleteMultipartUploadRequest(
                    bucket: "uploads", key: "a b+ü/%.bin", uploadID: id, parts: parts.reversed(), completeAll: completeAll))
            #expect(result.crc64 == CRC64.checksum(Self.large + Self.small))
            #expect(result.etag?.rawValue.hasSuffix("-2") == true)
            #expect(result.location?.hasPrefix("http://") == true)
            #expect(result.callbackAnswer == nil)
        }
    }

    @Test("parts are listed with number, size, tag and checksum, page by page") func listParts() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let (id, parts) = try await begin(client)
            var request = try ListPartsRequest(bucket: "uploads", key: "a b+ü/%.bin", uploadID: id, maxParts: 1)
            let first = try await client.listParts(request)
            #expect(first.isTruncated && first.nextPartNumberMarker == 1)
            request.partNumberMarker = first.nextPartNumberMarker
            let second = try await client.listParts(request)
            #expect(!second.isTruncated)
            let listed = first.parts + second.parts
            #expect(listed.map { UploadedPart(number: $0.number, etag: $0.etag) } == parts)
            #expect(listed.map(\.size) == [Int64(Self.large.count), Int64(Self.small.count)])
            #expect(listed.map(\.crc64) == [CRC64.checksum(Self.large), CRC64.checksum(Self.small)])
            #expect(listed.map(\.lastModified) == [server.clock.now, server.clock.now])
        }
    }

    @Test("a part is copied out of a stretch of an object") func copy() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            _ = try await client.putObject(PutObjectRequest(bucket: "uploads", key: "source?a=b&é", body: .text("0123456789")))
            let upload = try await client.initiateMultipartUpload(InitiateMultipartUploadRequest(bucket: "uploads", key: "copy"))
            let part = try await client.uploadPartCopy(
                UploadPartCopyRequest(
                    bucket: BucketName("uploads"), key: ObjectKey("copy"), uploadID: upload.uploadID, partNumber: 1,
                    sourceKey: ObjectKey("source?a=b&é"), sourceRange: 2...4))
            let result = try await client.completeMultipartUpload(
                CompleteMultipartUploadRequest(
                    bucket: "uploads", key: "copy", uploadID: upload.uploadID, parts: [UploadedPart(number: 1, etag: part.etag)]))
            #expect(result.crc64 == CRC64.checksum(Array("234".utf8)))
        }
    }

    @Test("uploads are listed, and one that is given up is not any more") func listAndAbort() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            var ids: [String] = []
            for key in ["a/1\u{1}", "a/2", "b"] {
                ids.append(try await client.initiateMultipartUpload(InitiateMultipartUploadRequest(bucket: "uploads", key: key)).uploadID)
            }
            let first = try await client.listMultipartUploads(ListMultipartUploadsRequest(bucket: "uploads", maxUploads: 1))
            #expect(first.uploads.map(\.uploadID) == [ids[0]] && first.isTruncated)
            var next = try ListMultipartUploadsRequest(bucket: "uploads")
            (next.keyMarker, next.uploadIDMarker) = (first.nextKeyMarker, first.nextUploadIDMarker)
            #expect(try await client.listMultipartUploads(next).uploads.map(\.uploadID) == [ids[1], ids[2]])
            let grouped = try await client.listMultipartUploads(ListMultipartUploadsRequest(bucket: "uploads", delimiter: "/"))
            #expect(grouped.commonPrefixes.map(\.text) == ["a/"] && grouped.uploads.map(\.key.text) == ["b"])

            try await client.abortMultipartUpload(AbortMultipartUploadRequest(bucket: "uploads", key: "b", uploadID: ids[2]))
            let rest = try await client.listMultipartUploads(ListMultipartUploadsRequest(bucket: "uploads"))
            #expect(rest.uploads.map(\.key.text) == ["a/1\u{1}", "a/2"])
        }
    }

    @Test("an upload that is not there is NoSuchUpload, whatever is asked of it") func missing() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let (bucket, key, id) = (try BucketName("uploads"), try ObjectKey("a"), "no such + upload")
            func expectRefusal(_ request: some OperationRequest, sourceLocation: SourceLocation = #_sourceLocation) async {
                await #expect(sourceLocation: sourceLocation) {
                    try await client.send(request)
                } throws: {
                    ($0 as? ServiceError)?.code.rawValue == "NoSuchUpload"
                }
            }
            await expectRefusal(UploadPartRequest(bucket: bucket, key: key, uploadID: id, partNumber: 1, body: .text("x")))
            await expectRefusal(UploadPartCopyRequest(bucket: bucket, key: key, uploadID: id, partNumber: 1, sourceKey: key))
            await expectRefusal(ListPartsRequest(bucket: bucket, key: key, uploadID: id))
            await expectRefusal(AbortMultipartUploadRequest(bucket: bucket, key: key, uploadID: id))
            await expectRefusal(CompleteMultipartUploadRequest(bucket: bucket, key: key, uploadID: id, completeAll: true))
        }
    }
}
