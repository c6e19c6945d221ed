import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks what everybody may do with a bucket.
///
/// OSS page: "GetBucketAcl".
public struct GetBucketACLRequest: BucketRequest {
    public static let operation = "GetBucketAcl"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("acl", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketACLResult {
        let document = try response.document(AccessControlPolicy.init(answer:))
        return GetBucketACLResult(acl: BucketACL(rawValue: document.grant), owner: document.owner, requestID: response.requestID)
    }
}

/// What everybody may do with a bucket.
public struct GetBucketACLResult: Sendable {
    /// What everybody may.
    public let acl: BucketACL
    /// Whose it is.
    public let owner: Owner?
    /// OSS's id of the request.
    public let requestID: String?
}
