import NIOCore
import OSSWire

extension IPAddress {
    /// `nil` for a Unix socket.
    init?(_ address: SocketAddress) {
        // Where the address stands in `sockaddr_in` and `sockaddr_in6`, on every system.
        let family: Family
        let place: Range<Int>
        switch address.protocol {
        case .inet: (family, place) = (.v4, 4..<8)
        case .inet6: (family, place) = (.v6, 8..<24)
        default: return nil
        }
        let bits = address.withSockAddr { pointer, size in
            UnsafeRawBufferPointer(start: pointer, count: size)[place].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        }
        self.init(family: family, bits: bits)
    }
}
