public import OSSSigning

/// A region and where it is reached.
///
/// OSS page: "DescribeRegions".
public struct RegionInfo: Hashable, Sendable {
    /// Its id, `cn-hangzhou`.
    public let region: Region
    /// Where it is reached from everywhere.
    public let internetEndpoint: String
    /// Where it is reached from inside.
    public let internalEndpoint: String
    /// Where it is reached by way of the nearest point of presence.
    public let accelerateEndpoint: String

    /// A region with endpoints of one's own.
    package init(region: Region, internetEndpoint: String, internalEndpoint: String, accelerateEndpoint: String) {
        self.region = region
        self.internetEndpoint = internetEndpoint
        self.internalEndpoint = internalEndpoint
        self.accelerateEndpoint = accelerateEndpoint
    }

    /// A region with OSS's public endpoints.
    package init(region: Region) {
        self.init(
            region: region, internetEndpoint: "oss-\(region).aliyuncs.com", internalEndpoint: "oss-\(region)-internal.aliyuncs.com",
            accelerateEndpoint: "oss-accelerate.aliyuncs.com")
    }

    /// Reads a `RegionInfo` element.
    init?(answer element: XMLElement) {
        let name = element.text(of: "Region") ?? ""
        guard let region = try? Region(name.hasPrefix("oss-") ? String(name.dropFirst(4)) : name) else { return nil }
        self.init(
            region: region, internetEndpoint: element.text(of: "InternetEndpoint") ?? "",
            internalEndpoint: element.text(of: "InternalEndpoint") ?? "", accelerateEndpoint: element.text(of: "AccelerateEndpoint") ?? "")
    }
}
