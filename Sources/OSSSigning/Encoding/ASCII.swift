/// Byte classes. Headers, keys and numbers are judged by bytes: `Character` folds and joins what must stay apart.
package enum ASCII {
    package static let tab = UInt8(ascii: "\t")
    package static let lineFeed = UInt8(ascii: "\n")
    package static let space = UInt8(ascii: " ")
    package static let percent = UInt8(ascii: "%")
    package static let ampersand = UInt8(ascii: "&")
    package static let comma = UInt8(ascii: ",")
    package static let hyphen = UInt8(ascii: "-")
    package static let period = UInt8(ascii: ".")
    package static let slash = UInt8(ascii: "/")
    package static let colon = UInt8(ascii: ":")
    package static let semicolon = UInt8(ascii: ";")
    package static let equals = UInt8(ascii: "=")
    package static let question = UInt8(ascii: "?")
    package static let backslash = UInt8(ascii: "\\")

    @inlinable package static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    @inlinable package static func isLowercase(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
    @inlinable package static func isUppercase(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
    @inlinable package static func isLowercaseAlphanumeric(_ byte: UInt8) -> Bool { isLowercase(byte) || isDigit(byte) }
    @inlinable package static func isVisible(_ byte: UInt8) -> Bool { byte &- 0x21 < 0x5E }

    /// RFC 3986's unreserved set, which is all that OSS leaves unescaped.
    @inlinable package static func isUnreserved(_ byte: UInt8) -> Bool {
        let bit: UInt64 = 1 &<< UInt64(byte & 63)
        // One bit per byte: `-.0-9` in the lower half, `A-Z_a-z~` in the upper one.
        return byte < 64 ? bit & 0x03FF_6000_0000_0000 != 0 : byte < 128 && bit & 0x47FF_FFFE_87FF_FFFE != 0
    }

    /// Folds `A-Z` only; a non-ASCII letter never becomes an ASCII one.
    @inlinable package static func lowercased(_ byte: UInt8) -> UInt8 { isUppercase(byte) ? byte | 0x20 : byte }

    package static func lowercased(_ text: some StringProtocol) -> String {
        String(decoding: text.utf8.map(lowercased(_:)), as: UTF8.self)
    }

    /// A decimal number as the wire writes it: digits only, no sign, no needless zero in front, at most 18 digits.
    package static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...18).contains(digits.count), digits.allSatisfy(isDigit), digits.count == 1 || digits.first != 0x30 else {
            return nil
        }
        return digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }

    /// A header value without the blanks and tabs around it.
    package static func trimmed(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var rest = value[...]
        while let first = rest.first, first == space || first == tab { rest = rest.dropFirst() }
        while let last = rest.last, last == space || last == tab { rest = rest.dropLast() }
        return UnsafeRawBufferPointer(rebasing: rest)
    }
}
