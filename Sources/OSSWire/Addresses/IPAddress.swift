import OSSSigning

/// An IP address as a number, to compare it with networks.
package struct IPAddress: Hashable, Sendable {
    /// The raw value is the number of bits.
    package enum Family: Int, Sendable {
        case v4 = 32
        case v6 = 128
    }

    package let family: Family
    /// An IPv4 address stands in the low 32 bits.
    package let bits: UInt128

    /// - Parameter bits: As many as the family has.
    package init(family: Family, bits: UInt128) {
        self.family = family
        self.bits = bits
    }

    /// Four decimal numbers, or an IPv6 address without brackets and zone. Other spellings (`0x7f.1`, `2130706433`, `010.0.0.1`) are not addresses
    /// here: programs read them differently.
    package init?(_ text: String) {
        let bytes = text.utf8
        if bytes.contains(ASCII.colon) {
            guard bytes.count <= 45, let bits = Self.v6(Array(bytes)[...]) else { return nil }
            self.init(family: .v6, bits: bits)
        } else {
            guard let bits = Self.v4(bytes) else { return nil }
            self.init(family: .v4, bits: UInt128(bits))
        }
    }

    /// The IPv4 address that an IPv6 address of the form `::ffff:1.2.3.4` stands for; any other address as it is.
    package var unmapped: IPAddress {
        guard family == .v6, bits >> 32 == 0xFFFF else { return self }
        return IPAddress(family: .v4, bits: bits & 0xFFFF_FFFF)
    }

    /// Four numbers below 256 without needless zeros. Conditions read one for every request, so nothing is allocated.
    private static func v4(_ text: some Sequence<UInt8>) -> UInt32? {
        var bits: UInt32 = 0
        var (part, digits, parts): (UInt32, Int, Int) = (0, 0, 1)
        for byte in text {
            if byte == ASCII.period {
                guard digits > 0, parts < 4 else { return nil }
                bits = bits << 8 | part
                (part, digits, parts) = (0, 0, parts + 1)
                continue
            }
            guard ASCII.isDigit(byte), digits == 0 || part > 0 else { return nil }
            part = part * 10 + UInt32(byte & 0x0F)
            digits += 1
            guard part < 256 else { return nil }
        }
        return digits > 0 && parts == 4 ? bits << 8 | part : nil
    }

    /// Eight groups; `::` stands for one or more that are zero.
    private static func v6(_ text: ArraySlice<UInt8>) -> UInt128? {
        let gaps = text.indices.dropLast().filter { text[$0] == ASCII.colon && text[$0 + 1] == ASCII.colon }
        guard let gap = gaps.first else {
            guard let groups = groups(text, mayEndInV4: true), groups.count == 8 else { return nil }
            return number(groups)
        }
        guard gaps.count == 1, let left = groups(text[..<gap], mayEndInV4: false), let right = groups(text[(gap + 2)...], mayEndInV4: true),
            left.count + right.count < 8
        else { return nil }
        return number(left + [UInt16](repeating: 0, count: 8 - left.count - right.count) + right)
    }

    private static func groups(_ text: ArraySlice<UInt8>, mayEndInV4: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ASCII.colon, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEndInV4, index == parts.count - 1, part.contains(ASCII.period) {
                guard let bits = v4(part) else { return nil }
                groups += [UInt16(bits >> 16), UInt16(bits & 0xFFFF)]
                continue
            }
            guard (1...4).contains(part.count) else { return nil }
            var group: UInt16 = 0
            for digit in part {
                guard let value = Hex.value(digit) else { return nil }
                group = group << 4 | UInt16(value)
            }
            groups.append(group)
        }
        return groups
    }

    private static func number(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }
}
