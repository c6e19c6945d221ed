import HTTPTypes
public import OSSSigning
public import OSSWire

/// Replaces the tags of an object.
///
/// OSS page: "PutObjectTagging".
public struct PutObjectTaggingRequest: ObjectRequest {
    public static let operation = "PutObjectTagging"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The version; the current one when `nil`.
    public var versionID: String?
    /// Up to ten tags.
    public var tags: [ResourceTag]
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, versionID: String? = nil, tags: [ResourceTag]) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.tags = tags
    }

    /// A request about an object, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, versionID: String? = nil, tags: [ResourceTag]) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), versionID: versionID, tags: tags)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, bucket: bucket, key: key)
            request.add("tagging", "")
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public var body: RequestBody { .bytes(TaggingDocument(tags).xml) }

    public func output(of response: OperationResponse) -> VersionResult { VersionResult(response) }
}
