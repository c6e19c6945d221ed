package import OSSSigning
package import OSSWire

/// Where a URL can be used: an address or network, a VPC, and whether proxies may be between (`x-oss-ac-*` in its query, all of it signed).
///
/// OSS documents one form: the signer signs the address and leaves it out of the URL, and the server puts it back from where the request really
/// comes from. A URL that shows its address is compared with it. Where both are possible, both are accepted.
///
/// OSS pages: "Add signatures to a URL", "Include a V4 signature in a URL".
package struct SourceBinding {
    private enum Address {
        /// The URL shows it.
        case shown(IPAddress)
        /// The signature alone knows it.
        case hidden
    }

    private let address: Address?
    /// How many bits of the address count.
    private let maskBits: Int?
    private let vpcID: String?
    private let allowsForwarding: Bool

    /// The names of the parameters.
    package static let sourceIP = "x-oss-ac-source-ip"
    package static let subnetMask = "x-oss-ac-subnet-mask"
    package static let vpc = "x-oss-ac-vpc-id"
    package static let forwardAllow = "x-oss-ac-forward-allow"
    static let names: Set = [sourceIP, subnetMask, vpc, forwardAllow]

    /// Whether a text can be the id of a VPC.
    package static func isVPCID(_ text: String) -> Bool { VPCNetwork.isVPCID(text) }

    /// Whether a request asks for any of it.
    static func isPresent(in query: Query) -> Bool { names.contains { query.contains($0) } }

    /// The binding of a request, `nil` without one. Neither a `+` nor a blank is in any legal value, so that it does not matter how the query
    /// reads a plus.
    /// - Throws: InvalidArgument.
    package init?(_ query: Query) throws(OSSError) {
        guard Self.isPresent(in: query) else { return nil }
        let ip = try Self.value(Self.sourceIP, in: query)
        let mask = try Self.value(Self.subnetMask, in: query)
        let shown = ip.flatMap { IPAddress($0) }
        if let ip, shown == nil { throw Self.invalid(Self.sourceIP, ip) }
        maskBits = mask.flatMap { ASCII.number($0.utf8) }
        if let mask {
            let limit = (shown?.family ?? .v6).rawValue
            guard let maskBits, maskBits <= limit else { throw Self.invalid(Self.subnetMask, mask) }
        }
        address = shown.map { .shown($0) } ?? (mask == nil ? nil : .hidden)
        vpcID = try Self.value(Self.vpc, in: query)
        if let vpcID, !VPCNetwork.isVPCID(vpcID) { throw Self.invalid(Self.vpc, vpcID) }
        switch try Self.value(Self.forwardAllow, in: query) {
        case nil, "false"?: allowsForwarding = false
        case "true"?: allowsForwarding = true
        case let other?: throw Self.invalid(Self.forwardAllow, other)
        }
    }

    /// A value that stands there once: of two, signer and server could mean different ones.
    private static func value(_ name: String, in query: Query) throws(OSSError) -> String? {
        let values = query.values(name)
        guard let value = values.first.map({ String(decoding: $0, as: UTF8.self) }) else { return nil }
        guard values.count == 1 else { throw invalid(name, value) }
        return value
    }

    private static func invalid(_ name: String, _ value: String) -> OSSError {
        .invalidArgument("The \(name) is invalid.", name: name, value: value)
    }

    /// The place that counts: the connection's other end, or whoever is behind trusted proxies if the URL may be forwarded.
    func place(of origin: RequestOrigin) -> RequestOrigin.Place? { allowsForwarding ? origin.client : origin.peer }

    /// Whether the signature covers an address that the URL does not show.
    package var hidesAddress: Bool { if case .hidden? = address { true } else { false } }

    /// The places that the URL shows, in words. All of them have to be right.
    package var places: [String] {
        var places: [String] = []
        if case .shown? = address { places.append(boundText) }
        if let vpcID { places.append("the VPC \(vpcID)") }
        return places
    }

    /// What coming from an address means for the signature, for a judgement without a server.
    package func reading(from address: String, vpcID: String?) -> OriginReading {
        reading(RequestOrigin(address: address, vpcID: vpcID))
    }

    /// What the origin of a request means for its signature.
    func reading(_ origin: RequestOrigin) -> OriginReading {
        var reading = OriginReading()
        let place = place(of: origin)
        switch address {
        case .hidden?: reading.implied = [(Self.sourceIP, place.map { sourceText($0.address) } ?? "")]
        case .shown(let bound)? where !contains(bound, place?.address):
            reading.contradicted.append((Self.sourceIP, place.map { sourceText($0.address) }))
        default: break
        }
        if let vpcID, place?.vpcID.map({ $0.utf8.elementsEqual(vpcID.utf8) }) != true { reading.contradicted.append((Self.vpc, place?.vpcID)) }
        return reading
    }

    private func contains(_ bound: IPAddress, _ address: IPAddress?) -> Bool {
        guard let address, address.family == bound.family else { return false }
        let bits = maskBits ?? bound.family.rawValue
        return address.text(ofNetwork: bits) == bound.text(ofNetwork: bits)
    }

    /// The address as it stands in the string to sign: masked. None, if the mask is one of IPv6 and the address is not.
    private func sourceText(_ address: IPAddress) -> String {
        let bits = maskBits ?? address.family.rawValue
        return bits <= address.family.rawValue ? address.text(ofNetwork: bits) : ""
    }

    /// Why a request from there is refused, in words for its hint; `nil` when the binding is not why.
    func finding(from origin: RequestOrigin) -> Finding? {
        let place = place(of: origin)
        let reading = reading(origin)
        if let contradicted = reading.contradicted.first {
            guard contradicted.name != Self.vpc else {
                return .boundElsewhere(to: "the VPC \(vpcID ?? "")", from: place?.vpcID.map { "the VPC \($0)" } ?? "no VPC")
            }
            return .boundElsewhere(to: boundText, from: place?.text ?? "no address")
        }
        guard case .hidden? = address, let maskBits else { return nil }
        return .boundToHiddenNetwork(maskBits: maskBits, from: place?.text ?? "no address")
    }

    private var boundText: String {
        guard case .shown(let bound)? = address else { return "" }
        guard let maskBits, maskBits < bound.family.rawValue else { return bound.text }
        return "\(bound.text(ofNetwork: maskBits))/\(maskBits)"
    }
}
