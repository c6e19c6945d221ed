import OSSClient
import OSSSigning
import OSSWire

extension FuzzTarget {
    /// Hosts, endpoints, IP addresses and networks, and the URLs of callbacks.
    static let addresses = FuzzTarget("addresses") { input in
        let text = String(decoding: input, as: UTF8.self)
        if let authority = Authority(text) {
            let written = authority.port.map { "\(authority.host):\($0)" } ?? authority.host
            try BrokenLaw.unless(Authority(written) == authority, "an authority is read as it was written")
            try BrokenLaw.unless(written.utf8.count == text.utf8.count, "nothing of an authority is left out")
        }
        if let endpoint = reading({ try Endpoint(text) }) {
            // The scheme's own port may be named, and is not written.
            let again = reading { try Endpoint(endpoint.description) }
            try BrokenLaw.unless(again?.description.utf8.elementsEqual(endpoint.description.utf8) == true, "an endpoint is read as it was written")
            try BrokenLaw.unless(text.utf8.allSatisfy { $0 < 0x80 }, "an endpoint is ASCII")
            _ = (endpoint.regionID, endpoint.cloudBoxID)
        }
        if let address = IPAddress(text) {
            try BrokenLaw.unless(IPAddress(address.text(ofNetwork: address.family.rawValue)) == address, "an address is read as it was written")
            let network = IPNetwork(text)
            try BrokenLaw.unless(network?.contains(address) == true, "an address is in its own network")
            try BrokenLaw.unless(address.unmapped.unmapped == address.unmapped, "an address is unmapped once")
        }
        if let network = IPNetwork(text) {
            try BrokenLaw.unless(network.contains(network.address), "a network holds its address")
            _ = network.unmapped.contains(network.address.unmapped)
        }
        if let url = CallbackURL(text) {
            try BrokenLaw.unless((1...65_535).contains(url.port) && url.path.utf8.first == ASCII.slash, "a callback has a port and a path")
            let written = "\(url.isSecure ? "https" : "http")://\(url.authority)\(url.target)"
            try BrokenLaw.unless(CallbackURL(written)?.target == url.target, "a callback's address is read as it was written")
        }
        _ = Origin(text)
        _ = CallbackKeyHost(text)
        _ = try? CheckedURL(text)
        _ = try? PresignedTarget(text)
    }
}
