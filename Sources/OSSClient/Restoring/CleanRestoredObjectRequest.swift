import HTTPTypes
public import OSSSigning

/// Ends a restoration before its time.
///
/// OSS page: "CleanRestoredObject".
public struct CleanRestoredObjectRequest: VersionedObjectRequest {
    public static let operation = "CleanRestoredObject"

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
            var request = UnsignedRequest(.post, bucket: bucket, key: key)
            request.add("cleanRestoredObject", "")
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
