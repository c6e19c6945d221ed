import OSSSigning

/// Strings as they stand in a JSON document.
package enum JSONQuoting {
    /// The text in quotes, with the escapes that RFC 8259 demands.
    package static func quote(_ text: String) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), ASCII.backslash: quoted += [ASCII.backslash, byte]
            case ASCII.lineFeed: quoted += Array("\\n".utf8)
            case 0x0D: quoted += Array("\\r".utf8)
            case ASCII.tab: quoted += Array("\\t".utf8)
            case 0..<0x20: quoted += Array("\\u00\(Hex.lowercase([byte]))".utf8)
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }
}
