import OSSSigning

/// RFC 4648 base 64 with `-` and `_`, and without padding.
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes).utf8.filter { $0 != ASCII.equals }.map { byte in
            switch byte {
            case UInt8(ascii: "+"): ASCII.hyphen
            case ASCII.slash: UInt8(ascii: "_")
            default: byte
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes, or `nil` for what is not written as ``encode(_:)`` writes it.
    static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 3)
        for byte in text.utf8 {
            switch byte {
            case ASCII.hyphen: bytes.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): bytes.append(ASCII.slash)
            case UInt8(ascii: "+"), ASCII.slash, ASCII.equals: return nil
            default: bytes.append(byte)
            }
        }
        while !bytes.count.isMultiple(of: 4) { bytes.append(ASCII.equals) }
        return Base64.decode(bytes)
    }
}
