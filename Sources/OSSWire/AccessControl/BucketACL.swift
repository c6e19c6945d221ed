/// What everybody may do with the objects of a bucket.
///
/// OSS page: "PutBucketAcl".
package enum BucketACL: String, CaseIterable, Sendable {
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
