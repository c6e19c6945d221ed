import OSSSigning
import OSSWire

/// A proxy in front of the server that tells the truth about who asks, in `X-Forwarded-For`: an address, or a network of them.
///
/// ```swift
/// TrustedProxy("10.0.0.0/8")
/// ```
public struct TrustedProxy: Hashable, Sendable {
    let network: IPNetwork

    /// Reads one; `nil` when the text is neither an address nor a network.
    public init?(_ text: String) {
        guard let network = IPNetwork(text) else { return nil }
        self.network = network
    }
}

/// A network whose clients count as members of a VPC. Where OSS knows the VPC that a request comes through, a server of one's own has to be told.
///
/// ```swift
/// VPCNetwork("10.1.0.0/16=vpc-bp1xxxxxxxxxxxxxxxxxx")
/// ```
public struct VPCNetwork: Hashable, Sendable {
    let network: IPNetwork
    let vpcID: String

    /// Reads `CIDR=vpc-id`; `nil` when it is something else.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let network = IPNetwork(String(parts[0])), Self.isVPCID(parts[1]) else { return nil }
        self.network = network
        vpcID = String(parts[1])
    }

    /// What the id of a VPC can be: 1 to 128 letters, digits, `-` and `_`.
    static func isVPCID(_ text: some StringProtocol) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { ASCII.isLowercaseAlphanumeric($0) || ASCII.isUppercase($0) || $0 == ASCII.hyphen || $0 == UInt8(ascii: "_") }
    }
}

/// What the operator says about networks.
struct KnownNetworks: Sendable {
    let trustedProxies: [TrustedProxy]
    let vpcs: [VPCNetwork]

    /// The VPC of an address: that of the first network which holds it.
    func vpcID(of address: IPAddress) -> String? { vpcs.first { $0.network.contains(address) }?.vpcID }

    /// ``vpcID(of:)-(IPAddress)`` for an address in writing.
    func vpcID(of clientIP: String) -> String? { IPAddress(clientIP).flatMap { vpcID(of: $0) } }

    func isTrustedProxy(_ address: IPAddress) -> Bool { trustedProxies.contains { $0.network.contains(address) } }
}
