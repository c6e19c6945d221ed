import OSSSigning

/// Percent escapes read and written in the most obvious way, beside which the quick ones are held.
enum NaivePercentEncoding {
    private static let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func encode(_ bytes: some Sequence<UInt8>, keepingSlash: Bool = false) -> [UInt8] {
        var output: [UInt8] = []
        for byte in bytes {
            if kept.contains(byte) || (keepingSlash && byte == 0x2F) {
                output.append(byte)
            } else {
                output += [0x25, digits[Int(byte) / 16], digits[Int(byte) % 16]]
            }
        }
        return output
    }

    /// `nil` for an escape that is cut off or not hexadecimal.
    static func decode(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                output.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(), let first = value(high), let second = value(low) else { return nil }
            output.append(UInt8(first * 16 + second))
        }
        return output
    }

    private static func value(_ digit: UInt8) -> Int? {
        digits.firstIndex(of: digit >= 0x61 && digit <= 0x66 ? digit - 0x20 : digit)
    }
}

/// A query split and decoded in the most obvious way.
enum NaiveQuery {
    /// `nil` for a malformed escape.
    static func pairs(_ raw: [UInt8]) -> [(name: [UInt8], value: [UInt8])]? {
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        for part in raw.split(separator: 0x26) {
            let halves = part.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = NaivePercentEncoding.decode(halves[0]), let value = NaivePercentEncoding.decode(halves.count > 1 ? halves[1] : []) else {
                return nil
            }
            pairs.append((name, value))
        }
        return pairs
    }
}
