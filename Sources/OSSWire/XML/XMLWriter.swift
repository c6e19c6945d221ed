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
        bytes.append(contentsOf: "<\(name)>".utf8)
        content(&self)
        bytes.append(contentsOf: "</\(name)>".utf8)
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
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes.append(contentsOf: "&amp;".utf8)
            case "<": bytes.append(contentsOf: "&lt;".utf8)
            case ">": bytes.append(contentsOf: "&gt;".utf8)
            case "\"": bytes.append(contentsOf: "&quot;".utf8)
            case "\r": bytes.append(contentsOf: "&#13;".utf8)
            case "\t", "\n": bytes.append(UInt8(scalar.value))
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": bytes.append(contentsOf: "\u{FFFD}".utf8)
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
    }
}
