/// A percent escape that is cut off or not hexadecimal.
package struct MalformedEscape: Error {}

/// Percent escapes as OSS signs them: everything but the unreserved set is escaped, with upper-case hex digits.
package enum PercentEncoding {
    private static let digits: StaticString = "0123456789ABCDEF"

    /// Appends the escaped form of `bytes`. Paths keep their slashes, queries escape them.
    package static func append(_ bytes: some Collection<UInt8>, to output: inout [UInt8], keepingSlash: Bool = false) {
        if bytes.withContiguousStorageIfAvailable({ appendContiguous($0, to: &output, keepingSlash: keepingSlash) }) == nil {
            Array(bytes).withUnsafeBufferPointer { appendContiguous($0, to: &output, keepingSlash: keepingSlash) }
        }
    }

    private static func appendContiguous(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8], keepingSlash: Bool) {
        var runStart = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if ASCII.isUnreserved(byte) || (keepingSlash && byte == ASCII.slash) { continue }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
            output.append(ASCII.percent)
            output.append(digits.utf8Start[Int(byte >> 4)])
            output.append(digits.utf8Start[Int(byte & 15)])
            runStart = index + 1
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart...]))
    }

    package static func encode(_ bytes: some Collection<UInt8>, keepingSlash: Bool = false) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 16)
        append(bytes, to: &output, keepingSlash: keepingSlash)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends the decoded form of `bytes`, once. A `+` is a plus: OSS's query is not a form.
    package static func appendDecoded(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) throws(MalformedEscape) {
        var runStart = 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] == ASCII.percent else {
                index += 1
                continue
            }
            guard index + 2 < bytes.count, let high = Hex.value(bytes[index + 1]), let low = Hex.value(bytes[index + 2]) else {
                throw MalformedEscape()
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
            output.append(high << 4 | low)
            index += 3
            runStart = index
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart...]))
    }

    package static func decode(_ bytes: some Collection<UInt8>) throws(MalformedEscape) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        try Array(bytes).withUnsafeBufferPointer { buffer throws(MalformedEscape) in try appendDecoded(buffer, to: &output) }
        return output
    }
}
