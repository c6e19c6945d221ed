import HTTPTypes
public import OSSSigning

/// Removes tags of a bucket.
///
/// OSS page: "DeleteBucketTags".
public struct DeleteBucketTagsRequest: OperationRequest {
    public static let operation = "DeleteBucketTags"

    public var bucket: BucketName
    /// Which tags to remove; all when empty.
    public var keys: [String]
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, keys: [String] = []) {
        self.bucket = bucket
        self.keys = keys
    }

    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, keys: [String] = []) throws { self.init(bucket: try BucketName(bucket), keys: keys) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.delete, .bucket(bucket))
            request.add("tagging", keys.joined(separator: ","))
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
