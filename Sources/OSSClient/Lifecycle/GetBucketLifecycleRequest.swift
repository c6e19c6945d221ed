import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks for the lifecycle rules of a bucket.
///
/// OSS page: "GetBucketLifecycle".
public struct GetBucketLifecycleRequest: BucketRequest {
    public static let operation = "GetBucketLifecycle"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("lifecycle", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketLifecycleResult {
        GetBucketLifecycleResult(
            configuration: try response.document(LifecycleConfiguration.init(answer:)), document: response.body, requestID: response.requestID)
    }
}

/// The lifecycle rules of a bucket.
public struct GetBucketLifecycleResult: Sendable {
    /// What this library knows of it.
    public let configuration: LifecycleConfiguration
    /// The XML, with everything that real OSS may have in it.
    public let document: [UInt8]
    /// OSS's id of the request.
    public let requestID: String?
}
