import HTTPTypes
public import OSSSigning
public import OSSWire

/// Lists versions and delete markers, one page at a time: by key, the newest of a key first.
/// ``OSSClient/objectVersions(bucket:prefix:delimiter:pageSize:)`` goes through all pages.
///
/// OSS page: "GetBucketVersions (ListObjectVersions)".
public struct ListObjectVersionsRequest: OperationRequest {
    public static let operation = "ListObjectVersions"

    public var bucket: BucketName
    /// What keys begin with.
    public var prefix: String?
    /// What groups keys into common prefixes, usually `/`.
    public var delimiter: String?
    /// The key behind which the list begins.
    public var keyMarker: ObjectKey?
    /// The version of ``keyMarker`` behind which the list begins.
    public var versionIDMarker: String?
    /// The most entries and common prefixes of one answer, 1 to 1000; 100 when `nil`.
    public var maxKeys: Int?
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// The versions of a bucket.
    public init(bucket: BucketName, prefix: String? = nil, delimiter: String? = nil, maxKeys: Int? = nil) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.maxKeys = maxKeys
    }

    /// The versions of a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, prefix: String? = nil, delimiter: String? = nil, maxKeys: Int? = nil) throws {
        self.init(bucket: try BucketName(bucket), prefix: prefix, delimiter: delimiter, maxKeys: maxKeys)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, .bucket(bucket))
            request.add("versions", "")
            request.add("delimiter", delimiter)
            request.add("encoding-type", "url")
            request.add("key-marker", keyMarker?.text)
            request.add("max-keys", maxKeys)
            request.add("prefix", prefix)
            request.add("version-id-marker", versionIDMarker)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> ListObjectVersionsResult {
        let document = try response.document(ListVersionsResult.init(answer:))
        return ListObjectVersionsResult(
            versions: document.entries, commonPrefixes: try ListPosition.keys(document.commonPrefixes),
            nextKeyMarker: try document.next.map { try ListPosition.key($0.key) },
            nextVersionIDMarker: document.next.flatMap { $0.versionID.isEmpty ? nil : $0.versionID }, requestID: response.requestID)
    }
}

/// A page of versions and delete markers.
public struct ListObjectVersionsResult: Sendable {
    /// Versions and delete markers in one order: by key, the newest of a key first.
    public let versions: [ListedVersion]
    /// What keys have in common up to the delimiter.
    public let commonPrefixes: [ObjectKey]
    /// Where the next page begins; `nil` on the last page.
    public let nextKeyMarker: ObjectKey?
    /// Where the next page begins inside of ``nextKeyMarker``.
    public let nextVersionIDMarker: String?
    /// OSS's id of the request.
    public let requestID: String?

    /// Whether there are more.
    public var isTruncated: Bool { nextKeyMarker != nil }
}
