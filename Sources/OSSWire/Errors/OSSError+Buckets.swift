/// The errors of buckets and their configurations, with OSS's own words.
///
/// OSS pages: "HTTP 404 status code", "HTTP 409 status code", "OptionObject".
extension OSSError {

    package static let tooManyBuckets = OSSError(
        status: 400, code: .tooManyBuckets, message: "You have attempted to create more buckets than allowed.")

    package static func noSuchCORSConfiguration(_ bucket: String) -> OSSError {
        OSSError(
            status: 404, code: .noSuchCORSConfiguration, message: "The CORS Configuration does not exist.", fields: [Field("BucketName", bucket)])
    }

    package static func noSuchLifecycle(_ bucket: String) -> OSSError {
        OSSError(status: 404, code: .noSuchLifecycle, message: "No Row found in Lifecycle Table.", fields: [Field("BucketName", bucket)])
    }

    package static func noSuchBucketPolicy(_ bucket: String) -> OSSError {
        OSSError(
            status: 404, code: .noSuchBucketPolicy, message: "The specified bucket policy does not exist.", ec: "0030-00000006",
            fields: [Field("BucketName", bucket)])
    }

    package static let corsRuleBeyondLimit = OSSError(
        status: 400, code: .corsRuleBeyondLimit, message: "The number of CORS rules should not exceed allowed limit of 10 rules.", ec: "0034-00000006"
    )

    // Preflights.

    package static let originMissing = OSSError(
        status: 400, code: .badRequest, message: "Insufficient information. Origin request header needed.", ec: "0034-00000101")
    package static let requestMethodMissing = OSSError(
        status: 400, code: .badRequest, message: "Insufficient information. Access-Control-Request-Method request header needed.",
        ec: "0034-00000102")
    /// The bucket has no rules.
    package static let corsNotEnabled = corsRefusal("0003-00000601")
    /// There are rules, and none of them matches.
    package static let corsNotAllowed = corsRefusal("0003-00000602")

    /// The spelling is OSS's.
    private static func corsRefusal(_ ec: String) -> OSSError {
        OSSError(
            status: 403, code: .accessForbidden,
            message: "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / "
                + "Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec.",
            ec: ec)
    }
}
