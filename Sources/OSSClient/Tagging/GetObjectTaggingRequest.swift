import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks for the tags of an object. One without tags has none, which is no error.
///
/// OSS page: "GetObjectTagging".
public struct GetObjectTaggingRequest: VersionedObjectRequest {
    public static let operation = "GetObjectTagging"

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
            var request = UnsignedRequest(.get, bucket: bucket, key: key)
            request.add("tagging", "")
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetObjectTaggingResult {
        let document = try response.document(TaggingDocument.init(answer:))
        return GetObjectTaggingResult(tags: document.tags, versionID: response.versionID, requestID: response.requestID)
    }
}

/// The tags of an object.
public struct GetObjectTaggingResult: Sendable {
    /// In the order in which OSS tells them.
    public let tags: [ResourceTag]
    /// The version, with versioning.
    public let versionID: String?
    /// OSS's id of the request.
    public let requestID: String?
}
