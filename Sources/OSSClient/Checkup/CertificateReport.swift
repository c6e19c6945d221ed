import NIOSSL
package import OSSSigning

/// What a server shows in a TLS handshake.
package struct CertificateReport: Hashable, Sendable {
    /// The names that the certificate is for, at most sixteen.
    package var names: [String]
    package var validFrom: SigningTime?
    package var validUntil: SigningTime?
    /// How many certificates came along.
    package var chainLength: Int
    /// `TLS 1.3`.
    package var version: String
    /// Whether a client that verifies certificates takes it.
    package var isTrusted: Bool

    package init(names: [String], validFrom: SigningTime?, validUntil: SigningTime?, chainLength: Int, version: String, isTrusted: Bool) {
        self.names = names
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.chainLength = chainLength
        self.version = version
        self.isTrusted = isTrusted
    }

    init(chain: [NIOSSLCertificate], version: TLSVersion?, isTrusted: Bool) {
        let leaf = chain.first
        self.init(
            names: leaf.map(Self.names) ?? [], validFrom: leaf.flatMap { SigningTime(secondsSinceEpoch: Int64($0.notValidBefore)) },
            validUntil: leaf.flatMap { SigningTime(secondsSinceEpoch: Int64($0.notValidAfter)) }, chainLength: chain.count,
            version: version.map(Self.name) ?? "TLS", isTrusted: isTrusted)
    }

    private static func names(of certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames().prefix(16).compactMap { name in
            let bytes = Array(name.contents)
            switch name.nameType {
            case .dnsName: return String(decoding: bytes.prefix(253), as: UTF8.self)
            case .ipAddress where bytes.count == 4: return bytes.map { String($0) }.joined(separator: ".")
            default: return nil
            }
        }
    }

    private static func name(of version: TLSVersion) -> String {
        switch version {
        case .tlsv1: "TLS 1.0"
        case .tlsv11: "TLS 1.1"
        case .tlsv12: "TLS 1.2"
        case .tlsv13: "TLS 1.3"
        }
    }

    /// Whether the certificate is for a host: its own name, or `*` for the first label.
    package func covers(_ host: String) -> Bool {
        let host = ASCII.lowercased(host)
        return names.contains { name in
            let name = ASCII.lowercased(name)
            guard name.hasPrefix("*.") else { return name.utf8.elementsEqual(host.utf8) }
            guard let dot = host.firstIndex(of: ".") else { return false }
            return host[dot...].utf8.elementsEqual(name.dropFirst().utf8)
        }
    }
}
