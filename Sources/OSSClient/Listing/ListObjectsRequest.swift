import HTTPTypes
public import OSSSigning
public import OSSWire

/// Lists objects by the bytes of their keys, one page at a time. ``ListObjectsV2Request`` is what OSS recommends.
///
/// OSS page: "ListObjects (GetBucket)".
public struct ListObjectsRequest: OperationRequest {
    public static let operation = "ListObjects"

    public var bucket: BucketName
    /// What keys begin with.
    public var prefix: String?
    /// What groups keys into common prefixes, usually `/`.
    public var delimiter: String?
    /// The list begins behind this key.
    public var marker: ObjectKey?
    /// The most objects and common prefixes of one answer, 1 to 1000; 100 when `nil`.
    public var maxKeys: Int?
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// The objects of a bucket.
    public init(bucket: BucketName, prefix: String? = nil, delimiter: String? = nil, marker: ObjectKey? = nil, maxKeys: Int? = nil) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.marker = marker
        self.maxKeys = maxKeys
    }

    /// The objects of a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, prefix: String? = nil, delimiter: String? = nil, maxKeys: Int? = nil) throws {
        self.init(bucket: try BucketName(bucket), prefix: prefix, delimiter: delimiter, maxKeys: maxKeys)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("delimiter", delimiter)
            request.add("encoding-type", "url")
            request.add("marker", marker?.text)
            request.add("max-keys", maxKeys)
            request.add("prefix", prefix)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> ListObjectsResult {
        let document = try response.document { xml throws(XMLReadError) in try ListBucketResult(.v1, answer: xml) }
        guard case .v1(_, let next) = document.page else { throw ClientError(.invalidResponse, "the answer is not that of ListObjects") }
        return ListObjectsResult(
            contents: document.contents, commonPrefixes: try ListPosition.keys(document.commonPrefixes),
            nextMarker: document.isTruncated ? try next.map { try ListPosition.key($0) } : nil, requestID: response.requestID)
    }
}

/// A page of objects.
public struct ListObjectsResult: Sendable {
    /// By the bytes of their keys.
    public let contents: [ListedObject]
    /// What keys have in common up to the delimiter.
    public let commonPrefixes: [ObjectKey]
    /// Where the next page begins; `nil` on the last page.
    public let nextMarker: ObjectKey?
    /// OSS's id of the request.
    public let requestID: String?

    /// Whether there are more.
    public var isTruncated: Bool { nextMarker != nil }
}
