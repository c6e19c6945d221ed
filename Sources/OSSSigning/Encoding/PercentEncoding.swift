/// A percent escape that is cut off or not hexadecimal.
package struct MalformedEscape: Error {}

/// Percent escapes as OSS signs them: everything but the unreserved set is escaped, with upper-case hex digits.
package enum PercentEncoding {
    /// The escaped form. Paths keep their slashes, queries escape them.
    package static func encode(_ bytes: [UInt8], keepingSlash: Bool = false) -> String {
        var writer = ByteWriter(capacity: 3 * bytes.count)
        writer.append(escaping: bytes, keepingSlash: keepingSlash)
        return writer.text
    }

    /// The decoded form, decoded once. A `+` is a plus: OSS's query is not a form.
    package static func decode(_ bytes: some Collection<UInt8>) throws(MalformedEscape) -> [UInt8] {
        let bytes = Array(bytes)
        var isWellFormed = true
        let decoded = [UInt8](unsafeUninitializedCapacity: bytes.count) { output, count in
            let length = bytes.withUnsafeBufferPointer { decode($0, into: output.baseAddress) }
            isWellFormed = length != nil
            count = length ?? 0
        }
        guard isWellFormed else { throw MalformedEscape() }
        return decoded
    }

    /// The escaped text with every `+` as an escaped blank; `nil` when it holds none.
    static func writingPlusAsBlank(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.contains(UInt8(ascii: "+")) else { return nil }
        return bytes.flatMap { $0 == UInt8(ascii: "+") ? Array("%20".utf8) : [$0] }
    }

    /// Decodes into memory that has room for as many bytes as there are escaped ones.
    /// - Returns: the number of decoded bytes, or `nil` when an escape is malformed.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>?) -> Int? {
        guard let output else { return bytes.isEmpty ? 0 : nil }
        var count = 0
        var index = 0
        while index < bytes.count {
            var byte = bytes[index]
            index += 1
            if byte == ASCII.percent {
                guard index + 1 < bytes.count, let high = Hex.value(bytes[index]), let low = Hex.value(bytes[index + 1]) else { return nil }
                byte = high << 4 | low
                index += 2
            }
            output[count] = byte
            count += 1
        }
        return count
    }
}
