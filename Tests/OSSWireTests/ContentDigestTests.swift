import OSSWire
import Testing

@Suite("Content digests") struct ContentDigestTests {
    @Test("size, MD5 and CRC-64 are taken together")
    func together() {
        var digest = ContentDigest()
        digest.update(Array("hello ".utf8))
        digest.update(Array("oss".utf8))
        let value = digest.finish()
        #expect(value.size == 9)
        #expect(value.crc64 == 15_021_467_531_229_347_219)
        #expect(ETag(md5: value.md5).rawValue.count == 32)
    }

    // RFC 1321, section A.5.
    @Test(
        "the entity tag is the MD5 in upper-case digits",
        arguments: [("", "D41D8CD98F00B204E9800998ECF8427E"), ("abc", "900150983CD24FB0D6963F7D28E17F72")])
    func etag(text: String, expected: String) {
        var digest = ContentDigest()
        digest.update(Array(text.utf8))
        let tag = ETag(md5: digest.finish().md5)
        #expect(tag.rawValue == expected)
        #expect(tag.headerValue == "\"\(expected)\"")
    }
}
