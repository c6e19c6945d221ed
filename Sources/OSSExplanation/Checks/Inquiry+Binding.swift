import OSSSigning

/// What a URL that is bound to a place (`x-oss-ac-*`) has to do with its refusal.
extension Inquiry {
    /// Whether the server says that the request came from elsewhere.
    var isBoundElsewhere: Bool { document?.ec == "0002-00000225" || document?.ec == "0002-00000602" }

    /// Whether the signature covers an address that the URL does not show. Nobody can judge it without knowing where it is sent from.
    var hidesSource: Bool { query.value("x-oss-ac-subnet-mask") != nil && query.value("x-oss-ac-source-ip") == nil }

    /// The refusal of a URL that was used from another address or VPC than it is bound to.
    var bindingFinding: Explained? {
        guard isBoundElsewhere else { return nil }
        let places = boundPlaces
        return Explained(
            "bound_elsewhere", label: .culprit,
            cause:
                "the URL is bound to \(places.isEmpty ? "an address or VPC" : places.joined(separator: " and ")), and the request came from \(origin)",
            proof: context.evidence,
            fix:
                "use the URL from there, without a proxy unless x-oss-ac-forward-allow=true is signed; or sign it for where it is used: waybill presign ... --source-ip CIDR"
        )
    }

    private var boundPlaces: [String] {
        let mask = query.value("x-oss-ac-subnet-mask")
        var places: [String] = []
        if let address = query.value("x-oss-ac-source-ip") {
            places.append(Wording.quoted(mask.map { "\(address)/\($0)" } ?? address, limit: 60))
        } else if let mask {
            places.append("a network of /\(Wording.quoted(mask, limit: 10)) that it does not show")
        }
        if let vpc = query.value("x-oss-ac-vpc-id") { places.append("the VPC \(Wording.quoted(vpc, limit: 60))") }
        return places
    }

    /// The server's string to sign holds the address that it saw, masked.
    private var origin: String {
        let seen = view.flatMap { RawQuery(Array($0.query.utf8)).value("x-oss-ac-source-ip") }
        guard let seen, seen != query.value("x-oss-ac-source-ip"), !seen.isEmpty else { return "elsewhere" }
        let mask = query.value("x-oss-ac-subnet-mask").map { "/\($0)" } ?? ""
        return Wording.quoted(seen + mask, limit: 60)
    }
}
