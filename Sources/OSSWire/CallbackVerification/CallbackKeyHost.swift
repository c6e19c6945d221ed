import OSSSigning

/// A host whose public key for callbacks is trusted.
public struct CallbackKeyHost: Hashable, Sendable {
    private let host: String
    private let port: Int?
    private let isPublic: Bool

    /// Where OSS publishes its key, `gosspublic.alicdn.com`.
    public static let oss = CallbackKeyHost(host: "gosspublic.alicdn.com", port: nil, isPublic: true)

    /// A host of one's own: `127.0.0.1:9000`, or a host alone for every port of it. `nil` for other text.
    public init?(_ text: String) {
        guard let address = Authority(text) else { return nil }
        let host = address.host.hasSuffix(".") ? String(address.host.dropLast()) : address.host
        guard host != Self.oss.host else {
            self = .oss
            return
        }
        self.init(host: host, port: address.port, isPublic: false)
    }

    private init(host: String, port: Int?, isPublic: Bool) {
        self.host = host
        self.port = port
        self.isPublic = isPublic
    }

    /// The URL to fetch for one that a callback names; `nil` when it is not on this host.
    ///
    /// OSS's key is fetched over HTTPS also where the callback says `http`: whoever is on the way could exchange it.
    package func address(of url: CallbackURL) -> String? {
        guard url.host == host else { return nil }
        if isPublic { return [80, 443].contains(url.port) && url.query == nil ? "https://\(host)\(url.path)" : nil }
        return port ?? url.port == url.port ? "\(url.isSecure ? "https" : "http")://\(url.authority)\(url.target)" : nil
    }
}

extension CallbackKeyHost: CustomStringConvertible {
    public var description: String { port.map { "\(host):\($0)" } ?? host }
}
