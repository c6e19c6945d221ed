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
    @inline(__always) static func upperDigit(_ value: UInt8) -> UInt8 { value &+ (value < 10 ? 0x30 : 0x37) }

    package static func lowercase(_ bytes: UnsafeRawBufferPointer) -> String {
        var writer = ByteWriter(capacity: 2 * bytes.count)
        writer.append(hex: bytes)
        return writer.text
    }

    /// Upper-case digits, with `separator` between the bytes.
    package static func uppercase(_ bytes: some Sequence<UInt8>, separator: String = "") -> String {
        bytes.map { String(decoding: [upperDigit($0 >> 4), upperDigit($0 & 15)], as: UTF8.self) }.joined(separator: separator)
    }
}
