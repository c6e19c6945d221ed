import HTTPTypes
public import OSSSigning
public import OSSWire

/// Replaces the CORS rules of a bucket.
///
/// OSS page: "PutBucketCors".
public struct PutBucketCORSRequest: BucketDocumentRequest {
    public static let operation = "PutBucketCors"

    public var bucket: BucketName
    public var document: [UInt8]
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, document: [UInt8]) {
        self.bucket = bucket
        self.document = document
    }

    /// A typed configuration.
    public init(bucket: BucketName, configuration: CORSConfiguration) { self.init(bucket: bucket, document: configuration.xml) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            request.add("cors", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
