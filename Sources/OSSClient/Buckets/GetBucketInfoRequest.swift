import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks for everything about a bucket.
///
/// OSS page: "GetBucketInfo".
public struct GetBucketInfoRequest: BucketRequest {
    public static let operation = "GetBucketInfo"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("bucketInfo", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketInfoResult {
        GetBucketInfoResult(info: try response.document(BucketInfo.init(answer:)), requestID: response.requestID)
    }
}

/// What OSS says about a bucket.
public struct GetBucketInfoResult: Sendable {
    /// All of it.
    public let info: BucketInfo
    /// OSS's id of the request.
    public let requestID: String?
}
