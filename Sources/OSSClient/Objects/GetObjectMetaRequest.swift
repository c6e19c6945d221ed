import HTTPTypes
public import OSSSigning

/// Asks for the least that is to be known of an object: length, entity tag, time. It shows a symbolic link itself.
///
/// OSS page: "GetObjectMeta".
public struct GetObjectMetaRequest: VersionedObjectRequest {
    public static let operation = "GetObjectMeta"

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
            var request = UnsignedRequest(.head, bucket: bucket, key: key)
            request.add("objectMeta", "")
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> GetObjectMetaResult { GetObjectMetaResult(response) }
}

/// The least that OSS says about an object.
public typealias GetObjectMetaResult = ObjectProperties
