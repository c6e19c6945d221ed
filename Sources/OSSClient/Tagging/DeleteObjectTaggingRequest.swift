import HTTPTypes
public import OSSSigning

/// Removes the tags of an object.
///
/// OSS page: "DeleteObjectTagging".
public struct DeleteObjectTaggingRequest: VersionedObjectRequest {
    public static let operation = "DeleteObjectTagging"

    public var bucket: BucketName
    public var key: ObjectKey
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
            request.add("tagging", "")
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> VersionResult { VersionResult(response) }
}
