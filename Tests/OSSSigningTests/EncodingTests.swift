import Foundation
import OSSSigning
import Testing

@Suite("Encodings") struct EncodingTests {
    private static func naivelyEncoded(_ bytes: [UInt8], keepingSlash: Bool) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        return bytes.map { plain.contains($0) || keepingSlash && $0 == 0x2F ? String(UnicodeScalar($0)) : String(format: "%%%02X", $0) }.joined()
    }

    @Test("each byte is escaped as the documentation says") func eachByte() {
        for byte in UInt8.min...UInt8.max {
            for keepingSlash in [true, false] {
                #expect(PercentEncoding.encode([byte], keepingSlash: keepingSlash) == Self.naivelyEncoded([byte], keepingSlash: keepingSlash))
            }
        }
    }

    @Test("random bytes are escaped as a naive implementation does, and read back") func randomBytes() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...64, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            for keepingSlash in [true, false] {
                let escaped = PercentEncoding.encode(bytes, keepingSlash: keepingSlash)
                #expect(escaped == Self.naivelyEncoded(bytes, keepingSlash: keepingSlash))
                #expect(try PercentEncoding.decode(Array(escaped.utf8)) == bytes)
            }
        }
    }

    @Test(
        "escapes are read in either case, once, and a plus is a plus",
        arguments: [
            ("%2f%2F", "//"), ("%252F", "%2F"), ("a+b", "a+b"), ("%41%5a", "AZ"), ("", ""), ("%C3%bc", "ü"), ("a=b&c", "a=b&c"),
        ])
    func decoding(text: String, decoded: String) throws { #expect(try PercentEncoding.decode(Array(text.utf8)) == Array(decoded.utf8)) }

    @Test("a broken escape is refused", arguments: ["%", "%4", "a%", "%zz", "%4g", "%g4", "%%41", "%+4", "% 4", "%-1", "%٤1", "%u0041"]) func broken(
        text: String
    ) {
        #expect(throws: MalformedEscape.self) { try PercentEncoding.decode(Array(text.utf8)) }
    }

    // RFC 4648, section 10.
    static let rfc4648 = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]

    @Test("the vectors of RFC 4648 hold", arguments: rfc4648) func base64(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(Array(encoded.utf8)) == Array(plain.utf8))
    }

    @Test("base 64 is Foundation's, for random bytes") func base64Random() {
        var generator = SeededGenerator(seed: 11)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let expected = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == expected)
            #expect(Base64.decode(Array(expected.utf8)) == bytes)
        }
    }

    @Test(
        "base 64 that is not canonical is refused",
        arguments: [
            "Zg", "Zg=", "Zg===", "Z", "=", "==", "====", "Zh==", "Zm9=", "Zm8==", "Z=g=", "=Zg=", "Zm9v====", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm 9",
            "Zm-_", "Zm9vé", "Zm9v=",
            "Zg==\0\0\0\0", "/+8=/", "\u{FF3A}g==",
        ])
    func notCanonical(text: String) { #expect(Base64.decode(Array(text.utf8)) == nil) }

    @Test(
        "hexadecimal digits are lower case, in pairs",
        arguments: [
            ("", []), ("00ff", [0, 0xFF]), ("0a", [10]), ("0A", nil), ("0", nil), ("0g", nil), ("00 ", nil), ("+0", nil), ("٠٠", nil), ("0x", nil),
        ] as [(String, [UInt8]?)])
    func hexadecimal(text: String, bytes: [UInt8]?) {
        #expect(Hex.decodeLowercase(Array(text.utf8)) == bytes)
        if let bytes { #expect(Hex.lowercase(bytes) == text) }
    }

    @Test("a number with all its digits") func numbers() {
        #expect(Hex.uppercase(0x0A3F as UInt32) == "00000A3F")
        #expect(Hex.uppercase(UInt64.max) == "FFFFFFFFFFFFFFFF")
        #expect(Hex.uppercase(0x0123_4567_89AB_CDEF as UInt64) == "0123456789ABCDEF")
    }

    @Test("upper-case digits with blanks between them, as OSS shows a string to sign") func upperHex() {
        #expect(Hex.uppercase([0x47, 0x0A, 0xFF], separator: " ") == "47 0A FF")
        #expect(Hex.uppercase([UInt8](), separator: " ").isEmpty)
    }

    @Test(
        "numbers of the wire are digits, without sign, blank, needless zero or overflow",
        arguments: [
            ("0", 0), ("1", 1), ("604800", 604_800), ("999999999999999999", 999_999_999_999_999_999), ("", nil), ("+5", nil), ("-0", nil),
            ("-1", nil), ("05", nil), ("00", nil),
            (" 5", nil), ("5 ", nil), ("٥", nil), ("5.0", nil), ("1e3", nil), ("0x1", nil), ("9223372036854775808", nil),
            ("18446744073709551616", nil), ("1_000", nil),
            ("5\n", nil), ("５", nil),
        ] as [(String, Int?)])
    func numbers(text: String, number: Int?) { #expect(ASCII.number(Array(text.utf8)) == number) }

    @Test("case is folded for ASCII only") func folding() {
        #expect(ASCII.lowercased("X-OSS-Meta-\u{212A}\u{130}Ü") == "x-oss-meta-\u{212A}\u{130}Ü")
        for byte in UInt8.min...UInt8.max {
            #expect(ASCII.lowercased(byte) == ((0x41...0x5A).contains(byte) ? byte + 32 : byte))
        }
    }
}
