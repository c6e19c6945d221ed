/// Where the bucket stands in a URL. The signature is the same for all: it covers the logical resource.
public enum AddressingStyle: String, Hashable, Sendable, CaseIterable {
    /// `https://bucket.endpoint/key`, the default; an IP address as endpoint falls back to ``path``.
    case virtualHosted = "virtual"
    /// `https://endpoint/bucket/key`. OSS refuses it on its public endpoints; IP addresses and local servers need it.
    case path
    /// `https://custom.domain/key`: the endpoint is a domain that is bound to the bucket.
    case cname
}

/// Where a resource is found: the parts of a URL before its query.
struct RequestAddress {
    let resource: Resource
    let endpoint: Endpoint
    let style: AddressingStyle

    /// - Throws: `SigningError.cnameNeedsBucket`.
    init(_ resource: Resource, at endpoint: Endpoint, style: AddressingStyle) throws(SigningError) {
        guard style != .cname || resource.bucket != nil else { throw .cnameNeedsBucket }
        self.resource = resource
        self.endpoint = endpoint
        self.style = endpoint.isIPAddress ? .path : style
    }

    /// Host and port, as the Host header will have them.
    var authority: String {
        guard style == .virtualHosted, let bucket = resource.bucket else { return endpoint.authority }
        return "\(bucket.rawValue).\(endpoint.authority)"
    }

    /// Appends scheme, authority and the escaped path.
    func append(to url: inout ByteWriter) {
        url.append(endpoint.scheme.prefix)
        let bucket = resource.bucket?.rawValue
        if style == .virtualHosted, let bucket {
            url.append(text: bucket)
            url.append(ASCII.period)
        }
        url.append(text: endpoint.authority)
        url.append(ASCII.slash)
        if style == .path, let bucket {
            url.append(text: bucket)
            url.append(ASCII.slash)
        }
        if case .object(_, let key) = resource { url.append(escaping: key.bytes, keepingSlash: true) }
    }
}
