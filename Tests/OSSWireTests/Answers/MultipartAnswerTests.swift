import OSSSigning
import OSSWire
import Testing

/// The answers of multipart uploads as a client reads them.
@Suite("Answers of multipart uploads") struct MultipartAnswerTests {
    private static let moment = SigningTime(year: 2024, month: 11, day: 12, hour: 8, minute: 32, second: 38)
    private static let key = Array("a b/<&>\u{1}é%2F+.txt".utf8)
    private static let etag = ETag("5D41402ABC4B2A76B9719D911017C592")

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("what is written is read again: the beginning of an upload") func initiate() throws {
        let document = InitiateMultipartUploadDocument(bucket: "examplebucket", key: Self.key, uploadID: "opaque/+ id", urlEncodes: true)
        #expect(try InitiateMultipartUploadDocument(answer: document.xml) == document)
    }

    @Test("what is written is read again: the end of an upload") func complete() throws {
        let document = CompleteMultipartUploadDocument(
            location: "http://h/a?b&c", bucket: "examplebucket", key: Self.key, etag: ETag("B864DB6A936D376F9F8D3ED3BBE540DD-3"), urlEncodes: true)
        #expect(try CompleteMultipartUploadDocument(answer: document.xml) == document)
    }

    @Test("what is written is read again: copies", arguments: [CopyResult.Kind.object, .part]) func copies(kind: CopyResult.Kind) throws {
        let document = CopyResult(kind, lastModified: Self.moment, etag: Self.etag)
        #expect(try CopyResult(kind, answer: document.xml) == document)
    }

    @Test("what is written is read again: parts", arguments: [0, 1, 1000]) func parts(count: Int) throws {
        let parts = (0..<count).map {
            ListedPart(number: $0 + 5, lastModified: Self.moment, etag: Self.etag, size: Int64($0) << 33, crc64: .max - UInt64($0))
        }
        let document = ListPartsDocument(
            bucket: "examplebucket", key: Self.key, uploadID: "opaque", storageClass: StorageClass(rawValue: "Glacier"), partNumberMarker: 4,
            nextPartNumberMarker: 4 + count, maxParts: 1000, isTruncated: true, urlEncodes: true, parts: parts)
        #expect(try ListPartsDocument(answer: document.xml) == document)
    }

    @Test("what is written is read again: uploads", arguments: [true, false]) func uploads(isTruncated: Bool) throws {
        let key = try ObjectKey(bytes: Self.key)
        let document = ListMultipartUploadsDocument(
            bucket: "examplebucket", prefix: bytes("a "), delimiter: bytes("/"), keyMarker: bytes("a\u{2}"), uploadIDMarker: "u<",
            next: isTruncated ? .init(key: Self.key, uploadID: "n>") : nil, maxUploads: 2, urlEncodes: true,
            uploads: [ListedUpload(key: key, uploadID: "any text", storageClass: nil, initiated: Self.moment)], commonPrefixes: [bytes("a b/")])
        #expect(try ListMultipartUploadsDocument(answer: document.xml) == document)
    }

    @Test("what completes an upload is read by the server, in order, with tags of any shape") func completion() throws {
        let body = CompleteMultipartUploadBody([
            UploadedPart(number: 7, etag: ETag("B")), UploadedPart(number: 1, etag: ETag("A")), UploadedPart(number: 10_000, etag: ETag("C")),
        ])
        #expect(try CompleteMultipartUploadBody(xml: body.xml).parts == body.parts)
        #expect(body.parts.map(\.number) == [1, 7, 10_000])
    }

    @Test("elements that are not known, namespaces and blanks do not matter; keys may come as they are") func tolerant() throws {
        let document = try ListPartsDocument(
            answer: bytes(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <ListPartsResult xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com">
                  <Bucket>multipart_upload</Bucket><Key>a%20b+&amp;</Key><UploadId>0004B999EF5A239BB9138C6227D6****</UploadId>
                  <Future><Part><PartNumber>9</PartNumber></Part></Future>
                  <NextPartNumberMarker>5</NextPartNumberMarker><MaxParts>1000</MaxParts><IsTruncated>false</IsTruncated>
                  <Part><PartNumber>1</PartNumber><LastModified>2012-02-23T07:01:34.000Z</LastModified>
                    <ETag>"3349DC700140D7F86A0784842780****"</ETag><Size>6291456</Size><HashCrc64ecma>123</HashCrc64ecma><New/></Part>
                  <Part><PartNumber>5</PartNumber><LastModified>yesterday</LastModified><ETag>&quot;7265F4D211B56873A381D321F586****&quot;</ETag>
                    <Size>1024</Size></Part>
                </ListPartsResult>
                """))
        #expect(document.key == bytes("a%20b+&"))
        #expect(document.parts.map(\.number) == [1, 5])
        #expect(document.parts.map(\.etag.rawValue) == ["3349DC700140D7F86A0784842780****", "7265F4D211B56873A381D321F586****"])
        #expect(document.parts.map(\.crc64) == [123, nil])
        #expect(document.parts.map(\.size) == [6_291_456, 1024])
        #expect(document.parts.map { $0.lastModified == nil } == [false, true])
        #expect(document.storageClass == nil)
    }

    @Test(
        "what a client cannot do without is missed",
        arguments: [
            "<ListPartsResult><Part><ETag>E</ETag><Size>1</Size></Part></ListPartsResult>",
            "<ListPartsResult><Part><PartNumber>1</PartNumber><Size>1</Size></Part></ListPartsResult>",
            "<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>E</ETag><Size>-1</Size></Part></ListPartsResult>",
            "<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>E</ETag><Size>99999999999999999999</Size></Part></ListPartsResult>",
            "<ListPartsResult><EncodingType>url</EncodingType><Key>%2</Key></ListPartsResult>", "<ListPartsResult>", "<Error/>", "", "<html>",
        ]) func missing(xml: String)
    {
        #expect(throws: XMLReadError.self) { try ListPartsDocument(answer: bytes(xml)) }
    }

    @Test("an upload without id, a truncated list without its next page, and a copy without tag are refused") func required() {
        #expect(throws: XMLReadError.missing("UploadId")) {
            try InitiateMultipartUploadDocument(answer: bytes("<InitiateMultipartUploadResult><UploadId/></InitiateMultipartUploadResult>"))
        }
        #expect(throws: XMLReadError.missing("NextKeyMarker")) {
            try ListMultipartUploadsDocument(
                answer: bytes("<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker/></ListMultipartUploadsResult>"))
        }
        #expect(throws: XMLReadError.missing("ETag")) { try CopyResult(.object, answer: bytes("<CopyObjectResult/>")) }
        #expect(throws: XMLReadError.missing("CopyPartResult")) { try CopyResult(.part, answer: bytes("<CopyObjectResult/>")) }
    }

    @Test("a document that is longer than any answer is refused") func limit() {
        let xml = bytes("<ListPartsResult>") + [UInt8](repeating: 0x20, count: XMLElement.maximumAnswerBytes) + bytes("</ListPartsResult>")
        #expect(throws: XMLReadError.tooLarge) { try ListPartsDocument(answer: xml) }
    }
}
