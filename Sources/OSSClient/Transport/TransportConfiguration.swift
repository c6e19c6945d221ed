/// How connections are made: time limits, proxy, trust.
public struct TransportConfiguration: Sendable {
    /// How long a connection may take to be made, its TLS handshake included.
    public var connectTimeout = Duration.seconds(10)
    /// How long nothing may arrive while an answer is awaited, and nothing may be taken while a body is sent.
    public var idleTimeout = Duration.seconds(60)
    /// The most connections to one host.
    public var maximumConnections = 64
    /// The proxy; `nil` connects directly.
    public var proxy: Proxy?
    /// Whose certificates are trusted.
    public var trust = Trust.system
    /// The local address that connections are made from.
    public var localAddress: String?

    /// The defaults.
    public init() {}

    /// Whose certificates are trusted.
    public enum Trust: Hashable, Sendable {
        /// The system's roots.
        case system
        /// The roots in a PEM file, in the place of the system's.
        case roots(path: String)
        /// Everybody. Whoever can reach the connection can read and change what is sent.
        case unverified
    }

    /// A proxy.
    public struct Proxy: Hashable, Sendable {
        /// The protocols of proxies.
        public enum Kind: Hashable, Sendable { case http, socks5 }

        /// How it is spoken to.
        public var kind: Kind
        /// A name or an address.
        public var host: String
        /// 1 to 65535.
        public var port: Int
        /// User and password for an HTTP proxy.
        public var basicAuthorization: (user: String, password: String)? {
            get { user.map { ($0, password ?? "") } }
            set { (user, password) = (newValue?.user, newValue?.password) }
        }
        private var user: String?
        private var password: String?

        /// A proxy at a host and port.
        public init(_ kind: Kind = .http, host: String, port: Int) {
            self.kind = kind
            self.host = host
            self.port = port
        }
    }
}

extension TransportConfiguration.Proxy: CustomStringConvertible, CustomReflectable {
    /// Without user and password.
    public var description: String { "\(kind == .http ? "http" : "socks5")://\(host):\(port)" }
    public var customMirror: Mirror { Mirror(self, children: ["host": host, "port": port]) }
}
