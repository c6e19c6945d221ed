import OSSSigning
import OSSWire
import Testing

@Suite("List documents") struct ListDocumentTests {
    static let moment = SigningTime(secondsSinceEpoch: 1_731_400_358)!
    static let owner = Owner(id: "1234567890", displayName: "owner")

    private func result(
        _ keys: [String], urlEncodes: Bool = false, page: ListBucketResult.Page = .v1(marker: [], nextMarker: nil), owner: Owner? = owner
    ) throws
        -> ListBucketResult
    {
        ListBucketResult(
            name: try BucketName("examplebucket"), prefix: Array("a/ü ".utf8), delimiter: Array("/".utf8), maxKeys: 100, isTruncated: false,
            urlEncodes: urlEncodes, page: page,
            contents: try keys.map {
                ListBucketResult.Contents(
                    key: try ObjectKey($0), lastModified: Self.moment, etag: ETag("5D41402ABC4B2A76B9719D911017C592"), type: "Normal", size: 5,
                    storageClass: .standard, owner: owner)
            },
            commonPrefixes: [Array("a/b c/".utf8)])
    }

    private func read(_ xml: [UInt8]) throws -> XMLReader {
        #expect(!String(decoding: xml, as: UTF8.self).contains("xmlns"))
        let reader = try #require(XMLReader.read(xml), "not well-formed")
        #expect(reader.attributeCount == 0)
        return reader
    }

    @Test("objects are described by the elements that the SDKs look for") func contents() throws {
        let document = try read(result(["a/k"]).xml)
        #expect(document.elements.first?.path == "ListBucketResult")
        for (name, text) in [
            ("Name", "examplebucket"), ("Prefix", "a/ü "), ("Marker", ""), ("MaxKeys", "100"), ("Delimiter", "/"), ("IsTruncated", "false"),
            ("Contents/Key", "a/k"), ("Contents/LastModified", "2024-11-12T08:32:38.000Z"), ("Contents/ETag", "\"5D41402ABC4B2A76B9719D911017C592\""),
            ("Contents/Type", "Normal"), ("Contents/Size", "5"), ("Contents/StorageClass", "Standard"), ("Contents/Owner/ID", "1234567890"),
            ("Contents/Owner/DisplayName", "owner"), ("CommonPrefixes/Prefix", "a/b c/"),
        ] { #expect(document["ListBucketResult/" + name] == text, "\(name)") }
        #expect(document["ListBucketResult/EncodingType"] == nil)
        #expect(document["ListBucketResult/NextMarker"] == nil)
        #expect(document["ListBucketResult/KeyCount"] == nil)
    }

    @Test("version 2 counts, and takes tokens") func version2() throws {
        let page = ListBucketResult.Page.v2(startAfter: Array("a".utf8), continuationToken: "t1", nextContinuationToken: "t2")
        let document = try read(result(["a/k", "a/l"], page: page, owner: nil).xml)
        #expect(document["ListBucketResult/StartAfter"] == "a")
        #expect(document["ListBucketResult/ContinuationToken"] == "t1")
        #expect(document["ListBucketResult/NextContinuationToken"] == "t2")
        #expect(document["ListBucketResult/KeyCount"] == "3")
        #expect(document["ListBucketResult/Contents/Owner"] == nil)
        #expect(document["ListBucketResult/Marker"] == nil)
        #expect(document.all("ListBucketResult/Contents/Key") == ["a/k", "a/l"])
    }

    @Test("encoding-type=url escapes keys, prefixes, delimiter and markers, so that control characters survive") func urlEncoding() throws {
        let key = "a/ü \u{1}\u{1F}&<中"
        let document = try read(result([key], urlEncodes: true, page: .v1(marker: Array("m \u{2}".utf8), nextMarker: Array("n/\n".utf8))).xml)
        #expect(document["ListBucketResult/EncodingType"] == "url")
        for (name, plain) in [
            ("Contents/Key", key), ("Prefix", "a/ü "), ("Delimiter", "/"), ("Marker", "m \u{2}"), ("NextMarker", "n/\n"),
            ("CommonPrefixes/Prefix", "a/b c/"),
        ] {
            let text = try #require(document["ListBucketResult/" + name], "\(name)")
            #expect(text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3C }, "\(name): \(text)")
            #expect(try PercentEncoding.decode(Array(text.utf8)) == Array(plain.utf8), "\(name)")
            #expect(!text.contains("+"), "a blank is %20: the SDKs do not agree on a plus")
        }
        #expect(document["ListBucketResult/Contents/Owner/DisplayName"] == "owner")
    }

    @Test("version 2 escapes start-after, too") func urlEncodingV2() throws {
        let page = ListBucketResult.Page.v2(startAfter: Array("s \u{1}".utf8), continuationToken: "t1", nextContinuationToken: nil)
        let document = try read(result([], urlEncodes: true, page: page).xml)
        #expect(document["ListBucketResult/StartAfter"] == "s%20%01")
        #expect(document["ListBucketResult/NextContinuationToken"] == nil)
    }

    @Test(
        "without encoding-type the document stays well-formed for any key", arguments: ["a\u{1}b", "a<b>&\"'", "]]>", "a\rb", "\u{FFFE}", "a\u{0B}b"])
    func anyKey(key: String) throws {
        #expect(try read(result([key]).xml).all("ListBucketResult/Contents/Key").count == 1)
    }

    @Test("buckets are described by the elements that the SDKs look for") func buckets() throws {
        let bucket = ListedBucket(
            name: try BucketName("examplebucket"), creation: Self.moment, region: try Region("cn-hangzhou"),
            extranetEndpoint: "http://127.0.0.1:9000",
            intranetEndpoint: "oss-cn-hangzhou-internal.aliyuncs.com")
        let document = try read(
            ListAllMyBucketsResult(owner: Self.owner, prefix: "p", marker: "m", maxKeys: 10, nextMarker: "n", buckets: [bucket, bucket]).xml)
        let root = "ListAllMyBucketsResult/"
        for (name, text) in [
            ("Prefix", "p"), ("Marker", "m"), ("MaxKeys", "10"), ("IsTruncated", "true"), ("NextMarker", "n"), ("Owner/ID", "1234567890"),
            ("Owner/DisplayName", "owner"), ("Buckets/Bucket/Name", "examplebucket"), ("Buckets/Bucket/Location", "oss-cn-hangzhou"),
            ("Buckets/Bucket/Region", "cn-hangzhou"), ("Buckets/Bucket/CreationDate", "2024-11-12T08:32:38.000Z"),
            ("Buckets/Bucket/ExtranetEndpoint", "http://127.0.0.1:9000"),
            ("Buckets/Bucket/IntranetEndpoint", "oss-cn-hangzhou-internal.aliyuncs.com"),
            ("Buckets/Bucket/StorageClass", "Standard"),
        ] { #expect(document[root + name] == text, "\(name)") }
        #expect(document.all(root + "Buckets/Bucket").count == 2)
    }

    @Test("no buckets are an empty element") func noBuckets() throws {
        let document = try read(ListAllMyBucketsResult(owner: Self.owner, buckets: []).xml)
        #expect(document["ListAllMyBucketsResult/Buckets"] == "")
        #expect(document["ListAllMyBucketsResult/IsTruncated"] != "true")
    }
}
