import OSSSigning
import OSSWire

/// Decides where the server may connect to on a client's behalf: to addresses of the public Internet, and to what the operator allowed.
///
/// A callback makes the server send a request that a stranger wrote to an address that a stranger chose. Without this guard that would reach
/// what only the server can reach: databases on its own machine, the metadata service of its cloud, its neighbours.
struct AddressGuard: Sendable {
    let allowances: [CallbackAllowance]

    /// Whether an address that `host` stands for may be connected to.
    func permits(_ address: IPAddress, host: String) -> Bool {
        Self.isPublic(address) || allowances.contains { $0.covers(address, host: host) }
    }

    /// Whether the operator named this very host, in whatever spelling.
    func names(_ host: String) -> Bool { allowances.contains { $0.names(host) } }

    /// Whether an address belongs to a host of the public Internet and to nothing that carries another address inside.
    static func isPublic(_ address: IPAddress) -> Bool {
        switch address.family {
        case .v4: !reserved.contains { $0.contains(address) }
        case .v6: globalUnicast.contains(address) && !reserved.contains { $0.contains(address) }
        }
    }

    /// All of IPv6 that is routed. Loopback, link-local, unique local, multicast, IPv4-mapped and NAT64 (64:ff9b::) addresses are outside of it.
    private static let globalUnicast = IPNetwork("2000::/3")!

    /// The special-purpose registries of IANA (RFC 6890 and later).
    private static let reserved = [
        "0.0.0.0/8",  // this host
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private
        "100.64.0.0/10",  // carrier-grade NAT, and the metadata service of Alibaba Cloud
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local, and the metadata service of most clouds
        "192.0.0.0/24",  // protocol assignments
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation
        "192.88.99.0/24",  // 6to4 relays
        "198.18.0.0/15",  // benchmarks
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4",  // reserved, and broadcast
        "2001::/23",  // protocol assignments, Teredo and ORCHID among them
        "2001:db8::/32", "3fff::/20",  // documentation
        "2002::/16",  // 6to4
    ].map { IPNetwork($0)! }
}

/// Where callbacks may go besides the public Internet: a network, an address or a host name.
///
/// ```swift
/// CallbackAllowance("127.0.0.1")
/// CallbackAllowance("10.1.0.0/16")
/// CallbackAllowance("app.test")
/// ```
public struct CallbackAllowance: Hashable, Sendable {
    private enum Kind: Hashable, Sendable {
        case network(IPNetwork)
        case host([UInt8])
    }

    private let kind: Kind

    /// Reads one; `nil` when the text is none of the three.
    ///
    /// A host name stands for every address that it resolves to, private ones too; a name alone does not stand for the names below it.
    public init?(_ text: String) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        if let network = IPNetwork(bare) {
            kind = .network(network)
        } else if let authority = Authority(text), authority.port == nil, !authority.host.hasPrefix("["), let url = CallbackURL(authority.host) {
            kind = .host(Array(url.host.utf8))
        } else {
            return nil
        }
    }

    func covers(_ address: IPAddress, host: String) -> Bool {
        if case .network(let network) = kind { network.contains(address) } else { names(host) }
    }

    func names(_ host: String) -> Bool { kind == .host(Array(host.utf8)) }
}
