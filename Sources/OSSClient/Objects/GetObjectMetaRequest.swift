import HTTPTypes
public import OSSSigning

/// Asks for the least that is to be known of an object: length, entity tag, time. It shows a symbolic link itself.
///
/// OSS page: "GetObjectMeta".
public struct GetObjectMetaRequest: ObjectRequest {
    public static let operation = "GetObjectMeta"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The version; the current one when `nil`.
    public var versionID: String?
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, versionID: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
    }

    /// A request about an object, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, versionID: String? = nil) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), versionID: versionID)
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
