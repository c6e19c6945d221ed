/// The errors of bucket configurations and of the rules in them, with OSS's own words.
///
/// OSS pages: "HTTP 403 status code", "HTTP 404 status code" and the pages of the operations.
extension OSSError {
    /// DescribeRegions names a region that is not in the list.
    package static func noSuchRegion(_ region: String) -> OSSError {
        OSSError(status: 404, code: ErrorCode("NoSuchRegion"), message: "The specified region does not exist.", fields: [Field("Region", region)])
    }

    /// A public ACL for a bucket while public access is blocked.
    package static let publicBucketACLBlocked = OSSError(status: 403, code: .accessDenied, message: "Put public bucket acl is not allowed")

    /// A public ACL for an object while public access is blocked.
    package static let publicObjectACLBlocked = OSSError(status: 403, code: .accessDenied, message: "Put public object acl is not allowed")

    /// A public policy for a bucket while public access is blocked.
    package static let publicBucketPolicyBlocked = OSSError(status: 403, code: .accessDenied, message: "Put public bucket policy is not allowed")

    /// A lifecycle rule that counts in days and in dates.
    package static func mixedDatesAndDays(prefix: String) -> OSSError {
        invalidRequest(
            "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for prefix '\(prefix)'", ec: "0014-00000080")
    }

    /// A configuration whose parts do not go together.
    package static func invalidRequest(_ message: String, ec: String? = nil) -> OSSError {
        OSSError(status: 400, code: .invalidRequest, message: message, ec: ec)
    }
}
