package import OSSSigning

/// The answer of DescribeRegions.
///
/// OSS page: "DescribeRegions".
package struct RegionInfoList: Equatable, Sendable {
    package let regions: [RegionInfo]

    package typealias RegionInfo = OSSWire.RegionInfo

    /// All regions, or the one asked for.
    /// - Parameters:
    ///   - filter: The value of the parameter `regions`, `oss-cn-hangzhou`; empty or absent means all.
    ///   - own: The region of this server with the endpoints it advertises. It stands first, and instead of a public region of that name.
    /// - Throws: NoSuchRegion for a region that is not in the list.
    package init(filter: String? = nil, own: RegionInfo) throws(OSSError) {
        let all = [own] + Self.known.filter { $0 != own.region }.map { RegionInfo(region: $0) }
        guard let filter, !filter.isEmpty else {
            regions = all
            return
        }
        regions = all.filter { "oss-\($0.region)".utf8.elementsEqual(filter.utf8) }
        guard !regions.isEmpty else { throw .noSuchRegion(filter) }
    }

    /// The regions that OSS names, without those it closed.
    package static let known: [Region] = [
        "cn-hangzhou", "cn-shanghai", "cn-nanjing", "cn-fuzhou", "cn-wuhan-lr", "cn-qingdao", "cn-beijing", "cn-zhangjiakou", "cn-huhehaote",
        "cn-wulanchabu", "cn-shenzhen", "cn-heyuan", "cn-guangzhou", "cn-chengdu", "cn-hongkong", "us-west-1", "us-east-1", "ap-northeast-1",
        "ap-northeast-2", "ap-southeast-1", "ap-southeast-3", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "eu-central-1", "eu-west-1",
        "me-east-1", "me-central-1", "na-south-1",
    ].compactMap { try? Region($0) }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("RegionInfoList") { writer in
            for info in regions {
                writer.element("RegionInfo") { writer in
                    writer.element("Region", "oss-\(info.region)")
                    writer.element("InternetEndpoint", info.internetEndpoint)
                    writer.element("InternalEndpoint", info.internalEndpoint)
                    writer.element("AccelerateEndpoint", info.accelerateEndpoint)
                }
            }
        }
        return writer.bytes
    }

    /// Reads an answer. A region whose name is none is left out.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        regions = try XMLElement.answer(xml, root: "RegionInfoList").all("RegionInfo").compactMap { RegionInfo(answer: $0) }
    }
}
