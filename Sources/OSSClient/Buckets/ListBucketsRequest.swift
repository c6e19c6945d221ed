import HTTPTypes
public import OSSSigning
public import OSSWire

/// Lists the buckets of the account by name, one page at a time. ``OSSClient/listBuckets(prefix:pageSize:)`` goes through all pages.
///
/// OSS page: "ListBuckets (GetService)".
public struct ListBucketsRequest: OperationRequest {
    public static let operation = "ListBuckets"

    /// What names begin with.
    public var prefix: String?
    /// The list begins behind this name.
    public var marker: String?
    /// The most buckets of one answer, 1 to 1000; 100 when `nil`.
    public var maxKeys: Int?
    /// Only buckets with a tag of this key.
    public var tagKey: String?
    /// Only buckets whose tag of ``tagKey`` has this value.
    public var tagValue: String?
    /// Only buckets of this resource group.
    public var resourceGroupID: String?
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// The buckets of the account.
    public init(prefix: String? = nil, marker: String? = nil, maxKeys: Int? = nil) {
        self.prefix = prefix
        self.marker = marker
        self.maxKeys = maxKeys
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .service)
            request.add("marker", marker)
            request.add("max-keys", maxKeys)
            request.add("prefix", prefix)
            request.add("tag-key", tagKey)
            request.add("tag-value", tagValue)
            try request.set(.ossResourceGroupID, resourceGroupID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> ListBucketsResult {
        let document = try response.document(ListAllMyBucketsResult.init(answer:))
        return ListBucketsResult(
            buckets: document.buckets, owner: document.owner, nextMarker: document.nextMarker, requestID: response.requestID)
    }
}

/// A page of buckets.
public struct ListBucketsResult: Sendable {
    /// By name.
    public let buckets: [ListedBucket]
    /// Whose they are.
    public let owner: Owner?
    /// Where the next page begins; `nil` on the last page.
    public let nextMarker: String?
    /// OSS's id of the request.
    public let requestID: String?

    /// Whether there are more.
    public var isTruncated: Bool { nextMarker != nil }
}
