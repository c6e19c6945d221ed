import HTTPTypes
public import OSSSigning
import OSSWire

/// Asks whether public ACLs and policies of a bucket have an effect.
///
/// OSS page: "GetBucketPublicAccessBlock".
public struct GetBucketPublicAccessBlockRequest: BucketRequest {
    public static let operation = "GetBucketPublicAccessBlock"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("publicAccessBlock", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketPublicAccessBlockResult {
        let document = try response.document(PublicAccessBlockConfiguration.init(answer:))
        return GetBucketPublicAccessBlockResult(blockPublicAccess: document.blockPublicAccess, requestID: response.requestID)
    }
}

/// Whether public access is blocked.
public struct GetBucketPublicAccessBlockResult: Sendable {
    /// Whether public ACLs and policies have no effect.
    public let blockPublicAccess: Bool
    /// OSS's id of the request.
    public let requestID: String?
}
