import HTTPTypes
public import OSSSigning

/// Deletes an object, or one version of it. A key that is not there is deleted as well as any other.
///
/// OSS page: "DeleteObject".
public struct DeleteObjectRequest: VersionedObjectRequest {
    public static let operation = "DeleteObject"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The version to delete for good; without one a bucket with versioning gets a delete marker.
    public var versionID: String?
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, versionID: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.delete, bucket: bucket, key: key)
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> DeleteObjectResult {
        DeleteObjectResult(
            versionID: response.versionID, isDeleteMarker: response.headers.text("x-oss-delete-marker") == "true", requestID: response.requestID)
    }
}

/// What was deleted.
public struct DeleteObjectResult: Sendable {
    /// The version that was deleted, or the delete marker that was made.
    public let versionID: String?
    /// Whether ``versionID`` is a delete marker.
    public let isDeleteMarker: Bool
    /// OSS's id of the request.
    public let requestID: String?
}
