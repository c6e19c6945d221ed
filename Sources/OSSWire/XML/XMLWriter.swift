import OSSSigning

/// Writes the small, fixed XML documents of OSS: a prologue, elements, text. No attributes and no namespaces, which clients would trip over.
package struct XMLWriter: Sendable {
    /// The document so far.
    package private(set) var bytes: [UInt8]

    package init() {
        bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    }

    /// An element with other elements in it.
    package mutating func element(_ name: String, _ content: (inout XMLWriter) -> Void) {
        tag("<", name)
        content(&self)
        tag("</", name)
    }

    private mutating func tag(_ opening: String, _ name: String) {
        bytes.append(contentsOf: opening.utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ">"))
    }

    /// An element with text in it.
    package mutating func element(_ name: String, _ text: String) {
        element(name) { $0.append(text: text) }
    }

    /// An element with a key, or a piece of one, in it. With `urlEncodes` it is percent-encoded, so that XML can carry any byte.
    package mutating func element(_ name: String, key: [UInt8], urlEncodes: Bool) {
        element(name, urlEncodes ? PercentEncoding.encode(key, keepingSlash: true) : String(decoding: key, as: UTF8.self))
    }

    /// An element with `true` or `false` in it.
    package mutating func element(_ name: String, _ flag: Bool) { element(name, flag ? "true" : "false") }

    /// An element with text in it, in which control characters are character references. Strict parsers refuse them; OSS, whose SDKs write keys so
    /// in requests, reads them.
    package mutating func element(_ name: String, referencing text: String) {
        element(name) { writer in
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\u{1}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": writer.bytes.append(contentsOf: "&#\(scalar.value);".utf8)
                default: writer.append(text: String(scalar))
                }
            }
        }
    }

    /// Escapes what XML 1.0 reserves. What it cannot carry at all becomes U+FFFD, so that every document parses.
    package mutating func append(text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Copies stretches in which nothing is to be replaced as they are.
    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var index = 0
        while index < text.count {
            guard let (replacement, length) = Self.replacement(of: text, at: index) else {
                index += 1
                continue
            }
            bytes.append(contentsOf: text[start..<index])
            bytes.append(contentsOf: replacement.utf8)
            index += length
            start = index
        }
        bytes.append(contentsOf: text[start...])
    }

    /// What stands for the character that begins at a byte, and how many bytes it takes the place of; `nil` where it can stay.
    private static func replacement(of text: UnsafeBufferPointer<UInt8>, at index: Int) -> (String, Int)? {
        switch text[index] {
        case UInt8(ascii: "&"): ("&amp;", 1)
        case UInt8(ascii: "<"): ("&lt;", 1)
        case UInt8(ascii: ">"): ("&gt;", 1)
        case UInt8(ascii: "\""): ("&quot;", 1)
        case UInt8(ascii: "\r"): ("&#13;", 1)
        case UInt8(ascii: "\t"), UInt8(ascii: "\n"): nil
        case 0..<0x20: ("\u{FFFD}", 1)
        // U+FFFE and U+FFFF: EF BF BE and EF BF BF.
        case 0xEF where text.count - index > 2 && text[index + 1] == 0xBF && text[index + 2] >= 0xBE: ("\u{FFFD}", 3)
        default: nil
        }
    }
}
