import HTTPTypes
import NIOCore
import OSSClient
import OSSSigning
import OSSTesting
import OSSWire
import Testing

/// Expects a refusal with a code.
func expectRefusal<Output: Sendable>(
    _ code: String, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Output
) async {
    do {
        _ = try await work()
        Issue.record("nothing was refused, \(code) was expected", sourceLocation: sourceLocation)
    } catch let error as ServiceError {
        #expect(error.code.rawValue == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error) is not a refusal by the server", sourceLocation: sourceLocation)
    }
}

@Suite("Objects")
struct ObjectTests {
    private let bucket = try! BucketName("uploads")
    private let key = try! ObjectKey("a")

    private func put(_ client: OSSClient, _ key: String = "a", _ text: String = "0123456789") async throws {
        try await client.putObject(PutObjectRequest(bucket: "uploads", key: key, body: .text(text)))
    }

    @Test("what an object is stored with is told when it is read") func properties() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            var request = PutObjectRequest(bucket: bucket, key: key, contentType: "text/plain; charset=utf-8", body: .text("hello"))
            request.cacheControl = "no-cache"
            request.contentDisposition = "attachment; filename=\"ü.txt\""
            request.contentEncoding = "identity"
            request.contentLanguage = "en"
            request.expires = "Wed, 08 Jul 2026 16:57:01 GMT"
            request.metadata = ["Author": "me", "b-2": "two words", "c": "ü 日本"]
            request.tagging = [ResourceTag(key: "a b", value: "c+d/="), ResourceTag(key: "ü", value: "")]
            request.storageClass = .infrequentAccess
            request.acl = .private
            request.contentMD5 = "XUFAKrxLKna5cZ2REBfFkg=="
            let stored = try await client.putObject(request)
            #expect(stored.contentMD5 == "XUFAKrxLKna5cZ2REBfFkg==" && stored.callbackAnswer == nil && stored.versionID == nil)

            let head = try await client.headObject(HeadObjectRequest(bucket: bucket, key: key))
            let got = try await client.getObject(GetObjectRequest(bucket: bucket, key: key))
            #expect(try await got.bytes(upTo: 5) == Array("hello".utf8))
            for properties in [head, got.properties] {
                #expect(properties.contentType == "text/plain; charset=utf-8")
                #expect(properties.cacheControl == "no-cache")
                #expect(properties.contentDisposition == "attachment; filename=\"ü.txt\"")
                #expect(properties.contentEncoding == "identity")
                #expect(properties.contentLanguage == "en")
                #expect(properties.expires == "Wed, 08 Jul 2026 16:57:01 GMT")
                #expect(properties.metadata == ["author": "me", "b-2": "two words", "c": "ü 日本"])
                #expect(properties.taggingCount == 2)
                #expect(properties.storageClass == .infrequentAccess)
                #expect(properties.objectType == "Normal")
                #expect(properties.etag == stored.etag)
                #expect(properties.crc64 == stored.crc64)
                #expect(properties.contentMD5 == stored.contentMD5)
                #expect(properties.contentLength == 5)
                #expect(properties.lastModified == server.clock.now)
                #expect(properties.requestID?.count == 24)
            }
            #expect(got.contentRange == nil && got.etag == stored.etag)
            let meta = try await client.getObjectMeta(GetObjectMetaRequest(bucket: bucket, key: key))
            #expect(meta.contentLength == 5 && meta.etag == stored.etag && meta.lastModified == server.clock.now)
        }
    }

    @Test("a header that HTTP cannot carry is refused before anything is sent") func invalidHeaders() async throws {
        let client = OSSClient(
            ClientConfiguration(region: try Region("cn-hangzhou")),
            credentials: try StaticCredentialsProvider(accessKeyID: "L", accessKeySecret: "s"),
            transport: ScriptedTransport([]), clock: ClientClock())
        for (name, value) in [("a", "b\r\nx-oss-acl: public-read"), ("a", "\u{0}"), ("a b", "c"), ("a:b", "c"), ("", "c"), ("ü", "c")] {
            var request = PutObjectRequest(bucket: bucket, key: key)
            request.metadata = [name: value]
            await #expect { try await client.putObject(request) } throws: { ($0 as? SigningError).map { "\($0)".contains("x-oss-meta-") } ?? false }
        }
        var type = PutObjectRequest(bucket: bucket, key: key)
        type.contentType = "text/plain\n"
        await #expect(throws: SigningError.invalidHeaderValue(name: "Content-Type")) { try await client.putObject(type) }
    }

    @Test("extras go out with the request, and replace what it has already") func extras() async throws {
        var request = PutObjectRequest(bucket: bucket, key: key, contentType: "text/plain")
        request.extras.headers[.contentType] = "image/png"
        request.extras.parameters = [QueryParameter("x-oss-test", "1")]
        request.requestPayer = "requester"
        request.trafficLimit = 819_200
        let unsigned = try request.unsigned
        #expect(unsigned.headers[values: .contentType] == ["image/png"])
        #expect(unsigned.headers[HTTPField.Name("x-oss-request-payer")!] == "requester")
        #expect(unsigned.headers[HTTPField.Name("x-oss-traffic-limit")!] == "819200")
        #expect(unsigned.parameters == [QueryParameter("x-oss-test", "1")])
    }

    @Test(
        "a stretch is read",
        arguments: [
            (ByteRange.bytes(2...4), "234", ContentRange("bytes 2-4/10")), (.from(7), "789", ContentRange("bytes 7-9/10")),
            (.last(3), "789", ContentRange("bytes 7-9/10")), (.bytes(8...99), "89", ContentRange("bytes 8-9/10")),
        ]) func ranges(range: ByteRange, text: String, expected: ContentRange?) async throws
    {
        try await TestServer.run { server in
            let client = try server.client()
            try await put(client)
            var request = GetObjectRequest(bucket: bucket, key: key, range: range)
            request.rangeBehavior = "standard"
            let result = try await client.getObject(request)
            #expect(result.contentRange == expected && result.contentLength == Int64(text.utf8.count))
            #expect(try await result.bytes(upTo: 10) == Array(text.utf8))
            request.range = .from(10)
            await expectRefusal("InvalidRange") { try await client.getObject(request) }
        }
    }

    @Test("a Content-Range that is none is none")
    func contentRanges() {
        #expect(ContentRange("bytes 0-0/*")?.totalLength == nil && ContentRange("bytes 0-0/*")?.bytes == 0...0)
        for text in [
            "", "bytes */10", "bytes 5-4/10", "bytes 0-10/10", "bytes -1-4/10", "bytes 0-1", "items 0-1/10", "bytes 0-99999999999999999999/10",
        ] {
            #expect(ContentRange(text) == nil, "\(text)")
        }
    }

    @Test("conditions are kept to") func conditions() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let etag = try #require(try await client.putObject(PutObjectRequest(bucket: bucket, key: key, body: .text("x"))).etag)
            var get = GetObjectRequest(bucket: bucket, key: key)
            get.ifNoneMatch = etag.headerValue
            await #expect { try await client.getObject(get) } throws: {
                ($0 as? ServiceError).map { $0.status == 304 && $0.code.rawValue == "NotModified" } ?? false
            }
            get.ifNoneMatch = nil
            get.ifMatch = "\"0\""
            await expectRefusal("PreconditionFailed") { try await client.getObject(get) }
            var head = HeadObjectRequest(bucket: bucket, key: key)
            head.ifUnmodifiedSince = server.clock.now.advanced(bySeconds: -1)
            await expectRefusal("PreconditionFailed") { try await client.headObject(head) }
            head.ifUnmodifiedSince = server.clock.now
            _ = try await client.headObject(head)
            head.ifModifiedSince = server.clock.now
            await expectRefusal("NotModified") { try await client.headObject(head) }
        }
    }

    @Test("an object that is not there, is there already, or does not fit what was said, is refused") func refusals() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            await expectRefusal("NoSuchKey") { try await client.getObject(GetObjectRequest(bucket: bucket, key: key)) }
            await expectRefusal("NoSuchKey") { try await client.headObject(HeadObjectRequest(bucket: bucket, key: key)) }
            await expectRefusal("NoSuchKey") { try await client.getObjectMeta(GetObjectMetaRequest(bucket: bucket, key: key)) }
            await expectRefusal("NoSuchKey") { try await client.copyObject(CopyObjectRequest(bucket: "uploads", key: "b", sourceKey: "a")) }
            await expectRefusal("NoSuchKey") { try await client.getObjectTagging(GetObjectTaggingRequest(bucket: bucket, key: key)) }
            await expectRefusal("NoSuchKey") { try await client.getObjectACL(GetObjectACLRequest(bucket: bucket, key: key)) }
            await expectRefusal("NoSuchBucket") {
                try await client.putObject(PutObjectRequest(bucket: "no-such-bucket", key: "a", body: .text("x")))
            }
            var request = PutObjectRequest(bucket: bucket, key: key, body: .text("x"))
            request.contentMD5 = "XUFAKrxLKna5cZ2REBfFkg=="
            await expectRefusal("InvalidDigest") { try await client.putObject(request) }
            request.contentMD5 = nil
            request.forbidOverwrite = true
            try await client.putObject(request)
            await expectRefusal("FileAlreadyExists") { try await client.putObject(request) }
        }
    }

    @Test("a body longer than the caller wants is not read into memory") func limit() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            try await put(client)
            let result = try await client.getObject(GetObjectRequest(bucket: bucket, key: key))
            await #expect(throws: ClientError(.invalidResponse, "")) { try await result.bytes(upTo: 9) }
        }
    }

    @Test("a large body streams, whole and in order") func streaming() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let bytes = (0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            try await client.putObject(PutObjectRequest(bucket: bucket, key: key, body: .bytes(bytes)))
            let result = try await client.getObject(GetObjectRequest(bucket: bucket, key: key))
            var checksum = CRC64()
            var chunks = 0
            for try await chunk in result.body {
                chunk.withUnsafeReadableBytes { checksum.update($0) }
                chunks += 1
            }
            #expect(chunks > 1 && checksum.value == CRC64.checksum(bytes) && result.crc64 == checksum.value)
        }
    }

    @Test("a copy takes metadata and tags from the source or from the request") func copy() async throws {
        try await TestServer.run(buckets: ["uploads", "others"]) { server in
            let client = try server.client()
            var source = PutObjectRequest(bucket: bucket, key: key, contentType: "text/plain", body: .text("hello"))
            source.metadata = ["a": "1"]
            source.tagging = [ResourceTag(key: "t", value: "1")]
            try await client.putObject(source)
            var copy = try CopyObjectRequest(bucket: "others", key: "b", sourceBucket: "uploads", sourceKey: "a")
            copy.metadata = ["a": "2"]
            let first = try await client.copyObject(copy)
            #expect(first.crc64 == CRC64.checksum(Array("hello".utf8)) && first.lastModified == server.clock.now)
            func metadata() async throws -> [String: String] {
                try await client.headObject(HeadObjectRequest(bucket: "others", key: "b")).metadata
            }
            #expect(try await metadata() == ["a": "1"])
            copy.metadataDirective = .replace
            copy.taggingDirective = .replace
            try await client.copyObject(copy)
            #expect(try await metadata() == ["a": "2"])
            #expect(try await client.getObjectTagging(GetObjectTaggingRequest(bucket: "others", key: "b")).tags.isEmpty)
            copy.ifMatch = "\"0\""
            await expectRefusal("PreconditionFailed") { try await client.copyObject(copy) }
        }
    }

    @Test("appending tells where it goes on and checks the checksum of the whole") func append() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let first = try await client.appendObject(
                AppendObjectRequest(bucket: bucket, key: key, position: 0, initialCRC64: 0, body: .text("hello ")))
            #expect(first.nextPosition == 6)
            let crc = try #require(first.crc64)
            let second = try await client.appendObject(
                AppendObjectRequest(bucket: bucket, key: key, position: 6, initialCRC64: crc, body: .text("world")))
            #expect(second.nextPosition == 11 && second.crc64 == CRC64.checksum(Array("hello world".utf8)))
            await expectRefusal("PositionNotEqualToLength") {
                try await client.appendObject(AppendObjectRequest(bucket: bucket, key: key, position: 6, body: .text("!")))
            }
            await #expect(throws: ClientError(.checksumMismatch, "")) {
                try await client.appendObject(AppendObjectRequest(bucket: bucket, key: key, position: 11, initialCRC64: crc, body: .text("!")))
            }
            #expect(try await client.headObject(HeadObjectRequest(bucket: bucket, key: key)).nextAppendPosition == 12)
            let sealed = try await client.sealAppendObject(SealAppendObjectRequest(bucket: bucket, key: key, position: 12))
            #expect(sealed.sealedTime == server.clock.now)
            await expectRefusal("AppendSealedObjectNotAllowed") {
                try await client.appendObject(AppendObjectRequest(bucket: bucket, key: key, position: 12, body: .text("!")))
            }
            try await put(client, "normal")
            await expectRefusal("ObjectNotAppendable") {
                try await client.sealAppendObject(SealAppendObjectRequest(bucket: "uploads", key: "normal", position: 10))
            }
        }
    }

    @Test("links, tags and ACLs are set, told, and removed") func attributes() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            try await put(client)
            try await client.putSymlink(PutSymlinkRequest(bucket: "uploads", key: "link", target: "a"))
            let link = try await client.getSymlink(GetSymlinkRequest(bucket: "uploads", key: "link"))
            #expect(link.target == key && link.lastModified == server.clock.now && link.etag != nil)
            await expectRefusal("NotSymlink") { try await client.getSymlink(GetSymlinkRequest(bucket: bucket, key: key)) }

            let tags = [ResourceTag(key: "a<b", value: "c d"), ResourceTag(key: "e", value: "")].map {
                ResourceTag(key: $0.key.replacing("<", with: "="), value: $0.value)
            }
            try await client.putObjectTagging(PutObjectTaggingRequest(bucket: bucket, key: key, tags: tags))
            #expect(try await client.getObjectTagging(GetObjectTaggingRequest(bucket: bucket, key: key)).tags == tags)
            try await client.deleteObjectTagging(DeleteObjectTaggingRequest(bucket: bucket, key: key))
            #expect(try await client.getObjectTagging(GetObjectTaggingRequest(bucket: bucket, key: key)).tags.isEmpty)
            await expectRefusal("InvalidTag") {
                try await client.putObjectTagging(PutObjectTaggingRequest(bucket: bucket, key: key, tags: [ResourceTag(key: "<", value: "")]))
            }

            #expect(try await client.getObjectACL(GetObjectACLRequest(bucket: bucket, key: key)).acl == .default)
            await expectRefusal("AccessDenied") {
                try await client.putObjectACL(PutObjectACLRequest(bucket: bucket, key: key, acl: .publicRead))
            }
            try await client.putObjectACL(PutObjectACLRequest(bucket: bucket, key: key, acl: .private))
            let acl = try await client.getObjectACL(GetObjectACLRequest(bucket: bucket, key: key))
            #expect(acl.acl == .private && acl.owner?.id.isEmpty == false)
            await expectRefusal("InvalidArgument") {
                try await client.putObjectACL(PutObjectACLRequest(bucket: bucket, key: key, acl: ObjectACL(rawValue: "everybody")))
            }
        }
    }

    @Test("an archived object is restored and let go") func restore() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            var archived = PutObjectRequest(bucket: bucket, key: key, body: .text("x"))
            archived.storageClass = .coldArchive
            try await client.putObject(archived)
            await expectRefusal("InvalidObjectState") { try await client.getObject(GetObjectRequest(bucket: bucket, key: key)) }
            let request = RestoreObjectRequest(bucket: bucket, key: key, days: 2, tier: .expedited)
            let restored = try await client.restoreObject(request)
            #expect(restored.isAccepted && restored.priority == .expedited)
            await expectRefusal("RestoreAlreadyInProgress") { try await client.restoreObject(request) }
            #expect(try await client.headObject(HeadObjectRequest(bucket: bucket, key: key)).restore == .ongoing)
            server.clock.advance(bySeconds: 86_400)
            guard case .restored = try await client.headObject(HeadObjectRequest(bucket: bucket, key: key)).restore else {
                Issue.record("the object was not restored in a day")
                return
            }
            #expect(try await client.restoreObject(request).isAccepted == false)
            try await client.cleanRestoredObject(CleanRestoredObjectRequest(bucket: bucket, key: key))
            await expectRefusal("ArchiveRestoreFileStale") {
                try await client.cleanRestoredObject(CleanRestoredObjectRequest(bucket: bucket, key: key))
            }
        }
    }

    @Test("versions are read, hidden by a delete marker, and deleted one by one") func versions() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            try await client.putBucketVersioning(PutBucketVersioningRequest(bucket: bucket, status: .enabled))
            #expect(try await client.getBucketVersioning(GetBucketVersioningRequest(bucket: bucket)).status == .enabled)
            var versions: [String] = []
            for text in ["one", "two"] {
                versions.append(
                    try #require(try await client.putObject(PutObjectRequest(bucket: bucket, key: key, body: .text(text))).versionID))
            }
            let old = try await client.getObject(GetObjectRequest(bucket: bucket, key: key, versionID: versions[0]))
            #expect(try await old.bytes(upTo: 3) == Array("one".utf8) && old.versionID == versions[0])
            let marker = try await client.deleteObject(DeleteObjectRequest(bucket: bucket, key: key))
            #expect(marker.isDeleteMarker)
            await expectRefusal("NoSuchKey") { try await client.getObject(GetObjectRequest(bucket: bucket, key: key)) }
            var listed: [ListedVersion] = []
            for try await entry in client.listObjectVersions(bucket: bucket, pageSize: 1) { listed.append(try #require(entry.item)) }
            #expect(listed.map(\.versionID) == [try #require(marker.versionID), versions[1], versions[0]])
            #expect(listed.map(\.isDeleteMarker) == [true, false, false] && listed.map(\.isLatest) == [true, false, false])
            #expect(listed.map { $0.content?.size } == [nil, 3, 3])
            let deleted = try await client.deleteMultipleObjects(
                DeleteMultipleObjectsRequest(
                    bucket: bucket,
                    objects: [ObjectToDelete(key: key, versionID: marker.versionID), ObjectToDelete(key: key, versionID: versions[1])]))
            #expect(deleted.deleted.map(\.isDeleteMarker) == [true, false])
            #expect(deleted.deleted.map(\.deleteMarkerVersionID) == [marker.versionID, nil])
            let now = try await client.getObject(GetObjectRequest(bucket: bucket, key: key))
            #expect(try await now.bytes(upTo: 3) == Array("one".utf8))
            await expectRefusal("NoSuchVersion") {
                try await client.getObject(GetObjectRequest(bucket: bucket, key: key, versionID: versions[1]))
            }
        }
    }

    @Test("many objects are deleted with and without being named; none at all are refused") func deleteMany() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            for isQuiet in [true, false] {
                try await put(client)
                let result = try await client.deleteMultipleObjects(
                    DeleteMultipleObjectsRequest(bucket: "uploads", keys: ["a", "b"], isQuiet: isQuiet))
                #expect(result.deleted.map(\.key.text) == (isQuiet ? [] : ["a", "b"]))
                await expectRefusal("NoSuchKey") { try await client.headObject(HeadObjectRequest(bucket: bucket, key: key)) }
            }
            await expectRefusal("MalformedXML") {
                try await client.deleteMultipleObjects(DeleteMultipleObjectsRequest(bucket: "uploads", keys: []))
            }
        }
    }

    @Test("processing is asked for by its parameter") func process() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            try await put(client)
            var request = GetObjectRequest(bucket: bucket, key: key)
            request.process = "image/resize,w_100"
            await expectRefusal("NotImplemented") { try await client.getObject(request) }
        }
    }
}
