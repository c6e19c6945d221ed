import HTTPTypes
import OSSSigning
public import OSSWire

/// What an object is stored with besides its bytes: content headers, metadata, tags, ACL, class, encryption.
///
/// Requests that make objects have these fields as their own: `request.contentType` is `request.object.contentType`.
///
/// OSS page: "PutObject", request headers.
public struct ObjectHeaders: Hashable, Sendable {
    /// `Content-Type`; OSS stores `application/octet-stream` when there is none.
    public var contentType: String?
    /// `Cache-Control`.
    public var cacheControl: String?
    /// `Content-Disposition`.
    public var contentDisposition: String?
    /// `Content-Encoding`.
    public var contentEncoding: String?
    /// `Content-Language`.
    public var contentLanguage: String?
    /// `Expires`, an HTTP date.
    public var expires: String?
    /// User metadata: the name behind `x-oss-meta-`, and the value. 8 KB in sum; OSS returns names in lower case.
    public var metadata: [String: String] = [:]
    /// Up to ten tags.
    public var tagging: [ResourceTag] = []
    /// Who may read and write the object; as the bucket says when `nil`.
    public var acl: ObjectACL?
    /// The class to store it in; the bucket's when `nil`.
    public var storageClass: StorageClass?
    /// Whether an object that is there already makes OSS refuse with `FileAlreadyExists`. It has no effect in a bucket with versioning.
    public var forbidOverwrite = false
    /// `AES256`, `KMS` or `SM4`.
    public var serverSideEncryption: String?
    /// `SM4`, with KMS.
    public var serverSideDataEncryption: String?
    /// The key to use with KMS.
    public var serverSideEncryptionKeyID: String?

    /// Nothing special.
    public init(contentType: String? = nil) { self.contentType = contentType }

    /// Adds the headers to a request.
    /// - Throws: `SigningError.invalidHeaderValue` for a name or a value that HTTP cannot carry.
    func add(to request: inout UnsignedRequest) throws(SigningError) {
        try request.set(.contentType, contentType)
        try request.set(.cacheControl, cacheControl)
        try request.set(.contentDisposition, contentDisposition)
        try request.set(.contentEncoding, contentEncoding)
        try request.set(.contentLanguage, contentLanguage)
        try request.set(.expires, expires)
        for (name, value) in metadata.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            guard !name.isEmpty, let field = HTTPField.Name("x-oss-meta-\(name)") else { throw .invalidHeaderValue(name: "x-oss-meta-\(name)") }
            try request.set(field, value)
        }
        if !tagging.isEmpty { try request.set(.ossTagging, ObjectTags.headerValue(tagging)) }
        try request.set(.ossObjectACL, acl?.rawValue)
        try request.set(.ossStorageClass, storageClass?.rawValue)
        request.set(.ossForbidOverwrite, forbidOverwrite)
        try request.set(.ossServerSideEncryption, serverSideEncryption)
        try request.set(.ossServerSideDataEncryption, serverSideDataEncryption)
        try request.set(.ossServerSideEncryptionKeyID, serverSideEncryptionKeyID)
    }
}
