import HTTPTypes

/// Signs requests for one endpoint with one set of credentials: as URLs (``presign(_:expires:expiration:at:using:)``) or with an
/// `Authorization` header (``sign(_:at:using:)``).
///
/// A signer is a value without state. It reads no clock: the time is an argument.
///
/// ```swift
/// let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"))
/// let request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("exampleobject.txt"))
/// let upload = try signer.presign(request, expires: .seconds(3600), at: now)
/// print(upload.url)
/// ```
public struct RequestSigner: Sendable {
    /// Whose signature it is.
    public let credentials: Credentials
    /// The region, or the id of the cloud box, in V4's credential scope.
    public let region: Region
    /// The product in V4's credential scope.
    public let product: SigningProduct
    /// Where requests go.
    public let endpoint: Endpoint
    /// Where the bucket stands in the URL.
    public let addressing: AddressingStyle
    /// The algorithm.
    public let version: SignatureVersion

    let accessKey: Credentials.AccessKey

    /// - Parameters:
    ///   - endpoint: the region's public one unless given. An IP address as endpoint makes every request path-style.
    ///   - product: `oss` unless given; for a cloud box pass its id as `region` and `.ossCloudBox` here.
    /// - Throws: ``SigningError/anonymousCredentials``, or ``SigningError/cnameNeedsEndpoint``.
    public init(
        credentials: Credentials, region: Region, endpoint: Endpoint? = nil, addressing: AddressingStyle = .virtualHosted,
        version: SignatureVersion = .v4, product: SigningProduct = .oss
    ) throws(SigningError) {
        guard let accessKey = credentials.accessKey else { throw .anonymousCredentials }
        guard endpoint != nil || addressing != .cname else { throw .cnameNeedsEndpoint }
        self.credentials = credentials
        self.accessKey = accessKey
        self.region = region
        self.product = product
        self.endpoint = endpoint ?? Endpoint(region: region)
        self.addressing = addressing
        self.version = version
    }

    /// The V4 key for the day of `time`. Keep it and pass it on: deriving it costs more than signing with it.
    public func signingKey(at time: SigningTime) -> SigningKey {
        SigningKey(accessKey: accessKey, scope: CredentialScope(day: time, region: region, product: product))
    }

    /// Checks a key that the caller kept, or derives a fresh one.
    func checked(_ key: SigningKey?, at time: SigningTime) throws(SigningError) -> SigningKey {
        guard let key else { return signingKey(at: time) }
        guard key.accessKeyID == accessKey.id, key.scope.region == region.rawValue, key.scope.product == product.rawValue,
            key.scope.isDay(of: time)
        else { throw .signingKeyMismatch }
        return key
    }

    /// The additional headers in canonical form: lower case, sorted, once each, without those that are signed anyway.
    func additionalHeaders(of request: UnsignedRequest, in fields: HTTPFields) throws(SigningError) -> [String] {
        guard !request.additionalHeaders.isEmpty else { return [] }
        guard version == .v4 else { throw .additionalHeadersNeedV4 }
        let names = Set(request.additionalHeaders.map { ASCII.lowercased($0) }).filter { !SignedHeaders.isSignedByDefault($0) }
        for name in names {
            guard let field = HTTPField.Name(name), let value = fields[field], !value.isEmpty else {
                throw .additionalHeaderMissing(name)
            }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The request's headers as they will be on the wire, with `host` if the signature is to cover it.
    func wireFields(of request: UnsignedRequest, authority: String) throws(SigningError) -> HTTPFields {
        var fields = request.headers
        for field in fields {
            let legal = field.withUnsafeBytesOfValue { $0.allSatisfy { $0 == ASCII.tab || $0 >= 0x20 && $0 != 0x7F } }
            guard legal else { throw .invalidHeaderValue(name: field.name.rawName) }
        }
        if !request.additionalHeaders.isEmpty, request.additionalHeaders.contains(where: { ASCII.lowercased($0) == "host" }) {
            fields[.host] = authority
        }
        return fields
    }
}

extension HTTPField.Name {
    static let host = HTTPField.Name("host")!
    static let ossACL = HTTPField.Name("x-oss-acl")!
    static let ossObjectACL = HTTPField.Name("x-oss-object-acl")!
    static let ossDate = HTTPField.Name("x-oss-date")!
    static let ossSecurityToken = HTTPField.Name("x-oss-security-token")!
    static let ossContentSHA256 = HTTPField.Name(ParameterName.contentSHA256)!
    /// V1's unsigned token header of the Python and Java SDKs.
    static let securityToken = HTTPField.Name("security-token")!
}
