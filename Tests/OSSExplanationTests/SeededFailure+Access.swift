import HTTPTypes
import OSSSigning

// What access control refuses, with the ECs of the catalogue, alone and beside the request.
extension SeededFailure {
    private static func refusal(_ ec: String?, _ message: String = "Access denied.", code: String = "AccessDenied", detail: String = "") -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>\(code)</Code><Message>\(message)</Message><RequestId>65F0</RequestId>"
            + "<HostId>h</HostId>\(detail)\(ec.map { "<EC>\($0)</EC>" } ?? "")</Error>"
    }

    private static func detail(_ action: String, _ type: String, _ name: String, _ kind: String) -> String {
        "<AccessDeniedDetail><AuthAction>\(action)</AuthAction><AuthPrincipalDisplayName>\(name)</AuthPrincipalDisplayName>"
            + "<AuthPrincipalOwnerId>1000000000000000</AuthPrincipalOwnerId><AuthPrincipalType>\(type)</AuthPrincipalType>"
            + "<EncodedDiagnosticMessage>AQEAAAAA</EncodedDiagnosticMessage><NoPermissionType>\(kind)</NoPermissionType>"
            + "<PolicyType>AccountLevelIdentityBasedPolicy</PolicyType></AccessDeniedDetail>"
    }

    private static func used(_ method: HTTPRequest.Method, _ body: String) throws -> String {
        try Signed.transcript(method.rawValue, Signed.url(Signed.request(method)), ["User-Agent: curl/7.88.1"], body: body)
    }

    static let access: [SeededFailure] = [
        SeededFailure("EC 0003-00000001 alone", "bucket_acl_denies", says: "RAM policy") {
            refusal("0003-00000001", "You have no right to access this object because of bucket acl.")
        },
        SeededFailure("EC 0003-00000001 of a PUT", "bucket_acl_denies", .without, says: "oss:PutObject on acs:oss:*:*:examplebucket/dir/example.txt")
        {
            try used(.put, refusal("0003-00000001", "You have no right to access this object because of bucket acl."))
        },
        SeededFailure("EC 0003-00000005 of a GET", "object_acl_denies", .without, says: "oss:GetObject on acs:oss:*:*:examplebucket/dir/example.txt")
        {
            try used(.get, refusal("0003-00000005", "You do not have read permission on this object."))
        },
        SeededFailure("an object's ACL, without an EC", "object_acl_denies", says: "default") {
            refusal(nil, "You do not have write acl permission on this object.")
        },
        SeededFailure("EC 0003-00000101 alone", "bucket_policy_denies", says: "waybill bucket-policy get oss://BUCKET") {
            refusal("0003-00000101", "Access denied by bucket policy.")
        },
        SeededFailure("EC 0003-00000101 of a PUT", "bucket_policy_denies", .without, says: "waybill bucket-policy get oss://examplebucket") {
            try used(.put, refusal("0003-00000101", "Access denied by bucket policy."))
        },
        SeededFailure("a bucket policy, without an EC", "bucket_policy_denies") { refusal(nil, "Access denied by bucket policy.") },
        SeededFailure("EC 0003-00000201 with its detail", "ram_policy_denies", says: "the RAM user 200000000000000001 denies oss:PutObject") {
            refusal("0003-00000201", detail: detail("oss:PutObject", "SubUser", "200000000000000001", "ExplicitDeny"))
        },
        SeededFailure("EC 0003-00000201 without a detail", "ram_policy_denies", says: "waybill ram simulate") { refusal("0003-00000201") },
        SeededFailure(
            "EC 0003-00000202 of a PUT with its detail", "no_permission", .without,
            says: "attach a RAM policy that allows oss:PutObject on acs:oss:*:*:examplebucket/dir/example.txt to the RAM user 200000000000000001"
        ) { try used(.put, refusal("0003-00000202", detail: detail("oss:PutObject", "SubUser", "200000000000000001", "ImplicitDeny"))) },
        SeededFailure("EC 0003-00000202 without a detail", "no_permission", .without, says: "the owner of the access key LTAI5t") {
            try used(.delete, refusal("0003-00000202"))
        },
        SeededFailure("a detail without an EC", "no_permission", says: "the role session uploads-role:s1") {
            refusal(nil, detail: detail("oss:PutBucketPolicy", "AssumedRoleUser", "uploads-role:s1", "ImplicitDeny"))
        },
        SeededFailure("an explicit deny without an EC", "ram_policy_denies", says: "oss:PutBucketPolicy") {
            refusal(nil, detail: detail("oss:PutBucketPolicy", "Account", "1000000000000000", "ExplicitDeny"))
        },
        SeededFailure("EC 0003-00000203", "policies_deny", says: "both") {
            refusal("0003-00000203", detail: detail("oss:GetObject", "SubUser", "200000000000000001", "ExplicitDeny"))
        },
        SeededFailure("EC 0003-00000301", "session_policy_denies", .without, says: "allows oss:PutObject") {
            try used(.put, refusal("0003-00000301", "Access denied by authorizer's policy."))
        },
        SeededFailure("EC 0003-00000905", "anonymous_refused", says: "no signature") {
            refusal("0003-00000905", "Anonymous user has no right to access this bucket.")
        },
        SeededFailure("buckets are listed", "anonymous_refused") { refusal(nil, "You are forbidden to list buckets.") },
        SeededFailure("a bucket without CORS rules", "cors_refused", says: "has no CORS rules") {
            refusal("0003-00000601", "CORSResponse: This CORS request is not allowed.", code: "AccessForbidden")
        },
        SeededFailure("no CORS rule that fits", "cors_refused", says: "--for-upload") {
            refusal("0003-00000602", "CORSResponse: This CORS request is not allowed.", code: "AccessForbidden")
        },
        SeededFailure("a disabled account", "account_disabled") { refusal("0003-00000801", "UserDisable", code: "UserDisable") },
        SeededFailure("a page that is not in the list", "referer_refused") { refusal(nil, "You are denied by bucket referer policy.") },
        SeededFailure("a public ACL while public access is blocked", "public_access_blocked") {
            refusal(nil, "Put public bucket acl is not allowed")
        },
    ]
}
