/// Finds the logical resource from the host and path of a received request.
///
/// Hosts under a base domain carry the bucket as their first labels (`bucket.oss-cn-hangzhou.aliyuncs.com`, `bucket.localhost`); a CNAME
/// names its bucket in a table; every other host, an IP address among them, means path style.
public struct HostAddressing: Sendable {
    /// Domains below which the first label is a bucket, for example `localhost`. OSS's own endpoints need not be listed.
    public var baseDomains: [String]
    /// Custom domains and the buckets they are bound to.
    public var cnames: [String: BucketName]

    /// - Parameters:
    ///   - baseDomains: in lower case, without port.
    ///   - cnames: domains in lower case, without port.
    public init(baseDomains: [String] = ["localhost"], cnames: [String: BucketName] = [:]) {
        self.baseDomains = baseDomains
        self.cnames = cnames
    }

    /// The resource that `authority` and the raw path of `target` name. The path is decoded here, once.
    /// - Throws: ``AddressError``.
    public func resource(authority: String, target: RequestTarget) throws(AddressError) -> Resource {
        try resource(authority: authority, path: target.path)
    }

    /// The bucket whose custom domain the host of `authority` is.
    package func bucketOfCustomDomain(_ authority: String) -> BucketName? { Authority(authority).flatMap { cnames[$0.host] } }

    /// The resource that `authority` and a raw path, which begins with a slash, name.
    func resource(authority: String, path: [UInt8]) throws(AddressError) -> Resource {
        guard let authority = Authority(authority) else { throw .malformedHost }
        if let bucket = cnames[authority.host] { return try Self.resource(bucket: bucket, rawKey: path.dropFirst()) }
        guard !authority.isIPAddress, let label = bucketLabel(of: authority.host) else { return try pathStyle(path) }
        let bucket: BucketName
        do { bucket = try BucketName(label) } catch { throw .invalidBucketName(String(label)) }
        return try Self.resource(bucket: bucket, rawKey: path.dropFirst())
    }

    private func pathStyle(_ path: [UInt8]) throws(AddressError) -> Resource {
        let path = path.dropFirst()
        guard !path.isEmpty else { return .service }
        let rawBucket = path.prefix { $0 != ASCII.slash }
        let name: [UInt8]
        do { name = try PercentEncoding.decode(rawBucket) } catch { throw .malformedEscape }
        let text = String(decoding: name, as: UTF8.self)
        let bucket: BucketName
        do { bucket = try BucketName(text) } catch { throw .invalidBucketName(text) }
        return try Self.resource(bucket: bucket, rawKey: path.dropFirst(rawBucket.count + 1))
    }

    private static func resource(bucket: BucketName, rawKey: ArraySlice<UInt8>) throws(AddressError) -> Resource {
        guard !rawKey.isEmpty else { return .bucket(bucket) }
        let bytes: [UInt8]
        do { bytes = try PercentEncoding.decode(rawKey) } catch { throw .malformedEscape }
        do { return .object(bucket, try ObjectKey(bytes: bytes)) } catch { throw .invalidObjectKey(error) }
    }

    /// What stands before the base domain; `nil` when the host is not below one, or is one itself.
    private func bucketLabel(of host: String) -> Substring? {
        for domain in baseDomains {
            if let label = Self.label(of: host, before: domain) { return label }
        }
        return Self.bucketLabelOfOSSHost(host)
    }

    /// What stands before `.domain`, compared by bytes.
    private static func label(of host: String, before domain: String) -> Substring? {
        let (host, domain) = (host.utf8, domain.utf8)
        guard host.count > domain.count + 1 else { return nil }
        let domainStart = host.index(host.endIndex, offsetBy: -domain.count)
        let dot = host.index(before: domainStart)
        guard host[dot] == ASCII.period, host[domainStart...].elementsEqual(domain) else { return nil }
        return Substring(host[..<dot])
    }

    /// The bucket's label in `bucket.oss-….aliyuncs.com`, `bucket.{region}.oss.aliyuncs.com` and the cloud box form.
    private static func bucketLabelOfOSSHost(_ host: String) -> Substring? {
        guard var rest = label(of: host, before: "aliyuncs.com") else { return nil }
        let last = removeLastLabel(&rest)
        let furtherLabels: Int
        switch last {
        case "oss": furtherLabels = 1
        case "oss-cloudbox", "oss-cloudbox-control": furtherLabels = 2
        default:
            guard last.utf8.starts(with: "oss-".utf8) else { return nil }
            furtherLabels = 0
        }
        for _ in 0..<furtherLabels { _ = removeLastLabel(&rest) }
        return rest.isEmpty ? nil : rest
    }

    /// Removes the last label with its dot, and returns it.
    private static func removeLastLabel(_ host: inout Substring) -> Substring {
        guard let dot = host.utf8.lastIndex(of: ASCII.period) else {
            defer { host = "" }
            return host
        }
        defer { host = Substring(host.utf8[..<dot]) }
        return Substring(host.utf8[host.utf8.index(after: dot)...])
    }
}

/// Why host and path name no resource.
public enum AddressError: Error, Hashable, Sendable {
    /// The host is missing, empty or malformed.
    case malformedHost
    /// The bucket's name breaks the naming rule; the name is as received.
    case invalidBucketName(String)
    /// The key breaks the naming rule.
    case invalidObjectKey(NameError)
    /// A percent escape in the path is cut off or not hexadecimal.
    case malformedEscape
    /// A percent escape in the query is cut off or not hexadecimal.
    case malformedQuery
}

extension AddressError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformedHost: "the host is malformed"
        case .invalidBucketName(let name): "\(name) is no bucket name, and the host names none"
        case .invalidObjectKey(let rule): rule.description
        case .malformedEscape: "a percent escape in the path is malformed"
        case .malformedQuery: "a percent escape in the query is malformed"
        }
    }
}
