/// Hexadecimal digits.
package enum Hex {
    @inlinable package static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit &- 0x30
        case 0x41...0x46: digit &- 0x37
        case 0x61...0x66: digit &- 0x57
        default: nil
        }
    }

    @inline(__always) static func digit(_ value: UInt8) -> UInt8 { value &+ (value < 10 ? 0x30 : 0x57) }
    @inlinable package static func upperDigit(_ value: UInt8) -> UInt8 { value &+ (value < 10 ? 0x30 : 0x37) }

    package static func lowercase(_ bytes: UnsafeRawBufferPointer) -> String {
        var writer = ByteWriter(capacity: 2 * bytes.count)
        writer.append(hex: bytes)
        return writer.text
    }

    package static func lowercase(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes(lowercase) }

    /// The bytes of an even number of lower-case digits; anything else is `nil`.
    package static func decodeLowercase(_ digits: some Collection<UInt8>) -> [UInt8]? {
        let values = digits.compactMap { ASCII.isUppercase($0) ? nil : value($0) }
        guard values.count == digits.count, values.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    /// All digits of a number, upper-case.
    @inlinable package static func uppercase(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
        let count = value.bitWidth / 4
        return String(unsafeUninitializedCapacity: count) { digits in
            for place in 0..<count { digits[place] = upperDigit(UInt8(truncatingIfNeeded: value >> (4 * (count - 1 - place))) & 15) }
            return count
        }
    }

    /// Upper-case digits, with `separator` between the bytes.
    package static func uppercase(_ bytes: [UInt8], separator: String = "") -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(bytes.count * (2 + separator.utf8.count))
        for byte in bytes {
            if !digits.isEmpty { digits.append(contentsOf: separator.utf8) }
            digits.append(upperDigit(byte >> 4))
            digits.append(upperDigit(byte & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
