import OSSSigning
import OSSWire

/// The address or network that a URL is to be bound to, as a signer writes it: with the bits behind the mask cleared, and in the one spelling that
/// a server writes, since the signature may have to be found again from the address of a client.
package struct SourceNetwork: Hashable, Sendable {
    /// `203.0.113.0`; IPv6 in the form of RFC 5952.
    package let address: String
    /// How many bits of it count: 0 to 32, or to 128 for IPv6.
    package let maskBits: Int
    /// Whether not all of them do.
    package let isMasked: Bool

    /// Reads `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`; `nil` when it is something else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0])?.unmapped else { return nil }
        maskBits = parts.count < 2 ? address.family.rawValue : ASCII.number(parts[1].utf8) ?? .max
        guard maskBits <= address.family.rawValue else { return nil }
        self.address = address.text(ofNetwork: maskBits)
        isMasked = parts.count == 2
    }
}
