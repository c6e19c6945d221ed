import HTTPTypes
public import OSSSigning

/// Removes the policy of a bucket. A bucket without one is none the worse for it.
///
/// OSS page: "DeleteBucketPolicy".
public struct DeleteBucketPolicyRequest: BucketRequest {
    public static let operation = "DeleteBucketPolicy"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.delete, .bucket(bucket))
            request.add("policy", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
