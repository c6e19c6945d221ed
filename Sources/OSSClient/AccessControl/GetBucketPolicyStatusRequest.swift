import HTTPTypes
public import OSSSigning
import OSSWire

/// Asks whether the policy of a bucket allows everybody something.
///
/// OSS page: "GetBucketPolicyStatus".
public struct GetBucketPolicyStatusRequest: OperationRequest {
    public static let operation = "GetBucketPolicyStatus"

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
