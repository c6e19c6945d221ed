import HTTPTypes
public import OSSSigning
import OSSWire

/// Asks whether the policy of a bucket allows everybody something.
///
/// OSS page: "GetBucketPolicyStatus".
public struct GetBucketPolicyStatusRequest: BucketRequest {
    public static let operation = "GetBucketPolicyStatus"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("policyStatus", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketPolicyStatusResult {
        let document = try response.document(PolicyStatus.init(answer:))
        return GetBucketPolicyStatusResult(isPublic: document.isPublic, requestID: response.requestID)
    }
}

/// Whether the policy of a bucket is public.
public struct GetBucketPolicyStatusResult: Sendable {
    /// Whether it allows everybody something; not so for a bucket without a policy.
    public let isPublic: Bool
    /// OSS's id of the request.
    public let requestID: String?
}
