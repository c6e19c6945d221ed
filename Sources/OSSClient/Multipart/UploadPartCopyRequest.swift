import HTTPTypes
public import OSSSigning
public import OSSWire

/// Makes a part of an upload out of an object, or of a stretch of one, that OSS has already.
///
/// OSS page: "UploadPartCopy".
@dynamicMemberLookup
public struct UploadPartCopyRequest: TransferRequest {
    public static let operation = "UploadPartCopy"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The upload, as InitiateMultipartUpload named it.
    public var uploadID: String
    /// 1 to 10,000.
    public var partNumber: Int
    /// The bucket of the source; the upload's own when `nil`.
    public var sourceBucket: BucketName?
    /// The key of the source.
    public var sourceKey: ObjectKey
    /// The version of the source; the current one when `nil`.
    public var sourceVersionID: String?
    /// The first and the last byte to copy, counted from 0; the whole source when `nil`.
    public var sourceRange: ClosedRange<Int64>?
    /// What the source must be like.
    public var conditions = ReadConditions()
    public var extras = RequestExtras()

    /// A part out of an object.
    public init(
        bucket: BucketName, key: ObjectKey, uploadID: String, partNumber: Int, sourceBucket: BucketName? = nil, sourceKey: ObjectKey,
        sourceRange: ClosedRange<Int64>? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
        self.partNumber = partNumber
        self.sourceBucket = sourceBucket
        self.sourceKey = sourceKey
        self.sourceRange = sourceRange
    }

    /// The fields of ``conditions``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ReadConditions, Value>) -> Value {
        get { conditions[keyPath: field] }
        set { conditions[keyPath: field] = newValue }
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, bucket: bucket, key: key)
            request.add("partNumber", partNumber)
            request.add("uploadId", uploadID)
            try request.set(
                .ossCopySource, CopySource.headerValue(bucket: sourceBucket ?? bucket, key: sourceKey, versionID: sourceVersionID))
            if let sourceRange { try request.set(.ossCopySourceRange, "bytes=\(sourceRange.lowerBound)-\(sourceRange.upperBound)") }
            try conditions.add(toCopy: &request)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> UploadPartCopyResult {
        let document = try response.document { xml throws(XMLReadError) in try CopyResult(.part, answer: xml) }
        return UploadPartCopyResult(
            etag: document.etag, lastModified: document.lastModified,
            sourceVersionID: response.headers.text("x-oss-copy-source-version-id"), requestID: response.requestID)
    }
}

/// What OSS says about a part that it copied.
public struct UploadPartCopyResult: Sendable {
    /// The entity tag, which completing names.
    public let etag: ETag
    /// When the part was made.
    public let lastModified: SigningTime?
    /// The version of the source that was copied, with versioning.
    public let sourceVersionID: String?
    /// OSS's id of the request.
    public let requestID: String?
}
