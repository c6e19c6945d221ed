import OSSSigning

/// Where STS is asked: the central service, a region's, or a region's within a VPC.
public struct STSEndpoint: Hashable, Sendable {
    /// Scheme and authority, without a slash at the end.
    let url: String

    /// The central service, `sts.aliyuncs.com`.
    public static let central = STSEndpoint(checked: "https://sts.aliyuncs.com")

    private init(checked url: String) { self.url = url }

    /// A region's service.
    ///
    /// - Parameter isInVPC: whether to ask within the VPC, without the internet.
    public init(region: Region, isInVPC: Bool = false) { url = "https://\(isInVPC ? "sts-vpc" : "sts").\(region.rawValue).aliyuncs.com" }

    /// A service by its address: host, host:port or URL.
    /// - Throws: `EndpointError`.
    public init(_ text: String) throws { url = try Endpoint(text).description }

    /// What settings and environment say: an address, else a region, else the central service.
    package init(
        address: String? = nil, region: String?, isInVPC: Bool?, variables: EnvironmentVariables, source: String
    ) throws(ClientError) {
        if let address = address ?? variables["ALIBABA_CLOUD_STS_ENDPOINT"] {
            do { try self.init(address) } catch { throw ClientError(.invalidConfiguration, "\(source): the STS endpoint is not a host or URL") }
            return
        }
        guard let region = region ?? variables["ALIBABA_CLOUD_STS_REGION"] else {
            self = .central
            return
        }
        do {
            self.init(region: try Region(region), isInVPC: isInVPC ?? variables.isOn("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"))
        } catch {
            throw ClientError(.invalidConfiguration, "\(source): the STS region is not the id of a region")
        }
    }
}
