import HTTPTypes
public import OSSSigning
import OSSWire

/// Asks where a bucket lives.
///
/// OSS page: "GetBucketLocation".
public struct GetBucketLocationRequest: BucketRequest {
    public static let operation = "GetBucketLocation"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("location", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketLocationResult {
        GetBucketLocationResult(location: try response.document(LocationConstraint.init(answer:)).location, requestID: response.requestID)
    }
}

/// Where a bucket lives.
public struct GetBucketLocationResult: Sendable {
    /// `oss-cn-hangzhou`.
    public let location: String
    /// OSS's id of the request.
    public let requestID: String?
}
