import HTTPTypes
public import OSSSigning
public import OSSWire

/// Replaces the lifecycle rules of a bucket.
///
/// OSS page: "PutBucketLifecycle".
public struct PutBucketLifecycleRequest: BucketDocumentRequest {
    public static let operation = "PutBucketLifecycle"

    public var bucket: BucketName
    public var document: [UInt8]
    /// Whether two rules may do the same thing to the same keys (`x-oss-allow-same-action-overlap`).
    public var allowSameActionOverlap = false
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, document: [UInt8]) {
        self.bucket = bucket
        self.document = document
    }

    /// A typed configuration.
    public init(bucket: BucketName, configuration: LifecycleConfiguration) { self.init(bucket: bucket, document: configuration.xml) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            request.add("lifecycle", "")
            request.set(.ossAllowSameActionOverlap, allowSameActionOverlap)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
