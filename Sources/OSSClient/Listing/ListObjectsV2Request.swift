import HTTPTypes
public import OSSSigning
public import OSSWire

/// Lists objects by the bytes of their keys, one page at a time. ``OSSClient/objects(bucket:prefix:delimiter:startAfter:pageSize:)`` goes through
/// all pages.
///
/// OSS page: "ListObjectsV2 (GetBucketV2)".
public struct ListObjectsV2Request: OperationRequest {
    public static let operation = "ListObjectsV2"

    public var bucket: BucketName
    /// What keys begin with.
    public var prefix: String?
    /// What groups keys into common prefixes, usually `/`.
    public var delimiter: String?
    /// The list begins behind this key.
    public var startAfter: String?
    /// Where the list goes on: the token of the page before.
    public var continuationToken: String?
    /// The most objects and common prefixes of one answer, 1 to 1000; 100 when `nil`.
    public var maxKeys: Int?
    /// Whether the answer tells whose the objects are.
    public var fetchOwner = false
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// The objects of a bucket.
    public init(bucket: BucketName, prefix: String? = nil, delimiter: String? = nil, startAfter: String? = nil, maxKeys: Int? = nil) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.startAfter = startAfter
        self.maxKeys = maxKeys
    }

    /// The objects of a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, prefix: String? = nil, delimiter: String? = nil, startAfter: String? = nil, maxKeys: Int? = nil) throws {
        self.init(bucket: try BucketName(bucket), prefix: prefix, delimiter: delimiter, startAfter: startAfter, maxKeys: maxKeys)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("list-type", "2")
            request.add("continuation-token", continuationToken)
            request.add("delimiter", delimiter)
            request.add("encoding-type", "url")
            request.add("fetch-owner", fetchOwner ? "true" : nil)
            request.add("max-keys", maxKeys)
            request.add("prefix", prefix)
            request.add("start-after", startAfter)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> ListObjectsV2Result {
        let document = try response.document { xml throws(XMLReadError) in try ListBucketResult(.v2, answer: xml) }
        guard case .v2(_, _, let next) = document.page else { throw ClientError(.invalidResponse, "the answer is not that of ListObjectsV2") }
        return ListObjectsV2Result(
            contents: document.contents, commonPrefixes: try ListPosition.keys(document.commonPrefixes),
            nextContinuationToken: document.isTruncated ? next : nil, requestID: response.requestID)
    }
}

/// A page of objects.
public struct ListObjectsV2Result: Sendable {
    /// By the bytes of their keys.
    public let contents: [ListedObject]
    /// What keys have in common up to the delimiter.
    public let commonPrefixes: [ObjectKey]
    /// Where the next page begins; `nil` on the last page.
    public let nextContinuationToken: String?
    /// OSS's id of the request.
    public let requestID: String?

    /// Whether there are more.
    public var isTruncated: Bool { nextContinuationToken != nil }
}
