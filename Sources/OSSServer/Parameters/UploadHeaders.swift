import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// The headers of a request that makes an object: what is kept with it, what its body is checked against, and what this server does not do.
struct UploadHeaders {
    /// What the object has besides its bytes.
    let description: ObjectDescription
    /// What the body is checked against.
    var options: PutOptions

    /// The most that user metadata may have, names and values together.
    static let maximumMetadataBytes = 8192

    /// - Parameter length: of the body, if it was announced.
    /// - Throws: InvalidArgument, InvalidDigest, InvalidTag and its siblings, AccessDenied for a public ACL where public access is blocked, and
    ///   NotImplemented.
    init(_ fields: HTTPFields, length: Int64?, in bucket: StoredBucket, of account: AccountSettings, for operation: Operation) throws(OSSError) {
        for field in fields {
            if let owners = Self.ownHeaders[field.name.canonicalName], !owners.contains(operation) {
                throw .notImplemented(header: field.name.rawName)
            }
        }
        // OSS's pages name PUT; here every write refuses a condition, since none would look at it, but for the beginning of a multipart upload,
        // which OSS's Go SDK has in its suite with a condition and which OSS answers.
        if operation != .initiateMultipartUpload, let field = fields.first(where: { Self.writeConditions.contains($0.name.canonicalName) }) {
            throw .conditionalWrite(header: field.name.rawName)
        }
        for field in fields where Self.notEmulated.contains(field.name.canonicalName) { throw .notImplemented(header: field.name.rawName) }
        description = ObjectDescription(
            headers: try Self.stored(fields), storageClass: try Self.storageClass(fields) ?? bucket.settings.storageClass,
            attributes: ObjectAttributes(acl: try Self.acl(fields, in: bucket, of: account), tags: try Self.tags(fields)))
        options = PutOptions(
            expectedLength: length, expectedMD5: try ContentMD5.expected(fields), expectedCRC64: try Self.crc64(fields),
            forbidOverwrite: try Self.forbidsOverwrite(fields))
    }

    private static let writeConditions: Set = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"]
    private static let notEmulated: Set = [
        "x-oss-server-side-encryption", "x-oss-server-side-encryption-key-id", "x-oss-server-side-data-encryption", "x-oss-object-worm-mode",
        "x-oss-object-worm-retain-until-date", "x-oss-object-worm-legal-hold",
    ]
    /// Headers that mean something to some operations, and would have to be ignored by others.
    private static let ownHeaders: [String: Set<Operation>] = [
        "x-oss-copy-source": [.copyObject, .uploadPartCopy], "x-oss-copy-source-range": [.uploadPartCopy], "x-oss-symlink-target": [.putSymlink],
        "x-oss-callback": [.putObject, .postObject, .completeMultipartUpload],
        "x-oss-callback-var": [.putObject, .postObject, .completeMultipartUpload],
    ]
    private static let kept: Set = ["cache-control", "content-disposition", "content-encoding", "content-language", "expires"]

    private static func stored(_ fields: HTTPFields) throws(OSSError) -> StoredHeaders {
        let type = fields[.contentType] ?? ""
        var stored = StoredHeaders([StoredHeaders.Field(name: "content-type", value: Array((type.isEmpty ? "application/octet-stream" : type).utf8))])
        var metadataBytes = 0
        for field in fields {
            let name = field.name.canonicalName
            let isMetadata = name.hasPrefix("x-oss-meta-")
            guard isMetadata || kept.contains(name) else { continue }
            let value = field.withUnsafeBytesOfValue { Array(ASCII.trimmed(UnsafeRawBufferPointer($0))) }
            if isMetadata {
                metadataBytes += name.utf8.count + value.count
                guard metadataBytes <= maximumMetadataBytes, name.utf8.count > 11,
                    name.utf8.dropFirst(11).allSatisfy({ ASCII.isLowercaseAlphanumeric($0) || $0 == ASCII.hyphen })
                else {
                    throw .invalidArgument("The user metadata is invalid or too large.", name: field.name.rawName, value: "")
                }
            }
            stored.append(name, value)
        }
        return stored
    }

    /// The class that the request asks for, if it does.
    static func storageClass(_ fields: HTTPFields) throws(OSSError) -> StorageClass? {
        guard let text = fields[.ossStorageClass] else { return nil }
        return try StorageClass(text)
    }

    /// The ACL that the request asks for.
    static func acl(_ fields: HTTPFields, in bucket: StoredBucket, of account: AccountSettings) throws(OSSError) -> ObjectACL {
        guard let text = fields[.ossObjectACL] else { return .default }
        let acl = try ObjectACL(text)
        if acl.isPublic, bucket.blocksPublicAccess(in: account) { throw .publicObjectACLBlocked }
        return acl
    }

    static func tags(_ fields: HTTPFields) throws(OSSError) -> [ResourceTag] {
        guard let text = fields[.ossTagging] else { return [] }
        return try ObjectTags(header: text).tags
    }

    private static func crc64(_ fields: HTTPFields) throws(OSSError) -> UInt64? {
        guard let text = fields[.ossCRC64] else { return nil }
        guard text.utf8.allSatisfy(ASCII.isDigit), let value = UInt64(text) else { throw .invalidCRC64 }
        return value
    }

    static func forbidsOverwrite(_ fields: HTTPFields) throws(OSSError) -> Bool {
        switch fields[.ossForbidOverwrite]?.lowercased() {
        case nil, "false"?: return false
        case "true"?: return true
        case let other?:
            throw .invalidArgument("The x-oss-forbid-overwrite must be true or false.", name: "x-oss-forbid-overwrite", value: other)
        }
    }
}
