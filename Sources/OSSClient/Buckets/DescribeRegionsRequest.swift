import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks which regions there are, and where they are reached.
///
/// OSS page: "DescribeRegions".
public struct DescribeRegionsRequest: OperationRequest {
    public static let operation = "DescribeRegions"

    /// Only this one; all when `nil`.
    public var region: Region?
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// All regions, or one.
    public init(region: Region? = nil) { self.region = region }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .service)
            request.add("regions", region.map { "oss-\($0)" } ?? "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> DescribeRegionsResult {
        DescribeRegionsResult(regions: try response.document(RegionInfoList.init(answer:)).regions, requestID: response.requestID)
    }
}

/// The regions that there are.
public struct DescribeRegionsResult: Sendable {
    /// In the order in which OSS tells them.
    public let regions: [RegionInfo]
    /// OSS's id of the request.
    public let requestID: String?
}
