import OSSSigning

/// The names under which a URL carries its signature.
enum AuthenticationNames {
    static let v4 = [
        "x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-signature", "x-oss-additional-headers",
        "x-oss-security-token",
    ]
    static let requiredV4 = ["x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-signature"]
    static let v1 = ["OSSAccessKeyId", "Expires", "Signature"]
    static let all = v4 + v1

    /// Parameters that mail and web tools add to links for their counting.
    static let tracking = [
        "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid", "_ga", "_gl", "_hsenc", "_hsmi", "spm", "ref_src", "mkt_tok",
    ]

    static func isTracking(_ name: String) -> Bool { name.begins(with: "utm_") || tracking.contains { $0.utf8.elementsEqual(name.utf8) } }
}

/// A raw query, split and not decoded.
struct RawQuery {
    struct Pair {
        let name: [UInt8]
        /// `nil` when the name stands without an equals sign.
        let value: [UInt8]?
    }

    let pairs: [Pair]

    init(_ bytes: some Collection<UInt8>) {
        pairs = Array(bytes).split(separator: ASCII.ampersand).map { part in
            guard let equals = part.firstIndex(of: ASCII.equals) else { return Pair(name: Array(part), value: nil) }
            return Pair(name: Array(part[..<equals]), value: Array(part[part.index(after: equals)...]))
        }
    }

    init(ofURL url: [UInt8]) {
        self.init(url.drop { $0 != ASCII.question }.dropFirst())
    }

    /// The decoded value of the first parameter of a name; as it stands when an escape is malformed.
    func value(_ name: String) -> String? {
        guard let pair = pairs.first(where: { $0.name.elementsEqual(name.utf8) }) else { return nil }
        let raw = pair.value ?? []
        return String(decoding: (try? PercentEncoding.decode(raw)) ?? raw, as: UTF8.self)
    }

    func contains(_ name: String) -> Bool { pairs.contains { $0.name.elementsEqual(name.utf8) } }

    /// Whether nothing of a signature is missing at the end of the text.
    var isComplete: Bool {
        if let signature = value("x-oss-signature") {
            return AuthenticationNames.requiredV4.allSatisfy(contains) && signature.utf8.count >= 64
        }
        guard let signature = value("Signature") else { return false }
        return AuthenticationNames.v1.allSatisfy(contains) && signature.utf8.count >= 28
    }

    /// Whether there is any of a signature.
    var isSigned: Bool { AuthenticationNames.all.contains(where: contains) }
}
