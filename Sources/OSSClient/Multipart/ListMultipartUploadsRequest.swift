import HTTPTypes
public import OSSSigning
public import OSSWire

/// Lists the uploads of a bucket that were begun and neither completed nor aborted: by key, the oldest of a key first.
///
/// OSS page: "ListMultipartUploads".
public struct ListMultipartUploadsRequest: OperationRequest {
    public static let operation = "ListMultipartUploads"

    public var bucket: BucketName
    /// What keys begin with.
    public var prefix: String?
    /// What groups keys into common prefixes.
    public var delimiter: String?
    /// The key behind which the answer begins.
    public var keyMarker: ObjectKey?
    /// The upload of ``keyMarker`` behind which the answer begins.
    public var uploadIDMarker: String?
    /// The most uploads of one answer, 1 to 1000.
    public var maxUploads: Int?
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// The uploads of a bucket.
    public init(bucket: BucketName, prefix: String? = nil, delimiter: String? = nil, maxUploads: Int? = nil) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.maxUploads = maxUploads
    }

    /// The uploads of a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, prefix: String? = nil, delimiter: String? = nil, maxUploads: Int? = nil) throws {
        self.init(bucket: try BucketName(bucket), prefix: prefix, delimiter: delimiter, maxUploads: maxUploads)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("uploads", "")
            request.add("delimiter", delimiter)
            request.add("encoding-type", "url")
            request.add("key-marker", keyMarker?.text)
            request.add("max-uploads", maxUploads)
            request.add("prefix", prefix)
            request.add("upload-id-marker", uploadIDMarker)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> ListMultipartUploadsResult {
        let document = try response.document(ListMultipartUploadsDocument.init(answer:))
        return ListMultipartUploadsResult(
            uploads: document.uploads, commonPrefixes: try ListPosition.keys(document.commonPrefixes),
            nextKeyMarker: try document.next.map { try ListPosition.key($0.key) },
            nextUploadIDMarker: document.next.flatMap { $0.uploadID.isEmpty ? nil : $0.uploadID }, requestID: response.requestID)
    }
}

/// A page of uploads.
public struct ListMultipartUploadsResult: Sendable {
    /// By key, the oldest of a key first.
    public let uploads: [ListedUpload]
    /// What keys have in common up to the delimiter.
    public let commonPrefixes: [ObjectKey]
    /// Where the next page begins; `nil` on the last page.
    public let nextKeyMarker: ObjectKey?
    /// Where the next page begins inside of ``nextKeyMarker``.
    public let nextUploadIDMarker: String?
    /// OSS's id of the request.
    public let requestID: String?

    /// Whether there are more.
    public var isTruncated: Bool { nextKeyMarker != nil }
}
