import HTTPTypes

/// The names of the headers that requests and answers carry.
extension HTTPField.Name {
    static let contentMD5 = HTTPField.Name("Content-MD5")!
    static let ossACL = HTTPField.Name("x-oss-acl")!
    static let ossAllowSameActionOverlap = HTTPField.Name("x-oss-allow-same-action-overlap")!
    static let ossCallback = HTTPField.Name("x-oss-callback")!
    static let ossCallbackVariables = HTTPField.Name("x-oss-callback-var")!
    static let ossCompleteAll = HTTPField.Name("x-oss-complete-all")!
    static let ossCopySource = HTTPField.Name("x-oss-copy-source")!
    static let ossCopySourceIfMatch = HTTPField.Name("x-oss-copy-source-if-match")!
    static let ossCopySourceIfModifiedSince = HTTPField.Name("x-oss-copy-source-if-modified-since")!
    static let ossCopySourceIfNoneMatch = HTTPField.Name("x-oss-copy-source-if-none-match")!
    static let ossCopySourceIfUnmodifiedSince = HTTPField.Name("x-oss-copy-source-if-unmodified-since")!
    static let ossCopySourceRange = HTTPField.Name("x-oss-copy-source-range")!
    static let ossCRC64 = HTTPField.Name("x-oss-hash-crc64ecma")!
    static let ossForbidOverwrite = HTTPField.Name("x-oss-forbid-overwrite")!
    static let ossMetadataDirective = HTTPField.Name("x-oss-metadata-directive")!
    static let ossNextAppendPosition = HTTPField.Name("x-oss-next-append-position")!
    static let ossObjectACL = HTTPField.Name("x-oss-object-acl")!
    static let ossRangeBehavior = HTTPField.Name("x-oss-range-behavior")!
    static let ossRequestID = HTTPField.Name("x-oss-request-id")!
    static let ossRequestPayer = HTTPField.Name("x-oss-request-payer")!
    static let ossResourceGroupID = HTTPField.Name("x-oss-resource-group-id")!
    static let ossServerSideEncryption = HTTPField.Name("x-oss-server-side-encryption")!
    static let ossServerSideDataEncryption = HTTPField.Name("x-oss-server-side-data-encryption")!
    static let ossServerSideEncryptionKeyID = HTTPField.Name("x-oss-server-side-encryption-key-id")!
    static let ossStorageClass = HTTPField.Name("x-oss-storage-class")!
    static let ossSymlinkTarget = HTTPField.Name("x-oss-symlink-target")!
    static let ossTagging = HTTPField.Name("x-oss-tagging")!
    static let ossTaggingDirective = HTTPField.Name("x-oss-tagging-directive")!
    static let ossTrafficLimit = HTTPField.Name("x-oss-traffic-limit")!
    static let ossVersionID = HTTPField.Name("x-oss-version-id")!
}
