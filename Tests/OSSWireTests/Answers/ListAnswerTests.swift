import OSSSigning
import OSSWire
import Testing

/// Lists as a client reads them.
@Suite("Answers of lists") struct ListAnswerTests {
    private static let moment = SigningTime(year: 2024, month: 11, day: 12, hour: 8, minute: 32, second: 38)!
    private static let owner = Owner(id: "1234567890", displayName: "ow<n>er")
    private static let bucket = try! BucketName("examplebucket")
    private static let keys = ["a", "a b+%2F", "é", "e\u{301}", "\u{1}\n\r\t", "<&>\"'", "a//../", "😀\u{FFFE}"]

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func objects() throws -> [ListedObject] {
        try Self.keys.enumerated().map { index, key in
            ListedObject(
                key: try ObjectKey(key), lastModified: index == 0 ? nil : Self.moment,
                etag: index == 1 ? nil : ETag("5D41402ABC4B2A76B9719D911017C592"),
                type: index == 2 ? nil : "Normal", size: Int64(index) << 40, storageClass: index == 3 ? nil : StorageClass(rawValue: "Future"),
                restoreInfo: [nil, .ongoing, .restored(until: Self.moment)][index % 3], owner: index == 4 ? nil : Self.owner)
        }
    }

    @Test(
        "what is written is read again: objects",
        arguments: [
            ListBucketResult.Page.v1(marker: [], nextMarker: nil), .v1(marker: Array("a b".utf8), nextMarker: Array("é\u{1}".utf8)),
            .v2(startAfter: nil, continuationToken: nil, nextContinuationToken: nil),
            .v2(startAfter: Array("a+".utf8), continuationToken: "t/1+ =", nextContinuationToken: "t/2+ ="),
        ]) func objectLists(page: ListBucketResult.Page) throws
    {
        let (isV1, isTruncated) =
            switch page {
            case .v1(_, let next): (true, next != nil)
            case .v2(_, _, let next): (false, next != nil)
            }
        let list = ListBucketResult(
            name: Self.bucket, prefix: bytes("a +"), delimiter: bytes("/"), maxKeys: 1000, isTruncated: isTruncated, urlEncodes: true, page: page,
            contents: try objects(), commonPrefixes: [bytes("a b/"), bytes("\u{1}/")])
        #expect(try ListBucketResult(isV1 ? .v1 : .v2, answer: list.xml) == list)
    }

    @Test("what is written is read again: versions", arguments: [true, false]) func versions(isTruncated: Bool) throws {
        let version = ListedVersion(
            key: try ObjectKey("a \u{1}"), versionID: "CAEQ <2>", isLatest: false, lastModified: Self.moment, owner: Self.owner,
            content: .init(etag: ETag("E"), type: "Multipart", size: 5, storageClass: .archive, restoreInfo: .restored(until: Self.moment)))
        var marker = version
        (marker.content, marker.isLatest) = (nil, true)
        var bare = version
        (bare.owner, bare.lastModified, bare.content) = (nil, nil, .init(etag: nil, type: nil, size: 0, storageClass: nil))
        let list = ListVersionsResult(
            name: Self.bucket, prefix: [], delimiter: [], keyMarker: bytes("k "), versionIDMarker: "v",
            next: isTruncated ? .init(key: bytes("n\u{2}"), versionID: "null") : nil, maxKeys: 3, urlEncodes: true,
            entries: [marker, version, bare, marker], commonPrefixes: [bytes("p/")])
        #expect(try ListVersionsResult(answer: list.xml) == list)
        #expect(list.entries.map(\.isDeleteMarker) == [true, false, false, true])
    }

    @Test("what is written is read again: buckets", arguments: [nil, "next"]) func buckets(next: String?) throws {
        let bucket = ListedBucket(
            name: Self.bucket, creation: Self.moment, region: try Region("cn-hangzhou"), extranetEndpoint: "http://127.0.0.1:8080",
            intranetEndpoint: "x", storageClass: .infrequentAccess)
        let list = ListAllMyBucketsResult(
            owner: Self.owner, prefix: "a", marker: "b", maxKeys: 7, nextMarker: next, buckets: [bucket, bucket])
        #expect(try ListAllMyBucketsResult(answer: list.xml) == list)
    }

    @Test("what is written is read again: what was deleted", arguments: [true, false]) func deleted(isEmpty: Bool) throws {
        let deleted =
            try Self.keys.map { DeletedObject(key: try ObjectKey($0)) } + [
                DeletedObject(key: try ObjectKey("k"), versionID: "v", isDeleteMarker: true, deleteMarkerVersionID: "m")
            ]
        let result = DeleteResult(urlEncodes: true, deleted: isEmpty ? [] : deleted)
        #expect(try DeleteResult(answer: result.xml) == result)
    }

    @Test("a quiet request has no document, and nothing that was deleted") func quiet() throws {
        #expect(try DeleteResult(answer: []).deleted.isEmpty)
    }

    @Test("what a client asks to be deleted is what the server reads, control characters and all") func deleteRequest() throws {
        let keys = try Self.keys.map { try ObjectKey($0) }
        let objects = keys.map { ObjectToDelete(key: $0) } + [ObjectToDelete(key: keys[0], versionID: "CAEQ")]
        let read = try DeleteRequest(xml: DeleteRequest.xml(objects, isQuiet: true))
        #expect(read.isQuiet)
        #expect(read.objects.map(\.key) == objects.map(\.key))
        #expect(read.objects.map(\.versionID?.rawValue) == objects.map(\.versionID))
    }

    @Test("OSS's documented example is read") func documented() throws {
        let list = try ListBucketResult(
            .v2,
            answer: bytes(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <ListBucketResult>
                <Name>examplebucket</Name>
                <Prefix></Prefix>
                <StartAfter>b</StartAfter>
                <MaxKeys>3</MaxKeys>
                <Delimiter></Delimiter>
                <EncodingType>url</EncodingType>
                <IsTruncated>true</IsTruncated>
                <NextContinuationToken>CgJiYw--</NextContinuationToken>
                <Contents>
                    <Key>b%2Fc</Key>
                    <LastModified>2020-05-18T05:45:54.000Z</LastModified>
                    <ETag>"35A27C2B9EAEEB6F48FD7FB5861D****"</ETag>
                    <Type>Normal</Type>
                    <Size>25</Size>
                    <StorageClass>IA</StorageClass>
                    <TransitionTime>2024-01-01T00:00:00.000Z</TransitionTime>
                    <Owner><ID>1686240967192623</ID><DisplayName>1686240967192623</DisplayName></Owner>
                </Contents>
                <CommonPrefixes><Prefix>bd%2B</Prefix></CommonPrefixes>
                <KeyCount>3</KeyCount>
                </ListBucketResult>
                """))
        #expect(list.contents.map(\.key.text) == ["b/c"] && list.contents[0].size == 25 && list.contents[0].owner?.id == "1686240967192623")
        #expect(list.commonPrefixes == [bytes("bd+")])
        #expect(list.page == .v2(startAfter: bytes("b"), continuationToken: nil, nextContinuationToken: "CgJiYw--"))
        #expect(list.isTruncated && list.maxKeys == 3)
    }

    @Test("a list of version 1 that does not name its next marker goes on behind its last entry") func withoutMarker() throws {
        func next(_ body: String) throws -> ListBucketResult.Page {
            try ListBucketResult(.v1, answer: bytes("<ListBucketResult><IsTruncated>true</IsTruncated>\(body)</ListBucketResult>")).page
        }
        let content = "<Contents><Key>b</Key><Size>1</Size></Contents>"
        #expect(try next(content) == .v1(marker: [], nextMarker: bytes("b")))
        #expect(try next(content + "<CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes>") == .v1(marker: [], nextMarker: bytes("c/")))
        #expect(try next(content + "<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>") == .v1(marker: [], nextMarker: bytes("b")))
        #expect(throws: XMLReadError.missing("NextMarker")) { try next("") }
    }

    @Test(
        "a truncated list without its next page, and an entry without key or size, are refused",
        arguments: [
            "<IsTruncated>true</IsTruncated>", "<Contents><Size>1</Size></Contents>", "<Contents><Key>k</Key></Contents>",
            "<Contents><Key>k</Key><Size>many</Size></Contents>", "<EncodingType>url</EncodingType><Contents><Key>%zz</Key><Size>1</Size></Contents>",
            "<EncodingType>url</EncodingType><Contents><Key>%FF</Key><Size>1</Size></Contents>",
            "<EncodingType>url</EncodingType><CommonPrefixes><Prefix>%</Prefix></CommonPrefixes>",
        ]) func refused(body: String)
    {
        #expect(throws: XMLReadError.self) { try ListBucketResult(.v2, answer: bytes("<ListBucketResult>\(body)</ListBucketResult>")) }
        #expect(throws: XMLReadError.self) {
            try ListVersionsResult(
                answer: bytes("<ListVersionsResult>\(body.replacing("Contents", with: "Version"))</ListVersionsResult>"))
        }
    }

    @Test("how far a restoration is")
    func restoreInfo() {
        #expect(RestoreInfo(#"ongoing-request="true""#) == .ongoing)
        #expect(RestoreInfo(#"ongoing-request="false", expiry-date="Tue, 12 Nov 2024 08:32:38 GMT""#) == .restored(until: Self.moment))
        for text in [
            "", "ongoing-request", #"ongoing-request="""#, #"ongoing-request="false""#, #"ongoing-request="false", expiry-date="soon""#, "\"\"\"",
        ] {
            #expect(RestoreInfo(text) == nil, "\(text)")
        }
    }
}
