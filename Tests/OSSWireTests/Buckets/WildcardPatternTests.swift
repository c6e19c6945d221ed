import OSSTesting
import OSSWire
import Testing

@Suite("Wildcards") struct WildcardPatternTests {
    @Test(
        "a pattern covers the whole text",
        arguments: [
            ("", "", true), ("", "a", false), ("a", "", false), ("abc", "abc", true), ("abc", "abcd", false), ("abc", "ab", false),
            ("abc", "xabc", false), ("*", "", true), ("*", "a/b.c", true), ("**", "", true), ("a*", "a", true), ("a*", "ba", false),
            ("*a", "ba", true), ("a*c", "ac", true), ("a*c", "abbbc", true), ("a*c", "abbbcd", false), ("a**c", "abc", true), ("?", "", false),
            ("?", "a", true), ("?", "ab", false), ("a?c", "abc", true), ("a?c", "ac", false), ("*?", "", false), ("?*", "ab", true),
            ("*.example.com", "www.example.com", true), ("*.example.com", "example.com", false), ("*ab*ab", "abab", true),
            ("*ab*ab", "ab", false), ("A", "a", false), ("?", "中", true), ("??", "中", false), ("中?", "中文", true), ("?", "👍", true),
            ("é", "e\u{301}", false), ("a?b", "a/b", true), ("a*b", "a/x/b", true),
        ])
    func table(pattern: String, text: String, expected: Bool) {
        #expect(WildcardPattern(pattern.utf8).matches(text.utf8) == expected)
    }

    @Test("case counts unless it is ignored, and then for ASCII only") func ignoringCase() {
        #expect(WildcardPattern("X-OSS-*".utf8, ignoresCase: true).matches("x-oss-meta".utf8))
        #expect(WildcardPattern("x-oss-?".utf8, ignoresCase: true).matches("X-Oss-A".utf8))
        #expect(!WildcardPattern("K".utf8, ignoresCase: true).matches("\u{212A}".utf8))
        #expect(!WildcardPattern("É".utf8, ignoresCase: true).matches("é".utf8))
    }

    @Test("a question mark can be a plain character") func plainQuestionMark() {
        #expect(WildcardPattern("a?".utf8, hasSingle: false).matches("a?".utf8))
        #expect(!WildcardPattern("a?".utf8, hasSingle: false).matches("ab".utf8))
    }

    @Test("bytes that are not UTF-8 stand for themselves") func invalidBytes() {
        #expect(WildcardPattern([0xFF, 0x2A] as [UInt8]).matches([0xFF, 0x80, 0x61] as [UInt8]))
        #expect(!WildcardPattern([0xC3] as [UInt8]).matches([0xC3, 0xA9] as [UInt8]))
        #expect(WildcardPattern([0x3F, 0x3F] as [UInt8]).matches([0x80, 0x80] as [UInt8]))
    }

    /// The definition, written down: exponential, and obvious.
    static func slow(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == UInt8(ascii: "*") {
            return slow(pattern.dropFirst(), text) || (!text.isEmpty && slow(pattern, text.dropFirst()))
        }
        guard let character = text.first, first == UInt8(ascii: "?") || first == character else { return false }
        return slow(pattern.dropFirst(), text.dropFirst())
    }

    @Test("it agrees with the definition") func property() {
        var generator = SeededGenerator(seed: 20_240_817)
        var matched = 0
        for _ in 0..<20_000 {
            let pattern = (0..<Int.random(in: 0...9, using: &generator)).map { _ in Array("ab*?".utf8).randomElement(using: &generator)! }
            let text = (0..<Int.random(in: 0...10, using: &generator)).map { _ in Array("ab".utf8).randomElement(using: &generator)! }
            let expected = Self.slow(pattern[...], text[...])
            if expected { matched += 1 }
            #expect(
                WildcardPattern(pattern).matches(text) == expected,
                "\(String(decoding: pattern, as: UTF8.self)) against \(String(decoding: text, as: UTF8.self))")
        }
        #expect(matched > 1000)
    }

    @Test("positions beyond a word of bits", arguments: [62, 63, 64, 65, 127, 128, 129, 500]) func words(length: Int) {
        let literal = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        #expect(WildcardPattern(literal).matches(literal))
        #expect(!WildcardPattern(literal).matches(literal.dropLast()))
        #expect(!WildcardPattern(literal).matches(literal + [0x61]))
        #expect(WildcardPattern([0x2A] + literal + [0x2A]).matches([0x7A] + literal + literal))
        #expect(WildcardPattern([UInt8](repeating: 0x3F, count: length)).matches(literal))
        #expect(!WildcardPattern([UInt8](repeating: 0x3F, count: length)).matches(literal.dropLast()))
    }

    @Test("what makes others go back again and again costs no more than the rest", .timeLimit(.minutes(1))) func noBacktracking() {
        let pattern = WildcardPattern((String(repeating: "a*", count: 300) + "b").utf8)
        #expect(!pattern.matches([UInt8](repeating: 0x61, count: 20_000)))
    }
}
