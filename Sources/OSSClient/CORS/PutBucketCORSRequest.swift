import HTTPTypes
public import OSSSigning
public import OSSWire

/// Replaces the CORS rules of a bucket.
///
/// OSS page: "PutBucketCors".
public struct PutBucketCORSRequest: OperationRequest {
    public static let operation = "PutBucketCors"

    public var bucket: BucketName
    /// The XML to send.
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

    public var body: RequestBody { .bytes(document) }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
