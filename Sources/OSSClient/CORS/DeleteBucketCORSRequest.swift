import HTTPTypes
public import OSSSigning

/// Removes the CORS rules of a bucket.
///
/// OSS page: "DeleteBucketCors".
public struct DeleteBucketCORSRequest: BucketRequest {
    public static let operation = "DeleteBucketCors"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.delete, .bucket(bucket))
            request.add("cors", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
