import HTTPTypes
package import OSSSigning
import OSSWire

/// What a checkup is about.
package struct CheckupSubject: Sendable {
    /// Where requests go.
    package var endpoint: Endpoint
    /// The region that requests are signed for, where one is set.
    package var region: Region?
    package var bucket: BucketName?
    package var addressing: AddressingStyle
    package var version: SignatureVersion
    /// What requests are signed with; `nil` sends unsigned ones.
    package var credentials: Credentials?
    /// The page that a browser would upload from.
    package var origin: Origin?
    /// A presigned URL to look at. It is used for a preflight, which asks and does nothing, and for nothing else.
    package var url: CheckedURL?

    package init(endpoint: Endpoint, addressing: AddressingStyle = .virtualHosted, version: SignatureVersion = .v4) {
        self.endpoint = endpoint
        self.addressing = addressing
        self.version = version
    }
}

/// Looks at everything that an upload needs, and changes nothing: names, connection, certificate, clock, region, signature, CORS.
///
/// The requests that it sends are GetBucketLocation, ListBuckets, HeadObject without a signature, and a preflight.
package struct Checkup: Sendable {
    let subject: CheckupSubject
    let means: Means

    /// How it reaches the world.
    package struct Means: Sendable {
        package var transport: any HTTPTransport
        package var proxy: TransportConfiguration.Proxy?
        package var isCertificateIgnored: Bool
        package var addresses: @Sendable (_ host: String) async throws -> [String]
        package var connect: @Sendable (_ host: String, _ port: Int, _ isSecure: Bool) async throws -> ConnectionReport
        package var now: @Sendable () -> SigningTime
        /// How long one step may take.
        package var limit: Duration

        package init(
            transport: any HTTPTransport, proxy: TransportConfiguration.Proxy? = nil, isCertificateIgnored: Bool = false,
            addresses: @escaping @Sendable (String) async throws -> [String],
            connect: @escaping @Sendable (String, Int, Bool) async throws -> ConnectionReport,
            now: @escaping @Sendable () -> SigningTime = ClientClock.machineTime, limit: Duration = .seconds(15)
        ) {
            self.transport = transport
            self.proxy = proxy
            self.isCertificateIgnored = isCertificateIgnored
            self.addresses = addresses
            self.connect = connect
            self.now = now
            self.limit = limit
        }

        /// The network.
        package init(_ configuration: TransportConfiguration) throws {
            let limit = min(configuration.idleTimeout, .seconds(15))
            let connectLimit = min(configuration.connectTimeout, .seconds(15))
            self.init(
                transport: try AsyncHTTPTransport(configuration), proxy: configuration.proxy,
                isCertificateIgnored: configuration.trust == .unverified,
                addresses: { try await HostLookup.addresses(of: $0, within: connectLimit) },
                connect: {
                    try await ConnectionProbe(host: $0, port: $1, isSecure: $2, trust: configuration.trust, limit: connectLimit).run()
                }, limit: limit)
        }
    }

    package init(_ subject: CheckupSubject, _ means: Means) {
        self.subject = subject
        self.means = means
    }

    /// Runs the checks, one after the other, and reports each as soon as it is done. What depends on something that failed is left out.
    package func run(_ report: (CheckResult) -> Void) async {
        if let mismatch = regionOfEndpoint { report(mismatch) }
        guard await reach(report) else { return }
        let service: ServiceAnswer
        do {
            service = try await ask(subject.url == nil ? .bucketOrBuckets : .urlWithoutQuery, at: means.now())
        } catch {
            let error = ClientError(transport: error)
            return report(CheckResult(.service, .failure(.local), error.message, advice: "check endpoint, proxy and firewall"))
        }
        let isOSS = CheckResult(service: service)
        report(isOSS)
        guard isOSS.outcome == .ok else { return }
        let offset = service.clockOffset
        report(CheckResult(clockOffset: offset))
        if subject.url == nil { await judge(service, offset: offset, report) }
        if let url = subject.url {
            report(url.check(at: means.now().advanced(bySeconds: offset ?? 0) ?? means.now(), region: subject.endpoint.regionID))
        }
        if let origin = subject.origin { report(await checkCORS(origin)) }
    }

    /// A region that is set and an endpoint that is another one's.
    private var regionOfEndpoint: CheckResult? {
        guard let region = subject.region, let other = subject.endpoint.regionID, region != other, subject.url == nil else { return nil }
        let isSigned = subject.version == .v4
        return CheckResult(
            .region, isSigned ? .failure(.refused) : .warning, "the region is set to \(region), and the endpoint is that of \(other)",
            advice: "set the region to \(other), or take another endpoint", facts: ["configured": region.rawValue, "endpoint": other.rawValue])
    }

    /// What the answer says about region, bucket and signature; with a clock that is far off, what another one says that was signed with
    /// the server's time.
    private func judge(_ first: ServiceAnswer, offset: Int64?, _ report: (CheckResult) -> Void) async {
        var answer = first
        if let offset, abs(offset) > ServiceAnswer.tolerance, subject.credentials?.accessKey != nil {
            let time = means.now().advanced(bySeconds: offset) ?? means.now()
            answer = (try? await ask(.bucketOrBuckets, at: time)) ?? answer
        }
        let judgement = ServiceJudgement(answer, subject: subject)
        if let region = judgement.region, regionOfEndpoint == nil { report(region) }
        if let bucket = judgement.bucket { report(bucket) }
        var signature = judgement.signature
        // A bucket that does not exist is told before the signature is looked at.
        if signature == nil, judgement.isRoutedElsewhere, subject.credentials?.accessKey != nil,
            let other = try? await ask(.buckets, at: means.now().advanced(bySeconds: offset ?? 0) ?? means.now())
        {
            signature = ServiceJudgement(other, subject: subject).signature
        }
        if let signature { report(signature) }
    }
}
