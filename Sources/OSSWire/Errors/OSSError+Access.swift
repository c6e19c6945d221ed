/// The errors of authorisation, with OSS's own words.
///
/// OSS page: "HTTP 403 status code".
extension OSSError {
    /// What an object's access control list can refuse. The raw value stands in the message.
    package enum ObjectPermission: String, CaseIterable, Sendable {
        case read
        case write
    }

    private static func accessDenied(_ message: String, ec: String? = nil, fields: [Field] = []) -> OSSError {
        OSSError(status: 403, code: .accessDenied, message: message, ec: ec, fields: fields)
    }

    package static let deniedByBucketACL = accessDenied("You have no right to access this object because of bucket acl.", ec: "0003-00000001")

    package static func deniedByObjectACL(_ permission: ObjectPermission) -> OSSError {
        accessDenied("You do not have \(permission.rawValue) permission on this object.", ec: "0003-00000005")
    }

    package static let deniedByBucketPolicy = accessDenied("Access denied by bucket policy.", ec: "0003-00000101")
    package static let deniedBySessionPolicy = accessDenied("Access denied by authorizer's policy.", ec: "0003-00000301")

    package static func deniedByRAM(ec: String, _ detail: AccessDeniedDetail) -> OSSError {
        accessDenied("Access denied by RAM policy.", ec: ec, fields: [detail.field])
    }

    package static let anonymousHasNoRight = accessDenied("Anonymous user has no right to access this bucket.", ec: "0003-00000905")
    package static let anonymousIsForbidden = accessDenied("Anonymous access is forbidden for this operation.", ec: "0003-00000905")
    package static let deniedByReferer = accessDenied("You are denied by bucket referer policy.")
    package static let listingBucketsForbidden = accessDenied("You are forbidden to list buckets.")

    /// An unknown canned list; the argument is `x-oss-acl` or `x-oss-object-acl`.
    package static func noSuchAccessControl(argument: String, value: String) -> OSSError {
        .invalidArgument("no such bucket access control exists", name: argument, value: value)
    }
}
