import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks how much a bucket holds. The numbers of real OSS lag by an hour or more.
///
/// OSS page: "GetBucketStat".
public struct GetBucketStatRequest: BucketRequest {
    public static let operation = "GetBucketStat"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("stat", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketStatResult {
        GetBucketStatResult(stat: try response.document(BucketStat.init(answer:)), requestID: response.requestID)
    }
}

/// How much a bucket holds.
public struct GetBucketStatResult: Sendable {
    /// The counters.
    public let stat: BucketStat
    /// OSS's id of the request.
    public let requestID: String?
}
