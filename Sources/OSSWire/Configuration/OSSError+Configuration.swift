/// The errors of bucket configurations and of the rules in them, with OSS's own words.
///
/// OSS pages: "HTTP 403 status code", "HTTP 404 status code" and the pages of the operations.
extension OSSError {
    /// No CORS rules are set.
    package static func noSuchCORSConfiguration(bucket: String) -> OSSError {
        OSSError(
            status: 404, code: ErrorCode("NoSuchCORSConfiguration"), message: "The CORS Configuration does not exist.",
            fields: [Field("BucketName", bucket)])
    }

    /// No lifecycle rules are set.
    package static func noSuchLifecycle(bucket: String) -> OSSError {
        OSSError(
            status: 404, code: ErrorCode("NoSuchLifecycle"), message: "No Row found in Lifecycle Table.", fields: [Field("BucketName", bucket)])
    }

    /// DescribeRegions names a region that is not in the list.
    package static func noSuchRegion(_ region: String) -> OSSError {
        OSSError(status: 404, code: ErrorCode("NoSuchRegion"), message: "The specified region does not exist.", fields: [Field("Region", region)])
    }

    /// More CORS rules than a bucket may have.
    package static let corsRuleBeyondLimit = OSSError(
        status: 400, code: ErrorCode("CORSRuleBeyondLimit"),
        message: "The number of CORS rules should not exceed allowed limit of \(CORSConfiguration.maximumRules) rules.", ec: "0034-00000006")

    /// A preflight without Origin.
    package static let preflightWithoutOrigin = OSSError(
        status: 400, code: .badRequest, message: "Insufficient information. Origin request header needed.", ec: "0034-00000101")

    /// A preflight without Access-Control-Request-Method.
    package static let preflightWithoutMethod = OSSError(
        status: 400, code: .badRequest, message: "Insufficient information. Access-Control-Request-Method request header needed.",
        ec: "0034-00000102")

    /// A preflight to a bucket without CORS rules.
    package static let preflightWithoutRules = preflightForbidden("0003-00000601")

    /// A preflight that no rule matches.
    package static let preflightWithoutMatch = preflightForbidden("0003-00000602")

    /// The spelling mistakes are OSS's.
    private static func preflightForbidden(_ ec: String) -> OSSError {
        OSSError(
            status: 403, code: ErrorCode("AccessForbidden"),
            message: "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / "
                + "Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec.",
            ec: ec)
    }

    /// The bucket's referer rules do not let the request pass.
    package static let deniedByReferer = OSSError(
        status: 403, code: .accessDenied, message: "You are denied by bucket referer policy.")

    /// A public ACL for a bucket while public access is blocked.
    package static let publicBucketACLBlocked = OSSError(status: 403, code: .accessDenied, message: "Put public bucket acl is not allowed")

    /// A public ACL for an object while public access is blocked.
    package static let publicObjectACLBlocked = OSSError(status: 403, code: .accessDenied, message: "Put public object acl is not allowed")

    /// A policy that lets everybody in while public access is blocked.
    package static let publicPolicyBlocked = OSSError(status: 403, code: .accessDenied, message: "Put public bucket policy is not allowed")

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
