public import HTTPTypes
public import OSSSigning
public import OSSWire

/// What the headers of an answer say about an object. What a header does not say, or says in a way that is not known, is `nil`.
///
/// OSS page: "HeadObject", response headers.
public struct ObjectProperties: Sendable {
    /// All headers.
    public let headers: HTTPFields

    init(_ response: OperationResponse) { headers = response.headers }

    /// In bytes: of the object, or of the stretch of it that the answer holds.
    public var contentLength: Int64? { headers[.contentLength].flatMap { Int64($0) } }
    /// `Content-Type`.
    public var contentType: String? { headers[.contentType] }
    /// The MD5 in base 64, of an object that came in one piece.
    public var contentMD5: String? { headers[.contentMD5] }
    /// `Cache-Control`.
    public var cacheControl: String? { headers[.cacheControl] }
    /// `Content-Disposition`.
    public var contentDisposition: String? { headers[.contentDisposition] }
    /// `Content-Encoding`.
    public var contentEncoding: String? { headers[.contentEncoding] }
    /// `Content-Language`.
    public var contentLanguage: String? { headers[.contentLanguage] }
    /// `Expires`, as it was stored.
    public var expires: String? { headers[.expires] }
    /// The entity tag.
    public var etag: ETag? { headers[.eTag].flatMap { $0.isEmpty ? nil : ETag(received: $0) } }
    /// When the object was last modified.
    public var lastModified: SigningTime? { headers[.lastModified].flatMap { SigningTime(httpDate: $0) } }
    /// The CRC-64 of the whole object, also where the answer holds a stretch of it.
    public var crc64: UInt64? { headers[.ossCRC64].flatMap { UInt64($0) } }
    /// The version, with versioning.
    public var versionID: String? { headers[.ossVersionID] }
    /// How it came to be: `Normal`, `Multipart`, `Appendable`, `Symlink`.
    public var objectType: String? { headers.text("x-oss-object-type") }
    /// Its class.
    public var storageClass: StorageClass? { headers[.ossStorageClass].map { StorageClass(rawValue: $0) } }
    /// Where the next append to an appendable object goes.
    public var nextAppendPosition: Int64? { headers[.ossNextAppendPosition].flatMap { Int64($0) } }
    /// How many tags it has; `nil` when it has none.
    public var taggingCount: Int? { headers.text("x-oss-tagging-count").flatMap { Int($0) } }
    /// How far the restoring of an archived object is.
    public var restore: RestoreInfo? { headers.text("x-oss-restore").flatMap { RestoreInfo($0) } }
    /// When appending to it was ended.
    public var sealedTime: SigningTime? { headers.text("x-oss-sealed-time").flatMap { SigningTime(httpDate: $0) } }
    /// `AES256`, `KMS`.
    public var serverSideEncryption: String? { headers[.ossServerSideEncryption] }
    /// When a lifecycle rule deletes it, and which one.
    public var expiration: String? { headers.text("x-oss-expiration") }
    /// OSS's id of the request.
    public var requestID: String? { headers[.ossRequestID] }

    /// User metadata: the lower-case name behind `x-oss-meta-`, and the value.
    public var metadata: [String: String] {
        var metadata: [String: String] = [:]
        for field in headers where field.name.canonicalName.hasPrefix("x-oss-meta-") {
            metadata[String(field.name.canonicalName.dropFirst("x-oss-meta-".count))] = field.value
        }
        return metadata
    }
}
