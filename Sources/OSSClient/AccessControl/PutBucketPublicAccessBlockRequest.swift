import HTTPTypes
public import OSSSigning
import OSSWire

/// Says whether public ACLs and policies of a bucket have an effect.
///
/// OSS page: "PutBucketPublicAccessBlock".
public struct PutBucketPublicAccessBlockRequest: OperationRequest {
    public static let operation = "PutBucketPublicAccessBlock"

    public var bucket: BucketName
    /// Whether they have none.
    public var blockPublicAccess: Bool
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, blockPublicAccess: Bool) {
        self.bucket = bucket
        self.blockPublicAccess = blockPublicAccess
    }

    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, blockPublicAccess: Bool) throws { self.init(bucket: try BucketName(bucket), blockPublicAccess: blockPublicAccess) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            request.add("publicAccessBlock", "")
            request.add(extras)
            return request
        }
    }

    public var body: RequestBody { .bytes(PublicAccessBlockConfiguration(blockPublicAccess: blockPublicAccess).xml) }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
