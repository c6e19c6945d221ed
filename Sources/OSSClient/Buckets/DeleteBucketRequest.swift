import HTTPTypes
public import OSSSigning

/// Deletes a bucket that holds nothing: no objects, no versions, no unfinished uploads.
///
/// OSS page: "DeleteBucket".
public struct DeleteBucketRequest: OperationRequest {
    public static let operation = "DeleteBucket"

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
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
