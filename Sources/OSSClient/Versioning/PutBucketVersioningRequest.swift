import HTTPTypes
public import OSSSigning
public import OSSWire

/// Enables or suspends versioning. What was enabled once never goes away.
///
/// OSS page: "PutBucketVersioning".
public struct PutBucketVersioningRequest: OperationRequest {
    public static let operation = "PutBucketVersioning"

    public var bucket: BucketName
    /// Enabled or suspended.
    public var status: VersioningStatus
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, status: VersioningStatus) {
        self.bucket = bucket
        self.status = status
    }

    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, status: VersioningStatus) throws { self.init(bucket: try BucketName(bucket), status: status) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            request.add("versioning", "")
            request.add(extras)
            return request
        }
    }

    public var body: RequestBody { .bytes(VersioningConfiguration(status: status).xml) }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
