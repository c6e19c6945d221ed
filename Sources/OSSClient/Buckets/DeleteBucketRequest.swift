import HTTPTypes
public import OSSSigning

/// Deletes a bucket that holds nothing: no objects, no versions, no unfinished uploads.
///
/// OSS page: "DeleteBucket".
public struct DeleteBucketRequest: BucketRequest {
    public static let operation = "DeleteBucket"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.delete, .bucket(bucket))
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
