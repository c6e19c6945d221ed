import OSSSigning

/// OSS for apps and backends: signs and sends requests, presigns URLs, uploads and downloads.
///
/// ```swift
/// let client = try OSSClient(region: "cn-hangzhou", credentials: EnvironmentCredentialsProvider())
/// let upload = try await client.presign(PutObjectRequest(bucket: "examplebucket", key: "exampleobject.txt"), expires: .seconds(3600))
/// print(upload.method, upload.expiration, upload.url)
/// ```
///
/// A client is made once and shared: it keeps connections and the signing key of the day. It needs no shutdown.
public final class OSSClient: Sendable {
    /// How it finds and speaks to OSS.
    public let configuration: ClientConfiguration

    let credentials: any CredentialsProvider
    package let transport: any HTTPTransport
    package let clock: ClientClock
    let signingCache = SigningCache()

    /// A client for a region.
    ///
    /// - Parameters:
    ///   - region: its id, `cn-hangzhou`.
    ///   - credentials: where access keys come from.
    ///   - endpoint: host, host:port or URL; the region's public endpoint when `nil`.
    ///   - configure: sets whatever else is not as usual.
    /// - Throws: `NameError` or `EndpointError` for texts that cannot be one, ``ClientError`` for trust roots that cannot be read.
    public convenience init(
        region: String, credentials: any CredentialsProvider, endpoint: String? = nil, configure: (inout ClientConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = ClientConfiguration(region: try Region(region), endpoint: try endpoint.map { try Endpoint($0) })
        configure(&configuration)
        try self.init(configuration, credentials: credentials)
    }

    /// A client with a configuration.
    /// - Throws: ``ClientError`` for trust roots that cannot be read.
    public convenience init(_ configuration: ClientConfiguration, credentials: any CredentialsProvider) throws {
        self.init(
            configuration, credentials: credentials, transport: try AsyncHTTPTransport(configuration.transport), clock: ClientClock())
    }

    /// A client over a transport and a clock of one's own.
    package init(_ configuration: ClientConfiguration, credentials: any CredentialsProvider, transport: any HTTPTransport, clock: ClientClock) {
        self.configuration = configuration
        self.credentials = credentials
        self.transport = transport
        self.clock = clock
    }

    /// The signer for an endpoint.
    func signer(_ credentials: Credentials, endpoint: Endpoint?, addressing: AddressingStyle? = nil) throws -> RequestSigner {
        try RequestSigner(
            credentials: credentials, region: configuration.region, endpoint: endpoint,
            addressing: addressing ?? configuration.addressing, version: configuration.signatureVersion, product: configuration.product)
    }
}
