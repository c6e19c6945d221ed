import OSSSigning
import Testing

@Suite("Names") struct NameTests {
    @Test("bucket names of 3 to 63 letters, digits and hyphens", arguments: ["abc", "a-b", "123", "a--b", "0-0", String(repeating: "b", count: 63)])
    func buckets(name: String) throws { #expect(try BucketName(name).rawValue == name) }

    @Test(
        "other bucket names are refused",
        arguments: [
            "", "a", "ab", String(repeating: "b", count: 64), "-abc", "abc-", "Abc", "abC", "a_b", "a.b", "a b", "abc\n", "abcé", "ab\u{301}c",
            "ａｂｃ",
            "a/b", "٣٣٣", "abc\0",
        ])
    func badBuckets(name: String) { #expect(throws: NameError.self) { try BucketName(name) } }

    @Test(
        "keys are 1 to 1023 bytes of UTF-8, whatever they spell",
        arguments: [
            "a", " ", "/", "//", "..", "../a", "a\u{7F}b", "a\nb", "\u{1}", "中", "🚀", String(repeating: "k", count: 1023),
            String(repeating: "中", count: 341), "\u{FEFF}", "?acl", "%00",
        ])
    func keys(key: String) throws {
        #expect(try ObjectKey(key).bytes == Array(key.utf8))
        #expect(try ObjectKey(bytes: Array(key.utf8)).text.utf8.elementsEqual(key.utf8))
    }

    @Test(
        "longer keys are refused by bytes, not by characters",
        arguments: [
            String(repeating: "k", count: 1024), String(repeating: "中", count: 342), String(repeating: "👩‍👩‍👧‍👦", count: 41),
        ])
    func longKeys(key: String) { #expect(throws: NameError.objectKeyTooLong(bytes: key.utf8.count)) { try ObjectKey(key) } }

    @Test(
        "bytes that are not UTF-8, NUL, and nothing are refused",
        arguments: [
            [], [0xFF], [0x61, 0x00], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE4, 0xB8], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xF0, 0x82, 0x82, 0xAC],
        ] as [[UInt8]])
    func badKeys(bytes: [UInt8]) { #expect(throws: NameError.self) { try ObjectKey(bytes: bytes) } }

    @Test("the two spellings of an accent are two keys") func normalisation() throws {
        let (composed, decomposed) = (try ObjectKey("caf\u{E9}"), try ObjectKey("cafe\u{301}"))
        #expect("caf\u{E9}" == "cafe\u{301}", "to Swift's String they are one")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect([composed: 1, decomposed: 2].count == 2)
        #expect(decomposed < composed)
    }

    @Test("keys are ordered by bytes") func order() throws {
        let sorted = ["!", "A", "Z", "a", "a/", "a/b", "aa", "z", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "中", "\u{FFFD}", "🚀"]
        let keys = try sorted.shuffled().map { try ObjectKey($0) }.sorted()
        #expect(keys.map(\.text) == sorted)
    }

    @Test("a leading separator is told", arguments: [("/a", true), ("\\a", true), ("a/", false), ("a", false), ("\u{2F}", true)])
    func separator(key: String, begins: Bool) throws { #expect(try ObjectKey(key).beginsWithSeparator == begins) }

    @Test("regions are bare ids", arguments: ["cn-hangzhou", "us-west-1", "cb-123", "x", "cn-hangzhou-finance-1"]) func regions(id: String) throws {
        #expect(try Region(id).rawValue == id)
    }

    @Test(
        "host labels and other texts are no regions",
        arguments: [
            "", "oss-cn-hangzhou", "cn-beijing-internal", "CN-Hangzhou", "cn_hangzhou", "cn-hangzhou\n", "cn/hangzhou", "cn.hangzhou", "cn-hangzhoü",
            "٣", " cn-hangzhou",
        ])
    func badRegions(id: String) { #expect(throws: NameError.self) { try Region(id) } }

    @Test("the common slip of a host label in the place of a region is named") func regionHint() {
        #expect(throws: NameError.regionIsHostLabel) { try Region("oss-cn-hangzhou") }
        #expect(throws: NameError.regionIsHostLabel) { try Region("cn-hangzhou-internal") }
    }
}
