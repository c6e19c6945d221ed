/// The access control lists of an object.
///
/// OSS page: "PutObjectACL".
package enum ObjectACL: String, CaseIterable, Sendable {
    /// As the bucket says.
    case `default`
    case `private`
    case publicRead = "public-read"
    case publicReadWrite = "public-read-write"

    /// Reads the header or form field `x-oss-object-acl`.
    /// - Throws: InvalidArgument.
    package init(_ text: String) throws(OSSError) {
        guard let known = Self(rawValue: text) else { throw .noSuchAccessControl(argument: "x-oss-object-acl", value: text) }
        self = known
    }
}

/// The access control lists of a bucket.
///
/// OSS page: "PutBucketAcl".
package enum CannedACL: String, CaseIterable, Sendable {
    case `private`
    case publicRead = "public-read"
    case publicReadWrite = "public-read-write"

    /// Reads the header `x-oss-acl`.
    /// - Throws: InvalidArgument.
    package init(_ text: String) throws(OSSError) {
        guard let known = Self(rawValue: text) else { throw .noSuchAccessControl(argument: "x-oss-acl", value: text) }
        self = known
    }
}
