import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks for the CORS rules of a bucket.
///
/// OSS page: "GetBucketCors".
public struct GetBucketCORSRequest: BucketRequest {
    public static let operation = "GetBucketCors"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("cors", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketCORSResult {
        GetBucketCORSResult(
            configuration: try response.document(CORSConfiguration.init(answer:)), document: response.body, requestID: response.requestID)
    }
}

/// The CORS rules of a bucket.
public struct GetBucketCORSResult: Sendable {
    /// What this library knows of it.
    public let configuration: CORSConfiguration
    /// The XML, with everything that real OSS may have in it.
    public let document: [UInt8]
    /// OSS's id of the request.
    public let requestID: String?
}
