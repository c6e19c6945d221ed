import OSSTesting
import Testing

@testable import OSSWire

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

    /// The definition, written down for characters: whether the first p of the pattern cover the first t of the text, for all p and t.
    static func slow(_ pattern: [[UInt8]], _ text: [[UInt8]], hasSingle: Bool, ignoresCase: Bool) -> Bool {
        func folded(_ character: [UInt8]) -> [UInt8] { ignoresCase ? character.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 } : character }
        var covered = [true] + text.map { _ in false }
        for wanted in pattern {
            var next = [wanted == Array("*".utf8) && covered[0]]
            for (index, character) in text.enumerated() {
                if wanted == Array("*".utf8) {
                    next.append(covered[index + 1] || next[index])
                } else {
                    next.append(covered[index] && (folded(wanted) == folded(character) || (hasSingle && wanted == Array("?".utf8))))
                }
            }
            covered = next
        }
        return covered[text.count]
    }

    /// Letters of one to four bytes, two of which begin alike, and a mark that joins the letter before it.
    static let alphabet = ["a", "b", "A", "/", "é", "è", "中", "👍", "\u{301}", "a", "b"].map { Array($0.utf8) }

    @Test("it agrees with the definition", arguments: [(true, false), (false, false), (true, true), (false, true)])
    func property(hasSingle: Bool, ignoresCase: Bool) {
        var generator = SeededGenerator(seed: 20_240_817)
        let wildcards = (hasSingle ? ["*", "*", "*", "?", "?"] : ["*", "*", "*", "?"]).map { Array($0.utf8) }
        var counts = [0, 0]
        for round in 0..<15_000 {
            // Every third round from two letters only, where much matches; every other one without `?`.
            let letters = round % 3 == 0 ? Array(Self.alphabet[0...1]) : Self.alphabet
            let marks = round % 2 == 0 ? Array(wildcards[0...0]) : wildcards
            let pattern = (0..<Int.random(in: 0...9, using: &generator)).map { _ in (letters + marks + marks).randomElement(using: &generator)! }
            var text = (0..<Int.random(in: 0...10, using: &generator)).map { _ in (letters + [Array("?".utf8)]).randomElement(using: &generator)! }
            if round % 5 == 0 { text = pattern.flatMap { $0 == Array("*".utf8) ? Array(letters.shuffled(using: &generator).prefix(2)) : [$0] } }
            let expected = Self.slow(pattern, text, hasSingle: hasSingle, ignoresCase: ignoresCase)
            counts[expected ? 1 : 0] += 1
            let compiled = WildcardPattern(pattern.joined(), hasSingle: hasSingle, ignoresCase: ignoresCase)
            #expect(
                compiled.matches(Array(text.joined())) == expected,
                "\(String(decoding: pattern.joined(), as: UTF8.self)) against \(String(decoding: text.joined(), as: UTF8.self))")
        }
        #expect(counts[0] > 1000 && counts[1] > 1000)
    }

    @Test("bytes that are not UTF-8 split into characters as the definition has it") func invalidProperty() {
        var generator = SeededGenerator(seed: 7)
        let bytes: [UInt8] = [0x2A, 0x2A, 0x3F, 0x61, 0x80, 0x82, 0xC3, 0xE2, 0xF0, 0xFF]
        /// A lead takes in what follows it; every other byte stands alone.
        func characters(_ bytes: [UInt8]) -> [[UInt8]] {
            var characters: [[UInt8]] = []
            for byte in bytes {
                if byte & 0xC0 == 0x80, let last = characters.last, last.count < Self.length(last[0]) {
                    characters[characters.count - 1].append(byte)
                } else {
                    characters.append([byte])
                }
            }
            return characters
        }
        var matched = 0
        for _ in 0..<20_000 {
            let pattern = (0..<Int.random(in: 0...7, using: &generator)).map { _ in bytes.randomElement(using: &generator)! }
            let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in bytes.dropFirst(3).randomElement(using: &generator)! }
            let expected = Self.slow(characters(pattern), characters(text), hasSingle: true, ignoresCase: false)
            if expected { matched += 1 }
            #expect(WildcardPattern(pattern).matches(text) == expected, "\(pattern) against \(text)")
        }
        #expect(matched > 1000)
    }

    static func length(_ lead: UInt8) -> Int {
        switch lead {
        case 0xC0...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF7: 4
        default: 1
        }
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

    /// Patterns that make a matcher that goes back try again at every position.
    static let hostile: [(pattern: String, text: String)] = [
        (String(repeating: "a*", count: 300) + "b", "a"), ("*" + String(repeating: "a", count: 500) + "b*", "a"),
        (String(repeating: "*", count: 2000) + "b", "a"), (String(repeating: "*ab", count: 300) + "*c", "ab"),
        ("*" + String(repeating: "ab", count: 400) + "c*", "ab"), (String(repeating: "a*", count: 300) + "B", "A"),
    ]

    @Test("without question marks, a byte of the text is looked at a fixed number of times", arguments: hostile.indices, [false, true])
    func noBacktracking(index: Int, ignoresCase: Bool) {
        let (pattern, text) = Self.hostile[index]
        for length in [1000, 10_000] {
            let bytes = Array(String(repeating: text, count: length / text.utf8.count).utf8)
            let counter = ReadCounter()
            #expect(!WildcardPattern(pattern.utf8, ignoresCase: ignoresCase).covers(CountedText(bytes: bytes, counter: counter)))
            #expect(counter.count <= 2 * bytes.count + pattern.utf8.count)
        }
    }

    @Test("nor with them", arguments: hostile.indices) func noBacktrackingWithSingles(index: Int) {
        let bytes = Array(String(repeating: Self.hostile[index].text, count: 5000).utf8)
        let counter = ReadCounter()
        #expect(!WildcardPattern(("?*" + Self.hostile[index].pattern).utf8).covers(CountedText(bytes: bytes, counter: counter)))
        #expect(counter.count <= 2 * bytes.count + Self.hostile[index].pattern.utf8.count)
    }

    @Test("a pattern tells what it is") func kinds() {
        #expect(WildcardPattern("*".utf8).coversEverything && WildcardPattern("**".utf8).coversEverything)
        for pattern in ["", "a", "a*", "*a", "?*", "*a*"] { #expect(!WildcardPattern(pattern.utf8).coversEverything) }
        #expect(WildcardPattern("a".utf8).literal == [0x61])
        for pattern in ["*", "?", "a*"] { #expect(WildcardPattern(pattern.utf8).literal == nil) }
    }
}

/// How often bytes of a text were read.
private final class ReadCounter { var count = 0 }

/// A text that counts who reads it.
private struct CountedText: ByteText {
    let bytes: [UInt8]
    let counter: ReadCounter
    var startIndex: Int { 0 }
    var endIndex: Int { bytes.count }
    subscript(position: Int) -> UInt8 {
        counter.count += 1
        return bytes[position]
    }
}
