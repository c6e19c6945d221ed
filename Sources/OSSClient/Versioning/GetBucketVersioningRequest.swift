import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks whether a bucket keeps versions.
///
/// OSS page: "GetBucketVersioning".
public struct GetBucketVersioningRequest: BucketRequest {
    public static let operation = "GetBucketVersioning"

    public var bucket: BucketName
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("versioning", "")
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetBucketVersioningResult {
        let document = try response.document(VersioningConfiguration.init(answer:))
        return GetBucketVersioningResult(status: document.status, requestID: response.requestID)
    }
}

/// Whether a bucket keeps versions.
public struct GetBucketVersioningResult: Sendable {
    /// `nil` when it was never set.
    public let status: VersioningStatus?
    /// OSS's id of the request.
    public let requestID: String?
}
