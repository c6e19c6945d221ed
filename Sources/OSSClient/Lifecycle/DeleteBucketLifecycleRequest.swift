import HTTPTypes
public import OSSSigning

/// Removes the lifecycle rules of a bucket.
///
/// OSS page: "DeleteBucketLifecycle".
public struct DeleteBucketLifecycleRequest: BucketRequest {
    public static let operation = "DeleteBucketLifecycle"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.delete, .bucket(bucket))
            request.add("lifecycle", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
