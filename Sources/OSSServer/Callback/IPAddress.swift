import NIOCore
import OSSSigning

/// An IP address as a number, to compare it with networks.
struct IPAddress: Hashable, Sendable {
    enum Family: Int, Sendable {
        case v4 = 32
        case v6 = 128
    }

    let family: Family
    /// An IPv4 address stands in the low 32 bits.
    let bits: UInt128

    /// Four decimal numbers, or an IPv6 address without brackets and zone. Other spellings (`0x7f.1`, `2130706433`) are not addresses here.
    init?(_ text: String) {
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        self.init(address)
    }

    /// `nil` for a Unix socket.
    init?(_ address: SocketAddress) {
        // Where the address stands in `sockaddr_in` and `sockaddr_in6`, on every system.
        let place: Range<Int>
        switch address.protocol {
        case .inet: (family, place) = (.v4, 4..<8)
        case .inet6: (family, place) = (.v6, 8..<24)
        default: return nil
        }
        bits = address.withSockAddr { pointer, size in
            UnsafeRawBufferPointer(start: pointer, count: size)[place].reduce(0) { $0 << 8 | UInt128($1) }
        }
    }
}

/// Addresses that share their first bits.
struct IPNetwork: Hashable, Sendable {
    private let address: IPAddress
    private let prefixLength: Int

    /// `10.0.0.0/8`, `fd00::/8`; an address alone is a network of one.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        self.address = address
        guard parts.count == 2 else {
            prefixLength = address.family.rawValue
            return
        }
        guard let length = ASCII.number(parts[1].utf8), length <= address.family.rawValue else { return nil }
        prefixLength = length
    }

    func contains(_ other: IPAddress) -> Bool {
        guard other.family == address.family else { return false }
        // A smart shift: all bits of an IPv6 address may go.
        return (other.bits ^ address.bits) >> UInt128(address.family.rawValue - prefixLength) == 0
    }
}
