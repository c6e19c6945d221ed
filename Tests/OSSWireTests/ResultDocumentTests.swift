import OSSSigning
import OSSWire
import Testing

/// Documents byte by byte: elements and their order as the reference lists them, no namespace, OSS's prologue.
@Suite("Result documents") struct ResultDocumentTests {
    static let prologue = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    static let moment = SigningTime(secondsSinceEpoch: 1_731_400_358)!
    static let time = "2024-11-12T08:32:38.000Z"
    static let etag = ETag("5D41402ABC4B2A76B9719D911017C592")
    static let quotedTag = "&quot;5D41402ABC4B2A76B9719D911017C592&quot;"
    static let uploadID = "0004B9894A22E5B1888A1E29F8236E2D"
    static let otherUploadID = "0004B9894A22E5B1888A1E29F8236E2E"
    static let owner = Owner(id: "1234567890", displayName: "owner")
    static let ownerXML = "<Owner><ID>1234567890</ID><DisplayName>owner</DisplayName></Owner>"
    static let bucket = try! BucketName("examplebucket")
    static let key = try! ObjectKey("a b/<&>\u{1}.txt")
    static let encodedKey = "a%20b/%3C%26%3E%01.txt"
    static let plainKey = "a b/&lt;&amp;&gt;\u{FFFD}.txt"

    private func expect(_ xml: [UInt8], _ body: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(String(decoding: xml, as: UTF8.self) == Self.prologue + body, sourceLocation: sourceLocation)
        #expect(XMLReader.read(xml) != nil, "not well-formed", sourceLocation: sourceLocation)
    }

    @Test("the beginning of an upload names its bucket, key and id") func initiate() {
        var result = InitiateMultipartUploadDocument(bucket: Self.bucket.rawValue, key: Self.key.bytes, uploadID: Self.uploadID, urlEncodes: true)
        let id = "<UploadId>\(Self.uploadID)</UploadId>"
        expect(
            result.xml,
            "<InitiateMultipartUploadResult><EncodingType>url</EncodingType><Bucket>examplebucket</Bucket><Key>\(Self.encodedKey)</Key>\(id)</InitiateMultipartUploadResult>"
        )
        result.urlEncodes = false
        expect(
            result.xml,
            "<InitiateMultipartUploadResult><Bucket>examplebucket</Bucket><Key>\(Self.plainKey)</Key>\(id)</InitiateMultipartUploadResult>")
    }

    @Test("the end of an upload says where the object is") func complete() {
        var result = CompleteMultipartUploadDocument(
            location: "http://examplebucket.oss-cn-hangzhou.aliyuncs.com/a?b&c", bucket: Self.bucket.rawValue, key: Self.key.bytes,
            etag: ETag("B864DB6A936D376F9F8D3ED3BBE540DD-3"), urlEncodes: false)
        let location = "<Location>http://examplebucket.oss-cn-hangzhou.aliyuncs.com/a?b&amp;c</Location><Bucket>examplebucket</Bucket>"
        let tag = "<ETag>&quot;B864DB6A936D376F9F8D3ED3BBE540DD-3&quot;</ETag>"
        expect(result.xml, "<CompleteMultipartUploadResult>\(location)<Key>\(Self.plainKey)</Key>\(tag)</CompleteMultipartUploadResult>")
        result.urlEncodes = true
        expect(
            result.xml,
            "<CompleteMultipartUploadResult><EncodingType>url</EncodingType>\(location)<Key>\(Self.encodedKey)</Key>\(tag)</CompleteMultipartUploadResult>"
        )
    }

    @Test("copies tell their time and tag", arguments: [(CopyResult.Kind.object, "CopyObjectResult"), (.part, "CopyPartResult")])
    func copies(kind: CopyResult.Kind, root: String) {
        expect(
            CopyResult(kind, lastModified: Self.moment, etag: Self.etag).xml,
            "<\(root)><LastModified>\(Self.time)</LastModified><ETag>\(Self.quotedTag)</ETag></\(root)>")
    }

    @Test("the parts of an upload") func parts() {
        let part = ListedPart(
            number: 5, lastModified: Self.moment, etag: Self.etag, size: 102_400, crc64: 11_051_210_869_376_104_954)
        let result = ListPartsDocument(
            bucket: Self.bucket.rawValue, key: Self.key.bytes, uploadID: Self.uploadID, storageClass: .infrequentAccess, partNumberMarker: 4,
            nextPartNumberMarker: 5,
            maxParts: 1, isTruncated: true, urlEncodes: true, parts: [part])
        expect(
            result.xml,
            "<ListPartsResult><EncodingType>url</EncodingType><Bucket>examplebucket</Bucket><Key>\(Self.encodedKey)</Key>"
                + "<UploadId>\(Self.uploadID)</UploadId><StorageClass>IA</StorageClass><PartNumberMarker>4</PartNumberMarker>"
                + "<NextPartNumberMarker>5</NextPartNumberMarker><MaxParts>1</MaxParts><IsTruncated>true</IsTruncated>"
                + "<Part><PartNumber>5</PartNumber><LastModified>\(Self.time)</LastModified><ETag>\(Self.quotedTag)</ETag><Size>102400</Size>"
                + "<HashCrc64ecma>11051210869376104954</HashCrc64ecma></Part></ListPartsResult>")
    }

    @Test("the uploads of a bucket, and where the next page begins") func uploads() {
        var result = ListMultipartUploadsDocument(
            bucket: Self.bucket.rawValue, prefix: Array("a ".utf8), delimiter: Array("/".utf8), keyMarker: Array("a\u{2}".utf8), uploadIDMarker: "u<",
            next: .init(key: Self.key.bytes, uploadID: Self.otherUploadID), maxUploads: 2, urlEncodes: true,
            uploads: [ListedUpload(key: Self.key, uploadID: Self.uploadID, storageClass: .standard, initiated: Self.moment)],
            commonPrefixes: [Array("a b/".utf8)])
        expect(
            result.xml,
            "<ListMultipartUploadsResult><EncodingType>url</EncodingType><Bucket>examplebucket</Bucket><KeyMarker>a%02</KeyMarker>"
                + "<UploadIdMarker>u&lt;</UploadIdMarker><NextKeyMarker>\(Self.encodedKey)</NextKeyMarker>"
                + "<NextUploadIdMarker>\(Self.otherUploadID)</NextUploadIdMarker><Delimiter>/</Delimiter><Prefix>a%20</Prefix>"
                + "<MaxUploads>2</MaxUploads><IsTruncated>true</IsTruncated><Upload><Key>\(Self.encodedKey)</Key>"
                + "<UploadId>\(Self.uploadID)</UploadId><StorageClass>Standard</StorageClass><Initiated>\(Self.time)</Initiated></Upload>"
                + "<CommonPrefixes><Prefix>a%20b/</Prefix></CommonPrefixes></ListMultipartUploadsResult>")
        (result.next, result.urlEncodes, result.uploads, result.commonPrefixes) = (nil, false, [], [])
        expect(
            result.xml,
            "<ListMultipartUploadsResult><Bucket>examplebucket</Bucket><KeyMarker>a\u{FFFD}</KeyMarker><UploadIdMarker>u&lt;</UploadIdMarker>"
                + "<NextKeyMarker></NextKeyMarker><NextUploadIdMarker></NextUploadIdMarker><Delimiter>/</Delimiter><Prefix>a </Prefix>"
                + "<MaxUploads>2</MaxUploads><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>")
    }

    private func versions(_ entries: [ListVersionsResult.Entry], next: ListVersionsResult.Position?, urlEncodes: Bool) -> [UInt8] {
        ListVersionsResult(
            name: Self.bucket, prefix: Array("a ".utf8), delimiter: Array("/".utf8), keyMarker: [], versionIDMarker: "", next: next, maxKeys: 100,
            urlEncodes: urlEncodes, entries: entries, commonPrefixes: [Array("a/".utf8)]
        ).xml
    }

    @Test("versions and delete markers stand in one order") func versions() {
        let marker = ListVersionsResult.Entry(
            key: Self.key, versionID: "CAEQ2", isLatest: true, lastModified: Self.moment, owner: Self.owner, content: nil)
        var version = marker
        (version.versionID, version.isLatest) = ("null", false)
        version.content = .init(etag: Self.etag, type: "Normal", size: 5, storageClass: .archive, restoreInfo: .ongoing)
        let content =
            "<ETag>\(Self.quotedTag)</ETag><Type>Normal</Type><Size>5</Size><StorageClass>Archive</StorageClass>"
            + "<RestoreInfo>ongoing-request=&quot;true&quot;</RestoreInfo>"
        func entry(_ root: String, _ id: String, _ isLatest: Bool, _ content: String) -> String {
            "<\(root)><Key>\(Self.encodedKey)</Key><VersionId>\(id)</VersionId><IsLatest>\(isLatest)</IsLatest>"
                + "<LastModified>\(Self.time)</LastModified>\(content)\(Self.ownerXML)</\(root)>"
        }
        expect(
            versions([marker, version, marker], next: .init(key: Self.key.bytes, versionID: "null"), urlEncodes: true),
            "<ListVersionsResult><Name>examplebucket</Name><Prefix>a%20</Prefix><KeyMarker></KeyMarker><VersionIdMarker></VersionIdMarker>"
                + "<NextKeyMarker>\(Self.encodedKey)</NextKeyMarker><NextVersionIdMarker>null</NextVersionIdMarker><MaxKeys>100</MaxKeys>"
                + "<Delimiter>/</Delimiter><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
                + entry("DeleteMarker", "CAEQ2", true, "") + entry("Version", "null", false, content) + entry("DeleteMarker", "CAEQ2", true, "")
                + "<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes></ListVersionsResult>")
    }

    @Test("the last page of versions names no next one") func lastVersions() throws {
        let document = try #require(XMLReader.read(versions([], next: nil, urlEncodes: false)))
        #expect(
            document.names == [
                "ListVersionsResult", "Name", "Prefix", "KeyMarker", "VersionIdMarker", "MaxKeys", "Delimiter", "IsTruncated", "CommonPrefixes",
                "Prefix",
            ])
    }

    @Test("what was deleted, with its version and its delete marker") func deleted() {
        let marker = "CAEQ2"
        func result(_ urlEncodes: Bool, _ deleted: [DeletedObject]) -> [UInt8] { DeleteResult(urlEncodes: urlEncodes, deleted: deleted).xml }
        expect(result(false, [.init(key: Self.key)]), "<DeleteResult><Deleted><Key>\(Self.plainKey)</Key></Deleted></DeleteResult>")
        expect(
            result(true, [.init(key: Self.key, isDeleteMarker: true, deleteMarkerVersionID: marker), .init(key: Self.key, versionID: "null")]),
            "<DeleteResult><EncodingType>url</EncodingType><Deleted><Key>\(Self.encodedKey)</Key><DeleteMarker>true</DeleteMarker>"
                + "<DeleteMarkerVersionId>CAEQ2</DeleteMarkerVersionId></Deleted>"
                + "<Deleted><Key>\(Self.encodedKey)</Key><VersionId>null</VersionId></Deleted></DeleteResult>")
        expect(
            result(false, [.init(key: Self.key, versionID: marker, isDeleteMarker: true, deleteMarkerVersionID: marker)]),
            "<DeleteResult><Deleted><Key>\(Self.plainKey)</Key><VersionId>CAEQ2</VersionId><DeleteMarker>true</DeleteMarker>"
                + "<DeleteMarkerVersionId>CAEQ2</DeleteMarkerVersionId></Deleted></DeleteResult>")
    }

    @Test("access control lists of objects and buckets have one form") func accessControl() {
        func document(_ grant: String) -> String {
            "<AccessControlPolicy>\(Self.ownerXML)<AccessControlList><Grant>\(grant)</Grant></AccessControlList></AccessControlPolicy>"
        }
        expect(AccessControlPolicy(owner: Self.owner, grant: ObjectACL.default).xml, document("default"))
        expect(AccessControlPolicy(owner: Self.owner, grant: BucketACL.publicReadWrite).xml, document("public-read-write"))
    }

    @Test("a form's answer") func post() {
        expect(
            PostResponse(bucket: Self.bucket, location: "http://h/a%20b", key: Self.key, etag: Self.etag).xml,
            "<PostResponse><Bucket>examplebucket</Bucket><Location>http://h/a%20b</Location><Key>\(Self.plainKey)</Key>"
                + "<ETag>\(Self.quotedTag)</ETag></PostResponse>")
    }

    @Test("an archived object's restoring stands in lists") func restoreInfo() throws {
        #expect(
            RestoreInfo.restored(until: Self.moment).headerValue
                == #"ongoing-request="false", expiry-date="Tue, 12 Nov 2024 08:32:38 GMT""#)
        let contents = ListBucketResult.Contents(
            key: Self.key, lastModified: Self.moment, etag: Self.etag, type: "Normal", size: 5, storageClass: .archive, restoreInfo: .ongoing,
            owner: Self.owner)
        let result = ListBucketResult(
            name: Self.bucket, prefix: [], delimiter: [], maxKeys: 1, isTruncated: false, urlEncodes: true, page: .v1(marker: [], nextMarker: nil),
            contents: [contents], commonPrefixes: [])
        let document = try #require(XMLReader.read(result.xml))
        #expect(
            document.names.suffix(11)
                == ["Contents", "Key", "LastModified", "ETag", "Type", "Size", "StorageClass", "RestoreInfo", "Owner", "ID", "DisplayName"])
        #expect(document["ListBucketResult/Contents/RestoreInfo"] == #"ongoing-request="true""#)
    }

    @Test("a bucket has its own storage class") func bucketStorageClass() throws {
        let bucket = ListedBucket(
            name: Self.bucket, creation: Self.moment, region: try Region("cn-hangzhou"), extranetEndpoint: "e", intranetEndpoint: "i",
            storageClass: .infrequentAccess)
        let document = try #require(XMLReader.read(ListAllMyBucketsResult(owner: Self.owner, buckets: [bucket]).xml))
        #expect(document["ListAllMyBucketsResult/Buckets/Bucket/StorageClass"] == "IA")
    }
}
