import HTTPTypes
public import OSSSigning
public import OSSWire

/// Says who may read and write an object.
///
/// OSS page: "PutObjectACL".
public struct PutObjectACLRequest: ObjectRequest {
    public static let operation = "PutObjectAcl"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The version; the current one when `nil`.
    public var versionID: String?
    /// Who may.
    public var acl: ObjectACL
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, versionID: String? = nil, acl: ObjectACL) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.acl = acl
    }

    /// A request about an object, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, versionID: String? = nil, acl: ObjectACL) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), versionID: versionID, acl: acl)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, bucket: bucket, key: key)
            request.add("acl", "")
            request.add("versionId", versionID)
            try request.set(.ossObjectACL, acl.rawValue)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> VersionResult { VersionResult(response) }
}
