import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks for the tags of a bucket. One without tags has none, which is no error.
///
/// OSS page: "GetBucketTags".
public struct GetBucketTagsRequest: BucketRequest {
    public static let operation = "GetBucketTags"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("tagging", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketTagsResult {
        GetBucketTagsResult(tags: try response.document(TaggingDocument.init(answer:)).tags, requestID: response.requestID)
    }
}

/// The tags of a bucket.
public struct GetBucketTagsResult: Sendable {
    /// In the order in which OSS tells them.
    public let tags: [ResourceTag]
    /// OSS's id of the request.
    public let requestID: String?
}
