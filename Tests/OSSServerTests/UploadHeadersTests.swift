import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire
import Testing

@testable import OSSServer

@Suite("The headers of an upload") struct UploadHeadersTests {
    private func read(_ headers: [(String, String)], length: Int64? = 5) throws -> UploadHeaders {
        var fields = HTTPFields()
        for (name, value) in headers { fields.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
        let bucket = StoredBucket(name: try BucketName("bucket"), creation: SigningTime(secondsSinceEpoch: 0)!)
        return try UploadHeaders(fields, length: length, in: bucket, of: AccountSettings(), for: .putObject)
    }

    private func stored(_ headers: [(String, String)]) throws -> [String: [String]] {
        Dictionary(grouping: try read(headers).description.headers.fields, by: \.name).mapValues {
            $0.map { String(decoding: $0.value, as: UTF8.self) }
        }
    }

    @Test("what OSS keeps with an object is kept, under lower-case names, and nothing else is") func kept() throws {
        let found = try stored([
            ("Content-Type", "image/png"), ("Cache-Control", "no-cache"), ("Content-Disposition", "attachment"), ("Content-Encoding", "gzip"),
            ("Expires", "Wed, 01 Jan 2025 00:00:00 GMT"), ("X-OSS-Meta-Author", "Ölaf"), ("x-oss-meta-b", ""), ("User-Agent", "curl"),
            ("Origin", "http://a"),
            ("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="), ("Authorization", "OSS AK:sig"), ("x-oss-date", "20241112T083238Z"),
            ("Host", "bkt.localhost"), ("Range", "bytes=0-1"),
        ])
        #expect(found["content-type"] == ["image/png"])
        #expect(found["cache-control"] == ["no-cache"])
        #expect(found["content-disposition"] == ["attachment"])
        #expect(found["content-encoding"] == ["gzip"])
        #expect(found["expires"] == ["Wed, 01 Jan 2025 00:00:00 GMT"])
        #expect(found["x-oss-meta-author"] == ["Ölaf"])
        #expect(
            Set(found.keys).isSubset(of: [
                "content-type", "cache-control", "content-disposition", "content-encoding", "expires", "x-oss-meta-author", "x-oss-meta-b",
            ]))
    }

    @Test("without a type an object is application/octet-stream") func defaultType() throws {
        #expect(try stored([])["content-type"] == ["application/octet-stream"])
    }

    @Test("the body is checked against Content-MD5, the CRC-64 and the length") func expectations() throws {
        let options = try read([("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="), ("x-oss-hash-crc64ecma", "18446744073709551615")]).options
        #expect(options.expectedMD5 == [0x5D, 0x41, 0x40, 0x2A, 0xBC, 0x4B, 0x2A, 0x76, 0xB9, 0x71, 0x9D, 0x91, 0x10, 0x17, 0xC5, 0x92])
        #expect(options.expectedCRC64 == .max)
        #expect(options.expectedLength == 5)
        #expect(try read([], length: nil).options.expectedLength == nil)
        #expect(try read([("x-oss-hash-crc64ecma", "0")]).options.expectedCRC64 == 0)
    }

    @Test(
        "a Content-MD5 that is none is InvalidDigest",
        arguments: [
            "x", "5d41402abc4b2a76b9719d911017c592", "XUFAKrxLKna5cZ2REBfFkg", "XUFAKrxLKna5cZ2REBfF", "XUFAKrxLKna5cZ2REBfFkh==",
            "XUFAKrxLKna5cZ2REBfFkkk=", "====",
        ])
    func badMD5(value: String) {
        #expect(throws: OSSError.invalidDigest) { try read([("Content-MD5", value)]) }
    }

    @Test("a CRC-64 that is no number is a bad request", arguments: ["-1", "+1", "18446744073709551616", "x", "1.0", "0x1", "٥", "995dc9bbdf1939fa"])
    func badCRC(value: String) {
        #expect(#expect(throws: OSSError.self) { try read([("x-oss-hash-crc64ecma", value)]) }?.status == 400)
    }

    @Test(
        "an upload has no conditions: 400 NotImplemented names the header",
        arguments: ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"])
    func conditions(name: String) {
        let error = #expect(throws: OSSError.self) { try read([(name, "*")]) }
        #expect(error?.status == 400 && error?.code == .notImplemented)
        #expect(error?.fields.contains { $0.name == "Header" && $0.value.lowercased() == name.lowercased() } == true)
    }

    @Test(
        "what is not emulated is never ignored silently",
        arguments: ["x-oss-copy-source", "x-oss-symlink-target", "x-oss-server-side-encryption"])
    func notEmulated(name: String) {
        #expect(throws: OSSError.self) { try read([(name, "/bkt/other")]) }
    }

    @Test("overwriting is forbidden by true, and by nothing else", arguments: [("true", true), ("false", false)]) func forbidOverwrite(
        value: String, forbids: Bool
    ) throws {
        #expect(try read([("x-oss-forbid-overwrite", value)]).options.forbidOverwrite == forbids)
        #expect(try read([]).options.forbidOverwrite == false)
    }

    @Test("another value of x-oss-forbid-overwrite is never read as false silently", arguments: ["yes", "1", "truee", ""]) func badForbidOverwrite(
        value: String
    ) {
        do {
            #expect(try read([("x-oss-forbid-overwrite", value)]).options.forbidOverwrite || value.isEmpty)
        } catch { #expect((error as? OSSError)?.status == 400) }
    }

    @Test("metadata has 8 KB, names and values together, and not a byte more") func metadata() throws {
        let value = String(repeating: "v", count: 8192)
        #expect(throws: Never.self) { try read([("x-oss-meta-a", String(value.dropLast(12)))]) }
        let error = #expect(throws: OSSError.self) { try read([("x-oss-meta-a", value + "v")]) }
        #expect(error?.status == 400)
        let many = (0..<9).map { ("x-oss-meta-\($0)", String(value.prefix(1024))) }
        #expect(throws: OSSError.self) { try read(many) }
    }
}
