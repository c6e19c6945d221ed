import HTTPTypes
import OSSSigning
import OSSWire

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
    /// Whether whoever asks came over TLS: to this server, or to the trusted proxy that says so.
    let isSecure: Bool

    /// The client's address as text, without its port; empty where there is none.
    var clientIP: String { client?.text ?? "" }

    /// An origin without proxies; nowhere if the text is no address.
    init(address: String, vpcID: String?) {
        peer = (IPAddress(address)?.unmapped).map { Place(address: $0, vpcID: vpcID) }
        client = peer
        isSecure = false
    }

    /// - Parameters:
    ///   - peer: the address of the connection's other end.
    ///   - fields: of the request; `X-Forwarded-For` and `X-Forwarded-Proto` are read only when a trusted proxy sent them.
    ///   - isSecure: whether the connection is encrypted.
    init(peer: String?, fields: HTTPFields, networks: KnownNetworks, isSecure: Bool) {
        guard let address = peer.flatMap({ IPAddress($0)?.unmapped }) else {
            (self.peer, client, self.isSecure) = (nil, nil, isSecure)
            return
        }
        self.peer = Place(address: address, vpcID: networks.vpcID(of: address))
        let client = Self.client(behind: address, fields, networks)
        self.client = Place(address: client, vpcID: networks.vpcID(of: client))
        self.isSecure = networks.isTrustedProxy(address) ? Self.isSecure(by: fields) ?? isSecure : isSecure
    }

    /// Goes back from the last proxy: each one vouches for the address that it wrote behind those that it received. What stands before the first
    /// address that is no trusted proxy was written by a stranger, and what is no address ends the way.
    private static func client(behind peer: IPAddress, _ fields: HTTPFields, _ networks: KnownNetworks) -> IPAddress {
        guard networks.isTrustedProxy(peer) else { return peer }
        var client = peer
        for field in fields.reversed() where field.name == .forwardedFor {
            for part in field.value.split(separator: ",", omittingEmptySubsequences: false).reversed() {
                guard networks.isTrustedProxy(client), let address = IPAddress(String(part.filter { $0 != " " && $0 != "\t" }))?.unmapped else {
                    return client
                }
                client = address
            }
        }
        return client
    }

    /// What a trusted proxy says of the way before it: `X-Forwarded-Proto`. Of several words each must say https, so that one which the proxy
    /// passed on cannot outweigh its own. `nil` where it says nothing.
    private static func isSecure(by fields: HTTPFields) -> Bool? {
        let values = fields.filter { $0.name == .forwardedProto }
        guard !values.isEmpty else { return nil }
        return values.allSatisfy { field in
            field.value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { word in
                ASCII.lowercased(String(word.filter { $0 != " " && $0 != "\t" })) == "https"
            }
        }
    }
}

extension HTTPField.Name {
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    fileprivate static let forwardedProto = HTTPField.Name("X-Forwarded-Proto")!
}
