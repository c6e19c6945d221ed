import HTTPTypes
public import OSSSigning

/// Asks for the policy of a bucket.
///
/// OSS page: "GetBucketPolicy".
public struct GetBucketPolicyRequest: OperationRequest {
    public static let operation = "GetBucketPolicy"

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
