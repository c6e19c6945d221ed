import HTTPTypes
import OSSSigning

/// OSS's own header names.
extension HTTPField.Name {
    static let contentMD5 = HTTPField.Name("Content-MD5")!
    static let accessControlRequestHeaders = HTTPField.Name("Access-Control-Request-Headers")!
    static let accessControlRequestMethod = HTTPField.Name("Access-Control-Request-Method")!
    static let origin = HTTPField.Name("Origin")!
    static let ossACL = HTTPField.Name("x-oss-acl")!
    static let ossAllowSameActionOverlap = HTTPField.Name("x-oss-allow-same-action-overlap")!
    static let ossCompleteAll = HTTPField.Name("x-oss-complete-all")!
    static let ossCopySource = HTTPField.Name("x-oss-copy-source")!
    static let ossCopySourceRange = HTTPField.Name("x-oss-copy-source-range")!
    static let ossCopySourceIfMatch = HTTPField.Name("x-oss-copy-source-if-match")!
    static let ossCopySourceIfModifiedSince = HTTPField.Name("x-oss-copy-source-if-modified-since")!
    static let ossCopySourceIfNoneMatch = HTTPField.Name("x-oss-copy-source-if-none-match")!
    static let ossCopySourceIfUnmodifiedSince = HTTPField.Name("x-oss-copy-source-if-unmodified-since")!
    static let ossCRC64 = HTTPField.Name("x-oss-hash-crc64ecma")!
    static let ossForbidOverwrite = HTTPField.Name("x-oss-forbid-overwrite")!
    static let ossMetadataDirective = HTTPField.Name("x-oss-metadata-directive")!
    static let ossObjectACL = HTTPField.Name("x-oss-object-acl")!
    static let ossRangeBehavior = HTTPField.Name("x-oss-range-behavior")!
    static let ossResourceGroupID = HTTPField.Name("x-oss-resource-group-id")!
    static let ossServerSideEncryption = HTTPField.Name("x-oss-server-side-encryption")!
    static let ossStorageClass = HTTPField.Name("x-oss-storage-class")!
    static let ossSymlinkTarget = HTTPField.Name("x-oss-symlink-target")!
    static let ossTagging = HTTPField.Name("x-oss-tagging")!
    static let ossTaggingDirective = HTTPField.Name("x-oss-tagging-directive")!
    static let ossTrafficLimit = HTTPField.Name("x-oss-traffic-limit")!
}

extension HTTPFields {
    /// The bytes of a header as the signature covers them: repetitions joined by a comma, without blanks around each. `nil` without one.
    ///
    /// A value must be read whole where a part of it means something else. One header `a,b` and the two headers `a` and `b` have the same
    /// signature, so whoever holds a URL that is signed for the one can send the other.
    func signedValue(_ name: HTTPField.Name) -> [UInt8]? {
        let values = filter { $0.name == name }.map { $0.withUnsafeBytesOfValue { Array(ASCII.trimmed(UnsafeRawBufferPointer($0))) } }
        return values.isEmpty ? nil : Array(values.joined(separator: [ASCII.comma]))
    }
}
