import HTTPTypes
public import OSSSigning
public import OSSWire

/// Replaces the tags of a bucket.
///
/// OSS page: "PutBucketTags".
public struct PutBucketTagsRequest: OperationRequest {
    public static let operation = "PutBucketTags"

    public var bucket: BucketName
    /// Up to twenty tags.
    public var tags: [ResourceTag]
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, tags: [ResourceTag]) {
        self.bucket = bucket
        self.tags = tags
    }

    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, tags: [ResourceTag]) throws { self.init(bucket: try BucketName(bucket), tags: tags) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            request.add("tagging", "")
            request.add(extras)
            return request
        }
    }

    public var body: RequestBody { .bytes(TaggingDocument(tags).xml) }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
