import HTTPTypes
public import OSSSigning
public import OSSWire

/// Makes a symbolic link to an object of the same bucket, whether that is there or not.
///
/// OSS page: "PutSymlink".
@dynamicMemberLookup
public struct PutSymlinkRequest: ObjectRequest {
    public static let operation = "PutSymlink"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The object that the link leads to.
    public var target: ObjectKey
    /// What the link is stored with.
    public var object = ObjectHeaders()
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, target: ObjectKey) {
        self.bucket = bucket
        self.key = key
        self.target = target
    }

    /// The fields of ``object``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ObjectHeaders, Value>) -> Value {
        get { object[keyPath: field] }
        set { object[keyPath: field] = newValue }
    }

    /// A link, its names as text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, target: String) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), target: try ObjectKey(target))
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, bucket: bucket, key: key)
            request.add("symlink", "")
            try request.set(.ossSymlinkTarget, PercentEncoding.encode(target.bytes, keepingSlash: true))
            try object.add(to: &request)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> PutSymlinkResult {
        PutSymlinkResult(etag: response.etag, versionID: response.versionID, requestID: response.requestID)
    }
}

/// What OSS says about a symbolic link that it made.
public struct PutSymlinkResult: Sendable {
    /// The entity tag of the link.
    public let etag: ETag?
    /// The version that was made, with versioning.
    public let versionID: String?
    /// OSS's id of the request.
    public let requestID: String?
}
