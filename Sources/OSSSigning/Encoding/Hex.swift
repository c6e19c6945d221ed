/// Hexadecimal digits.
package enum Hex {
    private static let lowercaseDigits: StaticString = "0123456789abcdef"
    private static let uppercaseDigits: StaticString = "0123456789ABCDEF"

    @inlinable package static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit &- 0x30
        case 0x41...0x46: digit &- 0x37
        case 0x61...0x66: digit &- 0x57
        default: nil
        }
    }

    package static func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
        for byte in bytes {
            output.append(lowercaseDigits.utf8Start[Int(byte >> 4)])
            output.append(lowercaseDigits.utf8Start[Int(byte & 15)])
        }
    }

    package static func lowercase(_ bytes: some Sequence<UInt8>) -> String {
        var output: [UInt8] = []
        append(bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Upper-case digits, with `separator` between the bytes.
    package static func uppercase(_ bytes: some Sequence<UInt8>, separator: String = "") -> String {
        bytes.map { byte in
            let pair = [uppercaseDigits.utf8Start[Int(byte >> 4)], uppercaseDigits.utf8Start[Int(byte & 15)]]
            return String(decoding: pair, as: UTF8.self)
        }.joined(separator: separator)
    }

    /// The bytes of an even number of lower-case digits; anything else is `nil`.
    package static func decodeLowercase(_ digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2), !digits.contains(where: ASCII.isUppercase) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var iterator = digits.makeIterator()
        while let first = iterator.next(), let second = iterator.next() {
            guard let high = value(first), let low = value(second) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
