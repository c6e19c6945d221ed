import HTTPTypes
public import OSSSigning

/// Asks for the policy of a bucket.
///
/// OSS page: "GetBucketPolicy".
public struct GetBucketPolicyRequest: BucketRequest {
    public static let operation = "GetBucketPolicy"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("policy", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> GetBucketPolicyResult {
        GetBucketPolicyResult(document: response.body, requestID: response.requestID)
    }
}

/// The policy of a bucket.
public struct GetBucketPolicyResult: Sendable {
    /// The JSON document as it was put.
    public let document: [UInt8]
    /// OSS's id of the request.
    public let requestID: String?
}
