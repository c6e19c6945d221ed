import HTTPTypes
public import OSSSigning

/// Replaces the policy of a bucket.
///
/// OSS page: "PutBucketPolicy".
public struct PutBucketPolicyRequest: BucketDocumentRequest {
    public static let operation = "PutBucketPolicy"

    public var bucket: BucketName
    /// The JSON to send, at most 16 KiB.
    public var document: [UInt8]
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, document: [UInt8]) {
        self.bucket = bucket
        self.document = document
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            request.add("policy", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
