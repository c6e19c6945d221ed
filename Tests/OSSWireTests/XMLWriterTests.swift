import Testing

@testable import OSSWire

@Suite("Text in XML documents") struct XMLWriterTests {
    /// One character at a time, as the table of XML 1.0 says it.
    private static func expected(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar.value {
            case 0x26: "&amp;"
            case 0x3C: "&lt;"
            case 0x3E: "&gt;"
            case 0x22: "&quot;"
            case 0x0D: "&#13;"
            case 0x09, 0x0A: String(scalar)
            case 0...0x1F, 0xFFFE, 0xFFFF: "\u{FFFD}"
            default: String(scalar)
            }
        }.joined()
    }

    private static func written(_ text: String) -> String {
        var writer = XMLWriter()
        let start = writer.bytes.count
        writer.append(text: text)
        return String(decoding: writer.bytes[start...], as: UTF8.self)
    }

    @Test("every character of the first plane and beyond is written as the table says, between others and at either end")
    func characters() {
        for value in UInt32(0)...0x1_0010 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in ["\(scalar)", "a\(scalar)", "\(scalar)b", "é\(scalar)<\(scalar)"] where Self.written(text) != Self.expected(text) {
                Issue.record("U+\(String(value, radix: 16))")
            }
        }
    }
}
