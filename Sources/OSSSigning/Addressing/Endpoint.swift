/// The address of an OSS service: scheme, host and port, without a bucket.
///
/// ```swift
/// let public = Endpoint(region: region)                              // https://oss-cn-hangzhou.aliyuncs.com
/// let local = try Endpoint("http://127.0.0.1:9000")
/// ```
///
/// OSS page: "Regions and endpoints".
public struct Endpoint: Hashable, Sendable {
    /// Plain or encrypted.
    public enum Scheme: String, Hashable, Sendable {
        /// Plain, default port 80.
        case http
        /// TLS, default port 443.
        case https

        /// 80 or 443.
        public var defaultPort: Int { self == .http ? 80 : 443 }

        var prefix: StaticString { self == .http ? "http://" : "https://" }
    }

    /// Which of a region's hosts to use.
    public enum Network: Hashable, Sendable {
        /// `oss-{region}.aliyuncs.com`.
        case `public`
        /// `oss-{region}-internal.aliyuncs.com`, from inside of the region.
        case `internal`
        /// `{region}.oss.aliyuncs.com`, IPv4 and IPv6.
        case dualStack
        /// `oss-accelerate.aliyuncs.com`, transfer acceleration.
        case accelerate
        /// `oss-accelerate-overseas.aliyuncs.com`, transfer acceleration outside of mainland China.
        case accelerateOverseas
    }

    /// `https` unless told otherwise.
    public let scheme: Scheme
    /// The host in lower case; an IPv6 address stands in brackets.
    public let host: String
    /// The port, or `nil` for the scheme's own.
    public let port: Int?
    /// Host and port as they stand in a URL and a Host header; the scheme's own port is left out.
    public let authority: String
    /// Whether the host is an IP address, which forces path-style addressing: no bucket can stand before it.
    public let isIPAddress: Bool

    private init(scheme: Scheme, address: Authority) {
        self.scheme = scheme
        host = address.host
        port = address.port
        isIPAddress = address.isIPAddress
        authority = if let port = address.port, port != scheme.defaultPort { "\(address.host):\(port)" } else { address.host }
    }

    /// The endpoint of a region.
    public init(region: Region, network: Network = .public, scheme: Scheme = .https) {
        let host =
            switch network {
            case .public: "oss-\(region).aliyuncs.com"
            case .internal: "oss-\(region)-internal.aliyuncs.com"
            case .dualStack: "\(region).oss.aliyuncs.com"
            case .accelerate: "oss-accelerate.aliyuncs.com"
            case .accelerateOverseas: "oss-accelerate-overseas.aliyuncs.com"
            }
        self.init(scheme: scheme, address: Authority(host: host, port: nil))
    }

    /// An endpoint as people write it: a host, `http://` or `https://` before it (else `scheme`), a port behind it, one slash at the end.
    ///
    /// User information, a path, a query and a fragment are refused: an endpoint has none, and dropping them silently would hide a slip.
    /// - Throws: ``EndpointError``.
    public init(_ text: some StringProtocol, defaultScheme: Scheme = .https) throws(EndpointError) {
        var rest = Substring(text)
        var scheme = defaultScheme
        if let separator = rest.firstRange(of: "://") {
            guard let given = Scheme(rawValue: ASCII.lowercased(rest[..<separator.lowerBound])) else { throw .unknownScheme }
            scheme = given
            rest = rest[separator.upperBound...]
        }
        // By bytes: for Character, a slash can be part of the letter before it.
        if rest.utf8.last == ASCII.slash { rest = Substring(rest.utf8.dropLast()) }
        guard let address = Authority(rest) else { throw rest.isEmpty ? .emptyHost : .malformedHost }
        self.init(scheme: scheme, address: address)
    }

    /// The id of the cloud box whose endpoint this is, from `cb-123.{region}.oss-cloudbox.aliyuncs.com`.
    ///
    /// A cloud box is signed for with its id in the place of the region and ``SigningProduct/ossCloudBox``.
    public var cloudBoxID: Region? {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count == 5, labels[0].hasPrefix("cb-"), labels[2] == "oss-cloudbox" || labels[2] == "oss-cloudbox-control",
            labels[3] == "aliyuncs", labels[4] == "com"
        else { return nil }
        return try? Region(labels[0])
    }
}

extension Endpoint: CustomStringConvertible {
    public var description: String { "\(scheme.rawValue)://\(authority)" }
}

/// Why a text is not an endpoint.
public enum EndpointError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Only `http` and `https` exist.
    case unknownScheme
    /// There is no host.
    case emptyHost
    /// The host or port is malformed, or user information, a path, a query or a fragment was given.
    case malformedHost

    public var description: String {
        switch self {
        case .unknownScheme: "an endpoint's scheme is http or https"
        case .emptyHost: "the endpoint has no host"
        case .malformedHost: "an endpoint is [http[s]://]host[:port], without user information, path or query"
        }
    }
}

extension Endpoint {
    /// The region that the host names, from `oss-{region}[-internal].aliyuncs.com` or `{region}.oss.aliyuncs.com`, with a bucket before it or not.
    public var regionID: Region? {
        guard host.hasSuffix(".aliyuncs.com") else { return nil }
        let labels = host.split(separator: ".").dropLast(2)
        guard let last = labels.last else { return nil }
        if last == "oss" { return labels.dropLast().last.flatMap { try? Region($0) } }
        guard last.hasPrefix("oss-"), !last.hasPrefix("oss-accelerate"), !last.hasPrefix("oss-cloudbox") else { return nil }
        let id = last.dropFirst(4)
        return try? Region(id.hasSuffix("-internal") ? id.dropLast(9) : id)
    }
}
