/// Host and port, as in a Host header or a URL, checked and in one spelling.
package struct Authority: Hashable, Sendable {
    /// Lower case; an IPv6 address stands in brackets.
    package let host: String
    package let port: Int?

    package init(host: String, port: Int?) {
        self.host = host
        self.port = port
    }

    /// Reads `host`, `host:port`, `[::1]:port`; `nil` for an empty or malformed host, a port outside 1...65535, and user information.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let authority = text.withUTF8({ Authority(reading: $0) }) else { return nil }
        self = authority
    }

    private init?(reading bytes: UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.first, first != ASCII.period else { return nil }
        var hostEnd = 0
        if first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), Self.isIPv6(bytes[1..<close]) else { return nil }
            hostEnd = close + 1
        } else {
            while hostEnd < bytes.count, bytes[hostEnd] != ASCII.colon {
                let isEmptyLabel = bytes[hostEnd] == ASCII.period && bytes[hostEnd - 1] == ASCII.period
                guard Self.isHostCharacter(bytes[hostEnd]), !isEmptyLabel else { return nil }
                hostEnd += 1
            }
            guard (1...253).contains(hostEnd) else { return nil }
        }
        host = String(unsafeUninitializedCapacity: hostEnd) { output in
            for index in 0..<hostEnd { output[index] = ASCII.lowercased(bytes[index]) }
            return hostEnd
        }
        guard hostEnd < bytes.count else {
            port = nil
            return
        }
        guard bytes[hostEnd] == ASCII.colon, let port = ASCII.number(bytes[(hostEnd + 1)...]), (1...65_535).contains(port) else { return nil }
        self.port = port
    }

    /// Whether the host is an IPv6 literal or ends in a number, which makes it an IPv4 address in one of its spellings (`127.1`, `2130706433`).
    package var isIPAddress: Bool {
        if host.utf8.first == UInt8(ascii: "[") { return true }
        // A name ends in a letter: look closer only when the last label may be a number.
        guard let last = host.utf8.last(where: { $0 != ASCII.period }), Hex.value(last) != nil else { return false }
        let label = host.split(separator: ".").last ?? ""
        return label.utf8.allSatisfy(ASCII.isDigit) || Self.isHexNumber(label)
    }

    private static func isHexNumber(_ label: Substring) -> Bool {
        label.hasPrefix("0x") && label.utf8.dropFirst(2).allSatisfy { Hex.value($0) != nil }
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || ASCII.isLowercase(ASCII.lowercased(byte)) || byte == ASCII.hyphen || byte == ASCII.period
            || byte == UInt8(ascii: "_")
    }

    private static func isIPv6(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        (2...45).contains(bytes.count) && bytes.contains(ASCII.colon)
            && bytes.allSatisfy { Hex.value($0) != nil || $0 == ASCII.colon || $0 == ASCII.period }
    }
}
