/// Where the bucket stands in a URL. The signature is the same for all: it covers the logical resource.
public enum AddressingStyle: String, Hashable, Sendable, CaseIterable {
    /// `https://bucket.endpoint/key`, the default; an IP address as endpoint falls back to ``path``.
    case virtualHosted = "virtual"
    /// `https://endpoint/bucket/key`. OSS refuses it on its public endpoints; IP addresses and local servers need it.
    case path
    /// `https://custom.domain/key`: the endpoint is a domain that is bound to the bucket.
    case cname
}

/// Scheme, authority and raw path of a request to a resource.
struct RequestAddress {
    let scheme: Endpoint.Scheme
    let authority: String
    /// Percent-encoded, begins with a slash.
    let path: [UInt8]

    init(_ resource: Resource, at endpoint: Endpoint, style: AddressingStyle) throws(SigningError) {
        let style = endpoint.isIPAddress ? .path : style
        scheme = endpoint.scheme
        var path: [UInt8] = []
        path.reserveCapacity(64)
        path.append(ASCII.slash)
        switch (style, resource.bucket) {
        case (.cname, nil): throw .cnameNeedsBucket
        case (.virtualHosted, let bucket?): authority = "\(bucket.rawValue).\(endpoint.authority)"
        case (.path, let bucket?):
            authority = endpoint.authority
            path.append(contentsOf: bucket.rawValue.utf8)
            path.append(ASCII.slash)
        case (.cname, _), (_, nil): authority = endpoint.authority
        }
        if let key = resource.key { PercentEncoding.append(key.bytes, to: &path, keepingSlash: true) }
        self.path = path
    }
}
