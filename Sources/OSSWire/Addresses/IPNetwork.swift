import OSSSigning

/// Addresses that share their first bits.
package struct IPNetwork: Hashable, Sendable {
    package let address: IPAddress
    /// How many bits they share.
    package let prefixLength: Int

    private init(address: IPAddress, prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    /// `10.0.0.0/8`, `fd00::/8`; an address alone is a network of one. Bits behind the prefix do not count.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(address: address, prefixLength: address.family.rawValue)
            return
        }
        guard let length = ASCII.number(parts[1].utf8), length <= address.family.rawValue else { return nil }
        self.init(address: address, prefixLength: length)
    }

    /// The IPv4 network that `::ffff:10.0.0.0/104` stands for; any other network as it is.
    package var unmapped: IPNetwork {
        let plain = address.unmapped
        guard plain.family != address.family, prefixLength >= 96 else { return self }
        return IPNetwork(address: plain, prefixLength: prefixLength - 96)
    }

    package func contains(_ other: IPAddress) -> Bool {
        guard other.family == address.family else { return false }
        // A smart shift: all bits of an IPv6 address may go.
        return (other.bits ^ address.bits) >> UInt128(address.family.rawValue - prefixLength) == 0
    }
}
