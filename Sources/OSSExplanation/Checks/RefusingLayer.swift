/// Which part of OSS's access control refused, as an error document tells it: by its EC, else by its words.
///
/// OSS pages: "Policy templates and EC attribution", "HTTP 403 status code", "Authentication".
enum RefusingLayer: Sendable {
    /// A RAM policy, a bucket policy or both have a Deny.
    case ramDeny, bucketDeny, bothDeny
    /// Nothing denies, and nothing allows.
    case noAllow
    /// The policy with which a role was assumed.
    case sessionPolicy
    case bucketACL, objectACL
    /// There is no signature.
    case anonymous
    case listBuckets
    /// Public access is blocked, and something public was to be put.
    case publicAccessBlock
    case referer
    /// The bucket has no rules for pages, or none that fits.
    case noCORSRules, noCORSMatch
    case accountDisabled

    init?(_ document: ServerDocument) {
        guard ["AccessDenied", "AccessForbidden", "UserDisable"].contains(document.code) else { return nil }
        let layer = document.ec.flatMap { Self.causes[$0] } ?? Self.layer(document)
        guard let layer else { return nil }
        self = layer
    }

    private static let causes: [String: RefusingLayer] = [
        "0003-00000001": .bucketACL, "0003-00000005": .objectACL, "0003-00000101": .bucketDeny, "0003-00000201": .ramDeny,
        "0003-00000202": .noAllow, "0003-00000203": .bothDeny, "0003-00000301": .sessionPolicy, "0003-00000601": .noCORSRules,
        "0003-00000602": .noCORSMatch, "0003-00000801": .accountDisabled, "0003-00000905": .anonymous,
    ]

    /// What a document without an EC, or with an unknown one, says.
    private static func layer(_ document: ServerDocument) -> RefusingLayer? {
        if document.code == "UserDisable" { return .accountDisabled }
        let message = document.message
        if document.code == "AccessForbidden" { return message.has("CORS") ? .noCORSMatch : nil }
        switch document.detail("NoPermissionType") {
        case "ImplicitDeny": return .noAllow
        case "ExplicitDeny": return .ramDeny
        default: break
        }
        let words: [(String, RefusingLayer)] = [
            ("because of bucket acl", .bucketACL), ("permission on this object", .objectACL), ("denied by bucket policy", .bucketDeny),
            ("denied by authorizer's policy", .sessionPolicy), ("bucket referer policy", .referer), ("forbidden to list buckets", .listBuckets),
            ("Put public", .publicAccessBlock), ("Anonymous", .anonymous),
        ]
        return words.first { message.has($0.0) }?.1
    }
}

/// Who was refused what, as far as the document or the request tells.
struct RefusedAccess: Sendable {
    /// `the RAM user 200000000000000001`
    var principal = "the requester"
    /// `oss:PutObject`
    var action: String?
    /// `acs:oss:*:*:bucket/key`
    var resource: String?
    var bucket: String?

    /// For a sentence: `oss:PutObject on acs:oss:*:*:bucket/key`.
    var what: String {
        let action = action ?? "the action"
        return resource.map { "\(action) on \($0)" } ?? action
    }
}

extension RefusingLayer {
    /// The finding's stable code.
    var code: String {
        switch self {
        case .ramDeny: "ram_policy_denies"
        case .bucketDeny: "bucket_policy_denies"
        case .bothDeny: "policies_deny"
        case .noAllow: "no_permission"
        case .sessionPolicy: "session_policy_denies"
        case .bucketACL: "bucket_acl_denies"
        case .objectACL: "object_acl_denies"
        case .anonymous, .listBuckets: "anonymous_refused"
        case .publicAccessBlock: "public_access_blocked"
        case .referer: "referer_refused"
        case .noCORSRules, .noCORSMatch: "cors_refused"
        case .accountDisabled: "account_disabled"
        }
    }

    func cause(_ access: RefusedAccess) -> String {
        switch self {
        case .ramDeny: "a RAM policy of \(access.principal) denies \(access.what); the signature is right"
        case .bucketDeny: "the bucket's policy denies \(access.principal) \(access.what); the signature is right"
        case .bothDeny: "a RAM policy and the bucket's policy both deny \(access.principal) \(access.what); the signature is right"
        case .noAllow: "no policy allows \(access.principal) \(access.what); the signature is right"
        case .sessionPolicy:
            "the session policy with which the role was assumed denies \(access.what), or does not allow it, whatever the role itself may do"
        case .bucketACL: "the bucket's ACL does not give \(access.principal) \(access.what), and no policy allows it"
        case .objectACL: "the object's own ACL does not give \(access.principal) \(access.what): it counts before the bucket's"
        case .anonymous: "the request carries no signature, and nobody may do this without one"
        case .listBuckets: "the request carries no signature, and the buckets of an account are listed for its own keys only"
        case .publicAccessBlock: "public access is blocked, and a public ACL or policy cannot be put then"
        case .referer: "the bucket's referer list does not have the page from which the URL was used"
        case .noCORSRules: "the browser's preflight was refused: the bucket has no CORS rules"
        case .noCORSMatch: "the browser's preflight was refused: no CORS rule of the bucket allows this origin, method and headers"
        case .accountDisabled: "the account is disabled: a payment is overdue, or OSS has stopped it"
        }
    }

    func fix(_ access: RefusedAccess) -> String {
        let bucket = "oss://\(access.bucket ?? "BUCKET")"
        return switch self {
        case .ramDeny:
            "change or detach the statement that denies it, for no Allow makes up for a Deny; waybill ram simulate names the statement"
        case .bucketDeny: "change the Deny in the bucket's policy, for no Allow makes up for it: waybill bucket-policy get \(bucket)"
        case .bothDeny: "change both statements: in the RAM policy, and in waybill bucket-policy get \(bucket)"
        case .noAllow, .bucketACL:
            "attach a RAM policy that allows \(access.what) to \(access.principal), or allow it in the bucket's policy; a slash too many or too few "
                + "in Resource is the usual slip, and waybill ram simulate names the nearest statement"
        case .sessionPolicy: "assume the role with a policy that allows \(access.what), or without one, and sign again"
        case .objectACL: "set the object's ACL to default, or allow \(access.what) in a RAM policy or in the bucket's"
        case .anonymous: "use the URL whole, with everything behind its question mark, or sign the request: waybill presign"
        case .listBuckets: "sign the request"
        case .publicAccessBlock: "grant access to whom you mean in a RAM or bucket policy; or, if it is to be public, delete the bucket's block first"
        case .referer: "add the page to the bucket's referer list, or allow an empty Referer for programs that send none"
        case .noCORSRules, .noCORSMatch:
            "allow the page's origin, PUT and the headers it sends in the bucket's CORS rules: waybill cors put \(bucket) --for-upload ORIGIN"
        case .accountDisabled: "look at the account's state in the console"
        }
    }
}
