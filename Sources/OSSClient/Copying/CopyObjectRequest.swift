import HTTPTypes
public import OSSSigning
public import OSSWire

/// Makes an object out of another one that OSS has already, without moving its bytes over the network.
///
/// OSS page: "CopyObject".
@dynamicMemberLookup
public struct CopyObjectRequest: TransferRequest {
    public static let operation = "CopyObject"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The bucket of the source; the object's own when `nil`.
    public var sourceBucket: BucketName?
    /// The key of the source.
    public var sourceKey: ObjectKey
    /// The version of the source; the current one when `nil`.
    public var sourceVersionID: String?
    /// What the copy is stored with: content headers and metadata count with ``metadataDirective`` `replace`, tags with ``taggingDirective`` `replace`.
    public var object = ObjectHeaders()
    /// Where content headers and metadata come from; from the source when `nil`.
    public var metadataDirective: CopyDirective?
    /// Where tags come from; from the source when `nil`.
    public var taggingDirective: CopyDirective?
    /// What the source must be like.
    public var conditions = ReadConditions()
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, sourceBucket: BucketName? = nil, sourceKey: ObjectKey, sourceVersionID: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.sourceBucket = sourceBucket
        self.sourceKey = sourceKey
        self.sourceVersionID = sourceVersionID
    }

    /// The fields of ``object``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ObjectHeaders, Value>) -> Value {
        get { object[keyPath: field] }
        set { object[keyPath: field] = newValue }
    }

    /// The fields of ``conditions``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ReadConditions, Value>) -> Value {
        get { conditions[keyPath: field] }
        set { conditions[keyPath: field] = newValue }
    }

    /// A copy, its names as text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, sourceBucket: String? = nil, sourceKey: String, sourceVersionID: String? = nil) throws {
        self.init(
            bucket: try BucketName(bucket), key: try ObjectKey(key), sourceBucket: try sourceBucket.map { try BucketName($0) },
            sourceKey: try ObjectKey(sourceKey), sourceVersionID: sourceVersionID)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, bucket: bucket, key: key)
            try request.set(
                .ossCopySource, CopySource.headerValue(bucket: sourceBucket ?? bucket, key: sourceKey, versionID: sourceVersionID))
            try object.add(to: &request)
            try request.set(.ossMetadataDirective, metadataDirective?.rawValue)
            try request.set(.ossTaggingDirective, taggingDirective?.rawValue)
            try conditions.add(toCopy: &request)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> CopyObjectResult {
        let document = try response.document { xml throws(XMLReadError) in try CopyResult(.object, answer: xml) }
        return CopyObjectResult(
            etag: document.etag, lastModified: document.lastModified, crc64: response.crc64, versionID: response.versionID,
            sourceVersionID: response.headers.text("x-oss-copy-source-version-id"), requestID: response.requestID)
    }
}

/// What OSS says about a copy.
public struct CopyObjectResult: Sendable {
    /// The entity tag.
    public let etag: ETag
    /// When the copy was made.
    public let lastModified: SigningTime?
    /// The CRC-64 of the copy.
    public let crc64: UInt64?
    /// The version that was made, with versioning.
    public let versionID: String?
    /// The version of the source that was copied, with versioning.
    public let sourceVersionID: String?
    /// OSS's id of the request.
    public let requestID: String?
}
