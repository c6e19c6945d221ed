import HTTPTypes
import OSSSigning

/// Where a request comes from. Policies, callbacks and bound URLs read it from here and never from a header.
struct RequestOrigin: Sendable {
    /// One end of the way that a request took.
    struct Place: Hashable, Sendable {
        let address: IPAddress
        /// The VPC that it lies in, if the operator named one.
        let vpcID: String?

        var text: String { address.text }
    }

    /// Whoever opened the connection; `nil` where that has no IP address.
    let peer: Place?
    /// Whoever asks: the peer, or behind proxies that are trusted, the last address that they do not know to be a proxy.
    let client: Place?

    /// The client's address as text, without its port; empty where there is none.
    var clientIP: String { client?.text ?? "" }

    /// An origin without proxies; nowhere if the text is no address.
    init(address: String, vpcID: String?) {
        peer = IPAddress(unmapping: address).map { Place(address: $0, vpcID: vpcID) }
        client = peer
    }

    /// - Parameters:
    ///   - peer: the address of the connection's other end.
    ///   - fields: of the request; `X-Forwarded-For` is read only when a trusted proxy sent it.
    init(peer: String?, fields: HTTPFields, networks: KnownNetworks) {
        guard let address = peer.flatMap({ IPAddress(unmapping: $0) }) else {
            (self.peer, client) = (nil, nil)
            return
        }
        self.peer = Place(address: address, vpcID: networks.vpcID(of: address))
        let client = Self.client(behind: address, fields, networks)
        self.client = Place(address: client, vpcID: networks.vpcID(of: client))
    }

    /// Goes back from the last proxy: each one vouches for the address that it wrote behind those that it received. What stands before the first
    /// address that is no trusted proxy was written by a stranger, and what is no address ends the way.
    private static func client(behind peer: IPAddress, _ fields: HTTPFields, _ networks: KnownNetworks) -> IPAddress {
        guard networks.isTrustedProxy(peer) else { return peer }
        var client = peer
        for field in fields.reversed() where field.name == .forwardedFor {
            for part in field.value.split(separator: ",", omittingEmptySubsequences: false).reversed() {
                guard networks.isTrustedProxy(client), let address = IPAddress(unmapping: String(part.filter { $0 != " " && $0 != "\t" })) else {
                    return client
                }
                client = address
            }
        }
        return client
    }
}

extension HTTPField.Name {
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}

extension IPAddress {
    /// An address in writing; an IPv4 address that a socket of IPv6 shows (`::ffff:192.0.2.1`) is what it stands for.
    init?(unmapping text: String) {
        guard let address = IPAddress(text) else { return nil }
        guard address.family == .v6, address.bits >> 32 == 0xFFFF, let plain = IPAddress(AddressText.v4(address.bits & 0xFFFF_FFFF)) else {
            self = address
            return
        }
        self = plain
    }

    /// The address as text: four decimal numbers, or the form of RFC 5952.
    var text: String { text(ofNetwork: family.rawValue) }

    /// The address with all but its first `length` bits cleared, as text.
    /// - Parameter length: 0 to the number of bits of the family.
    func text(ofNetwork length: Int) -> String {
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
