import OSSSigning

/// String literals of each language. All escaping of names, URLs and header values is done here and nowhere else.
///
/// The literals of programming languages are plain ASCII on one line, so that neither the encoding of a file or a terminal nor a
/// normalisation on the way through a clipboard changes a byte, and no invisible character stands in a program.
enum Quoting {
    /// A word of a POSIX shell: as it stands if nothing in it means anything to a shell, else in single quotes, where only the single quote does.
    static func shell(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { ASCII.isDigit($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || plain.contains($0) }
        return isPlain && !text.isEmpty ? text : enclosed(text, in: "'", replacing: [UInt8(ascii: "'"): #"'\''"#])
    }

    private static let plain = Set("_./:@%+,-".utf8)

    /// A verbatim string of PowerShell. A typographic single quote ends such a string too, so each of them is doubled.
    static func powerShell(_ text: String) -> String {
        let quotes: Set<Unicode.Scalar> = ["'", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}"]
        var quoted = String.UnicodeScalarView("'".unicodeScalars)
        for scalar in text.unicodeScalars {
            if quotes.contains(scalar) { quoted.append(scalar) }
            quoted.append(scalar)
        }
        return String(quoted) + "'"
    }

    /// Text in HTML, inside or outside of an attribute in quotes.
    static func html(_ text: String) -> String {
        let entities: [UInt8: String] = [
            UInt8(ascii: "&"): "&amp;", UInt8(ascii: "<"): "&lt;", UInt8(ascii: ">"): "&gt;", UInt8(ascii: "\""): "&quot;",
            UInt8(ascii: "'"): "&#39;",
            ASCII.lineFeed: "&#10;", 0x0D: "&#13;", ASCII.tab: "&#9;",
        ]
        return enclosed(text, in: "", replacing: entities)
    }

    static func python(_ text: String) -> String { literal(text, control: hexadecimal, other: pythonOrGo) }

    static func go(_ text: String) -> String { literal(text, control: hexadecimal, other: pythonOrGo) }

    /// JavaScript, also inside of a page: no `<` can end its script element.
    static func javaScript(_ text: String) -> String {
        literal(text, escaping: [UInt8(ascii: "<"): #"\x3C"#, UInt8(ascii: ">"): #"\x3E"#, UInt8(ascii: "&"): #"\x26"#], control: hexadecimal) {
            #"\u{\#(digits($0.value, 1))}"#
        }
    }

    /// Java reads Unicode escapes before anything else, so a control character is written in octal.
    static func java(_ text: String) -> String {
        literal(text, control: octal) { scalar in UTF16.encode(scalar)!.map { #"\u\#(digits(UInt32($0), 4))"# }.joined() }
    }

    static func cSharp(_ text: String) -> String {
        literal(text, control: { #"\u\#(digits(UInt32($0), 4))"# }) {
            $0.value > 0xFFFF ? #"\U\#(digits($0.value, 8))"# : #"\u\#(digits($0.value, 4))"#
        }
    }

    /// C and C++: octal, which ends after three digits, where a hexadecimal escape would swallow those that follow. A second question mark
    /// would begin a trigraph in old compilers.
    static func cPlusPlus(_ text: String) -> String {
        literal(text, escaping: [UInt8(ascii: "?"): #"\?"#], control: octal) { scalar in UTF8.encode(scalar)!.map(octal).joined() }
    }

    static func php(_ text: String) -> String {
        literal(text, escaping: [UInt8(ascii: "$"): #"\$"#], control: hexadecimal) { #"\u{\#(digits($0.value, 1))}"# }
    }

    static func swift(_ text: String) -> String {
        literal(text, control: { #"\u{\#(digits(UInt32($0), 1))}"# }) { #"\u{\#(digits($0.value, 1))}"# }
    }
}

extension Quoting {
    /// A literal in double quotes, where `\` and `"` are escaped with a backslash.
    private static func literal(
        _ text: String, escaping more: [UInt8: String] = [:], control: (UInt8) -> String, other: (Unicode.Scalar) -> String
    ) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            guard scalar.isASCII else {
                quoted += other(scalar)
                continue
            }
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            switch byte {
            case UInt8(ascii: "\""), ASCII.backslash: quoted += "\\" + String(scalar)
            case 0..<0x20, 0x7F: quoted += control(byte)
            default: quoted += more[byte] ?? String(scalar)
            }
        }
        return quoted + "\""
    }

    private static func enclosed(_ text: String, in quote: String, replacing: [UInt8: String]) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if let replacement = replacing[byte] { bytes += Array(replacement.utf8) } else { bytes.append(byte) }
        }
        return quote + String(decoding: bytes, as: UTF8.self) + quote
    }

    private static func pythonOrGo(_ scalar: Unicode.Scalar) -> String {
        scalar.value > 0xFFFF ? #"\U\#(digits(scalar.value, 8))"# : #"\u\#(digits(scalar.value, 4))"#
    }

    private static func hexadecimal(_ byte: UInt8) -> String { #"\x\#(digits(UInt32(byte), 2))"# }

    private static func octal(_ byte: UInt8) -> String {
        let text = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - text.utf8.count) + text
    }

    private static func digits(_ value: UInt32, _ count: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
