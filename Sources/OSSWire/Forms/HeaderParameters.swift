import OSSSigning

/// A header value of the shape `form-data; name="key"; filename="a.txt"`, split.
struct HeaderParameters {
    /// What stands before the first semicolon, in lower case.
    let value: String
    /// Names in lower case, and values without their quotes, in order. No name occurs twice.
    private let parameters: [(name: String, value: [UInt8])]

    subscript(name: String) -> [UInt8]? { parameters.first { $0.name == name }?.value }

    /// Reads a value; `nil` when it does not have the shape, or a name occurs twice.
    init?(_ bytes: some Collection<UInt8>) {
        var rest = Array(bytes)[...]
        value = ASCII.lowercased(String(decoding: Self.take(from: &rest) { $0 != ASCII.semicolon }, as: UTF8.self).trimmingBlanks)
        var parameters: [(name: String, value: [UInt8])] = []
        while rest.first == ASCII.semicolon {
            rest = rest.dropFirst()
            Self.skipBlanks(&rest)
            // Some clients end the list with a semicolon.
            if rest.isEmpty { break }
            let name = Self.take(from: &rest) { Self.isTokenByte($0) }
            Self.skipBlanks(&rest)
            guard !name.isEmpty, rest.first == ASCII.equals else { return nil }
            rest = rest.dropFirst()
            Self.skipBlanks(&rest)
            guard let value = rest.first == UInt8(ascii: "\"") ? Self.quotedString(&rest) : Self.token(&rest) else { return nil }
            Self.skipBlanks(&rest)
            let text = ASCII.lowercased(String(decoding: name, as: UTF8.self))
            guard !parameters.contains(where: { $0.name == text }) else { return nil }
            parameters.append((text, value))
        }
        guard rest.isEmpty else { return nil }
        self.parameters = parameters
    }

    private static func token(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let token = take(from: &rest) { $0 != ASCII.semicolon && $0 != ASCII.space && $0 != ASCII.tab && $0 != UInt8(ascii: "\"") }
        return Array(token)
    }

    /// A backslash escapes a quote and a backslash. Before anything else it is itself: old browsers sent `C:\Temp\a.txt` as it was.
    private static func quotedString(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var value: [UInt8] = []
        var index = rest.startIndex + 1
        while index < rest.endIndex {
            let byte = rest[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                rest = rest[index...]
                return value
            }
            if byte == ASCII.backslash, index < rest.endIndex, rest[index] == UInt8(ascii: "\"") || rest[index] == ASCII.backslash {
                value.append(rest[index])
                index += 1
            } else {
                value.append(byte)
            }
        }
        return nil
    }

    private static func take(from rest: inout ArraySlice<UInt8>, while isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let part = rest.prefix(while: isPart)
        rest = rest[part.endIndex...]
        return part
    }

    private static func skipBlanks(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.drop { $0 == ASCII.space || $0 == ASCII.tab }
    }

    /// RFC 9110's token characters, as far as parameter names have them.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        ASCII.isUnreserved(byte) || [0x21, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B, 0x5E, 0x60, 0x7C].contains(byte)
    }
}

extension String {
    /// Without the blanks and tabs around it.
    var trimmingBlanks: String {
        let bytes = Array(utf8)
        return bytes.withUnsafeBytes { String(decoding: ASCII.trimmed($0), as: UTF8.self) }
    }
}
