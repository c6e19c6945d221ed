import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks for from which pages a bucket may be used.
///
/// OSS page: "GetBucketReferer".
public struct GetBucketRefererRequest: BucketRequest {
    public static let operation = "GetBucketReferer"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("referer", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketRefererResult {
        GetBucketRefererResult(
            configuration: try response.document(RefererConfiguration.init(answer:)), document: response.body, requestID: response.requestID)
    }
}

/// From which pages a bucket may be used.
public struct GetBucketRefererResult: Sendable {
    /// What this library knows of it.
    public let configuration: RefererConfiguration
    /// The XML, with everything that real OSS may have in it.
    public let document: [UInt8]
    /// OSS's id of the request.
    public let requestID: String?
}
