import OSSSigning

/// URLs as they go on the wire. A URL that holds nothing but what a URL may hold goes out byte for byte, since its signature is for these bytes.
///
/// Others come from people who wrote one by hand. Below the transport, URLs are parsed by Foundation, which escapes what they may not hold, and
/// then also escapes what is escaped already; so it is done here before, once.
enum WireURL {
    /// The URL with what it may not hold escaped; the same one when there is nothing.
    /// - Throws: ``ClientError`` with the code `invalidURL` for a control character, and for a percent sign that begins no escape.
    static func escaped(_ url: String) throws(ClientError) -> String {
        let bytes = Array(url.utf8)
        var start = 0
        if let colon = bytes.firstIndex(of: ASCII.colon), bytes[colon...].starts(with: "://".utf8) {
            // Of the authority only the parser knows what it may hold: the brackets of an address, for one.
            start = bytes[(colon + 3)...].firstIndex { $0 == ASCII.slash || $0 == ASCII.question || $0 == UInt8(ascii: "#") } ?? bytes.count
        }
        var output = Array(bytes[..<start])
        output.reserveCapacity(bytes.count)
        for index in start..<bytes.count {
            let byte = bytes[index]
            switch byte {
            case 0..<ASCII.space, 0x7F: throw ClientError(.invalidURL, "the URL holds a control character, a line break for example")
            case ASCII.percent:
                guard index + 2 < bytes.count, Hex.value(bytes[index + 1]) != nil, Hex.value(bytes[index + 2]) != nil else {
                    throw ClientError(.invalidURL, "the URL holds a percent sign that begins no escape")
                }
                output.append(byte)
            case _ where ASCII.isUnreserved(byte) || reserved.contains(byte): output.append(byte)
            default: output += Array("%\(Hex.uppercase([byte]))".utf8)
            }
        }
        return output.count == bytes.count ? url : String(decoding: output, as: UTF8.self)
    }

    private static let reserved = Set("!$&'()*+,;=:@/?#".utf8)
}
