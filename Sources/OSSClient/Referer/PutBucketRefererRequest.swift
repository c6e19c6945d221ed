import HTTPTypes
public import OSSSigning
public import OSSWire

/// Replaces from which pages a bucket may be used.
///
/// OSS page: "PutBucketReferer".
public struct PutBucketRefererRequest: BucketDocumentRequest {
    public static let operation = "PutBucketReferer"

    public var bucket: BucketName
    public var document: [UInt8]
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, document: [UInt8]) {
        self.bucket = bucket
        self.document = document
    }

    /// A typed configuration.
    public init(bucket: BucketName, configuration: RefererConfiguration) { self.init(bucket: bucket, document: configuration.xml) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            request.add("referer", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
