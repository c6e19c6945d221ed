import HTTPTypes
public import OSSSigning
public import OSSWire

/// Says what everybody may do with a bucket.
///
/// OSS page: "PutBucketAcl".
public struct PutBucketACLRequest: OperationRequest {
    public static let operation = "PutBucketAcl"

    public var bucket: BucketName
    /// What everybody may.
    public var acl: BucketACL
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, acl: BucketACL) {
        self.bucket = bucket
        self.acl = acl
    }

    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, acl: BucketACL) throws { self.init(bucket: try BucketName(bucket), acl: acl) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            request.add("acl", "")
            try request.set(.ossACL, acl.rawValue)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
