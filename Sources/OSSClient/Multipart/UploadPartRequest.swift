import HTTPTypes
public import OSSSigning
public import OSSWire

/// Uploads one part: 100 KB to 5 GB, the last one of an upload may be smaller. A part that is there already is replaced.
///
/// OSS page: "UploadPart".
public struct UploadPartRequest: TransferRequest {
    public static let operation = "UploadPart"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The upload, as InitiateMultipartUpload named it.
    public var uploadID: String
    /// 1 to 10,000.
    public var partNumber: Int
    /// The MD5 of the body in base 64, which OSS compares.
    public var contentMD5: String?
    public var body: RequestBody
    public var extras = RequestExtras()

    /// A part of an upload.
    public init(bucket: BucketName, key: ObjectKey, uploadID: String, partNumber: Int, body: RequestBody = .none) {
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
        self.partNumber = partNumber
        self.body = body
    }

    /// A part of an upload, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, uploadID: String, partNumber: Int, body: RequestBody = .none) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), uploadID: uploadID, partNumber: partNumber, body: body)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, bucket: bucket, key: key)
            request.add("partNumber", partNumber)
            request.add("uploadId", uploadID)
            try request.set(.contentMD5, contentMD5)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> UploadPartResult {
        UploadPartResult(
            etag: response.etag, crc64: response.crc64, contentMD5: response.headers[.contentMD5], requestID: response.requestID)
    }
}

/// What OSS says about a part that it has.
public struct UploadPartResult: Sendable {
    /// The entity tag, which completing names.
    public let etag: ETag?
    /// The CRC-64 of the part.
    public let crc64: UInt64?
    /// The MD5 of the part, in base 64.
    public let contentMD5: String?
    /// OSS's id of the request.
    public let requestID: String?
}
