import HTTPTypes
public import OSSSigning

/// Replaces the policy of a bucket.
///
/// OSS page: "PutBucketPolicy".
public struct PutBucketPolicyRequest: OperationRequest {
    public static let operation = "PutBucketPolicy"

    public var bucket: BucketName
    /// The JSON to send, at most 16 KiB.
    public var document: [UInt8]
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, document: [UInt8]) {
        self.bucket = bucket
        self.document = document
    }

    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, document: [UInt8]) throws { self.init(bucket: try BucketName(bucket), document: document) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            request.add("policy", "")
            request.add(extras)
            return request
        }
    }

    public var body: RequestBody { .bytes(document) }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
