public import Logging
public import OSSSigning

/// How a client finds and speaks to OSS.
public struct ClientConfiguration: Sendable {
    /// The region, or the id of a cloud box, that requests are signed for.
    public var region: Region
    /// Where requests go; the region's public endpoint when `nil`.
    public var endpoint: Endpoint?
    /// The endpoint in presigned URLs, where it is not the one that this client uses itself: requests over the internal endpoint, URLs for the
    /// public one.
    public var publicEndpoint: Endpoint?
    /// Where the bucket stands in a URL; ``AddressingStyle/cname`` for a domain that is bound to a bucket.
    public var addressing = AddressingStyle.virtualHosted
    /// The signature algorithm.
    public var signatureVersion = SignatureVersion.v4
    /// When a failed request is repeated.
    public var retry = RetryPolicy()
    /// Time limits, proxy, trust.
    public var transport = TransportConfiguration()
    /// What requests call their sender.
    public var userAgent = "waybill"
    /// Where the client says what it does, at debug and trace. Never a URL with its query, a header's value or a secret.
    public var logger = Logger(label: "oss.client", factory: { _ in SwiftLogNoOpLogHandler() })

    /// The defaults for a region.
    public init(region: Region, endpoint: Endpoint? = nil) {
        self.region = region
        self.endpoint = endpoint
    }

    /// The product in the credential scope.
    var product: SigningProduct { (endpoint ?? publicEndpoint)?.cloudBoxID == nil ? .oss : .ossCloudBox }
}
