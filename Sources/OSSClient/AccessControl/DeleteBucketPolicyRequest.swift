import HTTPTypes
public import OSSSigning

/// Removes the policy of a bucket. A bucket without one is none the worse for it.
///
/// OSS page: "DeleteBucketPolicy".
public struct DeleteBucketPolicyRequest: OperationRequest {
    public static let operation = "DeleteBucketPolicy"

    public var bucket: BucketName
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String) throws { self.init(bucket: try BucketName(bucket)) }

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
