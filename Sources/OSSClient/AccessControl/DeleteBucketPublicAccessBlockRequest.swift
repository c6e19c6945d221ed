import HTTPTypes
public import OSSSigning

/// Lets public ACLs and policies of a bucket have an effect.
///
/// OSS page: "DeleteBucketPublicAccessBlock".
public struct DeleteBucketPublicAccessBlockRequest: BucketRequest {
    public static let operation = "DeleteBucketPublicAccessBlock"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.delete, .bucket(bucket))
            request.add("publicAccessBlock", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
