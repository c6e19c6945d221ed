public import OSSSigning

/// What a server needs to know besides its storage and its keys.
public struct ServerConfiguration: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port to listen on; 0 picks a free one.
    public var port: Int
    /// The region that V4 scopes must name.
    public var region: Region
    /// The endpoint that bucket listings show; `nil` shows the address listened on.
    public var advertisedEndpoint: Endpoint?
    /// How hosts name buckets.
    public var addressing: HostAddressing
    /// Whether V1 signatures are accepted.
    public var acceptsV1: Bool
    /// How long restoring an archived object takes, in whole seconds.
    public var restoreDelay: Duration
    /// Whether refusals say in `x-waybill-hint` what is wrong, as far as the server can tell. OSS itself has no such header.
    public var sendsHints: Bool
    /// Where upload callbacks may go besides the public Internet.
    public var callbackAllowances: [CallbackAllowance]
    /// The proxies in front of this server, whose `X-Forwarded-For` says who asks. Nobody else's is read.
    public var trustedProxies: [TrustedProxy]
    /// Which clients count as members of which VPC; of several networks that hold a client the first counts.
    public var vpcNetworks: [VPCNetwork]
    /// Whether objects of types that may run scripts are downloads, as they are on OSS's default domains. Custom domains show them.
    public var forcesDownloads = true
    /// What one client may cost.
    public var limits: ServerLimits
    /// The certificate to show; `nil` for plain HTTP.
    public var tls: ServerTLS?
    /// How many buckets there may be before PutBucket is refused; `nil` for as many as are made. OSS allows 100 in an account and region.
    public var maximumBuckets: Int?

    /// A server for a region, on 127.0.0.1 unless told otherwise.
    public init(
        host: String = "127.0.0.1", port: Int = 9000, region: Region, advertisedEndpoint: Endpoint? = nil,
        addressing: HostAddressing = HostAddressing(), acceptsV1: Bool = true, sendsHints: Bool = true,
        callbackAllowances: [CallbackAllowance] = [], limits: ServerLimits = ServerLimits(), maximumBuckets: Int? = nil,
        restoreDelay: Duration = .seconds(60), trustedProxies: [TrustedProxy] = [], vpcNetworks: [VPCNetwork] = [],
        tls: ServerTLS? = nil
    ) {
        self.host = host
        self.port = port
        self.region = region
        self.advertisedEndpoint = advertisedEndpoint
        self.addressing = addressing
        self.acceptsV1 = acceptsV1
        self.sendsHints = sendsHints
        self.callbackAllowances = callbackAllowances
        self.limits = limits
        self.maximumBuckets = maximumBuckets
        self.restoreDelay = restoreDelay
        self.trustedProxies = trustedProxies
        self.vpcNetworks = vpcNetworks
        self.tls = tls
    }

    /// Whether objects of types that may run scripts are downloads when they are asked for at this host and port.
    func forcesDownloads(from authority: String) -> Bool { forcesDownloads && addressing.bucketOfCustomDomain(authority) == nil }

    /// What is known of the networks that requests come from.
    var networks: KnownNetworks { KnownNetworks(trustedProxies: trustedProxies, vpcs: vpcNetworks) }
}
