extension IPAddress {
    /// The address as text: four decimal numbers, or the form of RFC 5952.
    package var text: String { text(ofNetwork: family.rawValue) }

    /// The address with all but its first `length` bits cleared, as text.
    /// - Parameter length: 0 to the number of bits of the family.
    package func text(ofNetwork length: Int) -> String {
        // Smart shifts: all bits of an IPv6 address may go.
        let host = UInt128(family.rawValue - length)
        let bits = (bits >> host) << host
        return family == .v4 ? AddressText.v4(bits & 0xFFFF_FFFF) : AddressText.v6(bits)
    }
}

/// Addresses in writing.
private enum AddressText {
    static func v4(_ bits: UInt128) -> String {
        stride(from: 24, through: 0, by: -8).map { String((bits >> UInt128($0)) & 0xFF) }.joined(separator: ".")
    }

    /// Lower case, no leading zeros, and `::` for the first of the longest runs of two zeros or more.
    static func v6(_ bits: UInt128) -> String {
        let groups = stride(from: 112, through: 0, by: -16).map { (bits >> UInt128($0)) & 0xFFFF }
        var longest = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || groups[index] != 0 {
            if index - start > max(longest.count, 1) { longest = start..<index }
            start = index + 1
        }
        func text(_ range: Range<Int>) -> String { groups[range].map { String($0, radix: 16) }.joined(separator: ":") }
        return longest.isEmpty ? text(0..<8) : "\(text(0..<longest.lowerBound))::\(text(longest.upperBound..<8))"
    }
}
