import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks whether a bucket keeps versions.
///
/// OSS page: "GetBucketVersioning".
public struct GetBucketVersioningRequest: OperationRequest {
    public static let operation = "GetBucketVersioning"

    public var bucket: BucketName
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName) {
        self.bucket = bucket
    }

    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String) throws { self.init(bucket: try BucketName(bucket)) }

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
