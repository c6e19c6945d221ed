import HTTPTypes
public import OSSSigning
public import OSSWire

/// Lists the parts of an upload that have arrived, in the order of their numbers.
///
/// OSS page: "ListParts".
public struct ListPartsRequest: ObjectRequest {
    public static let operation = "ListParts"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The upload, as InitiateMultipartUpload named it.
    public var uploadID: String
    /// The most parts of one answer, 1 to 1000.
    public var maxParts: Int?
    /// The number behind which the answer begins.
    public var partNumberMarker: Int?
    public var extras = RequestExtras()

    /// The parts of an upload.
    public init(bucket: BucketName, key: ObjectKey, uploadID: String, maxParts: Int? = nil) {
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
        self.maxParts = maxParts
    }

    /// The parts of an upload, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, uploadID: String, maxParts: Int? = nil) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), uploadID: uploadID, maxParts: maxParts)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, bucket: bucket, key: key)
            request.add("encoding-type", "url")
            request.add("max-parts", maxParts)
            request.add("part-number-marker", partNumberMarker)
            request.add("uploadId", uploadID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> ListPartsResult {
        let document = try response.document(ListPartsDocument.init(answer:))
        return ListPartsResult(
            parts: document.parts, isTruncated: document.isTruncated, nextPartNumberMarker: document.nextPartNumberMarker,
            storageClass: document.storageClass, requestID: response.requestID)
    }
}

/// A page of parts.
public struct ListPartsResult: Sendable {
    /// In the order of their numbers.
    public let parts: [ListedPart]
    /// Whether there are more, behind ``nextPartNumberMarker``.
    public let isTruncated: Bool
    /// The number behind which the next page begins.
    public let nextPartNumberMarker: Int
    /// The class of the object.
    public let storageClass: StorageClass?
    /// OSS's id of the request.
    public let requestID: String?
}
