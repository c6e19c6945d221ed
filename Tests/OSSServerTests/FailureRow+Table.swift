import OSSSigning

/// The rows, from OSS's documentation. Where the documentation pairs an EC with no status, code or message, the pairing is this server's
/// decision and stands in `docs/compatibility.md`.
extension FailureRow {
    private static let incomplete = "Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters"
    private static let noDate = "OSS authentication requires a valid Date."
    private static let signingDate = "Invalid signing date in Authorization header."
    private static let expired = "Request has expired."
    private static let skewed = "The difference between the request time and the current time is too large."
    private static let unknownKey = "The OSS Access Key Id you provided does not exist in our records."
    private static let mismatch = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
    private static let emptyAuthorization: [(String, Value)] = [("Authorization", .text(""))]
    private static let v1Evidence: [(String, Value)] = [
        ("OSSAccessKeyId", .text("LTAI5tTestKey")), ("SignatureProvided", .signature), ("StringToSign", .stringToSign),
        ("StringToSignBytes", .stringToSign),
    ]
    private static let v4Evidence: [(String, Value)] = v1Evidence + [("CanonicalRequest", .canonicalRequest)]

    private static func server(_ time: String) -> (String, Value) { ("ServerTime", .text("2024-11-12T\(time).000Z")) }
    private static func key(_ id: String) -> [(String, Value)] { [("OSSAccessKeyId", .text(id))] }

    static var all: [FailureRow] {
        [carriers, v1Queries, v4Queries, v4Headers, v1Headers, scopes, times, keys, tokens, mismatches, orders].flatMap { $0 }
    }

    static let carriers: [FailureRow] = [
        FailureRow("anonymous", .unsigned, 403, "AccessDenied", "0003-00000905", "Anonymous user has no right to access this bucket."),
        FailureRow("S3's presigned URL", .unsigned, 403, "AccessDenied", "0003-00000905") {
            $0.query = [("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Signature", "00")]
        },
        FailureRow("a URL and a V4 header", .v4Query, 400, "InvalidArgument", "39") {
            $0[field: "Authorization"] = "OSS4-HMAC-SHA256 Credential=a,Signature=b"
        },
        FailureRow("a V1 URL and a V1 header", .v1Query, 400, "InvalidArgument", "39") { $0[field: "Authorization"] = "OSS a:b" },
        FailureRow("a URL and a header of an unknown scheme", .v4Query, 400, "InvalidArgument", "39") { $0[field: "Authorization"] = "Basic YTpi" },
        FailureRow("V4 and V1 in one query", .v4Query, 400, "InvalidArgument", "39") { $0.query += [("Signature", "x"), ("OSSAccessKeyId", "y")] },
        FailureRow("two Authorization headers", .v4Header, 400, "InvalidArgument", "39") { $0.fields.append(("Authorization", "OSS a:b")) },
        FailureRow("another version in the query", .v4Query, 400, "InvalidArgument", "66") {
            $0[parameter: "x-oss-signature-version"] = "OSS5-HMAC-SHA256"
        },
        FailureRow("V2 in the query", .v4Query, 400, "InvalidArgument", "66") { $0[parameter: "x-oss-signature-version"] = "OSS2" },
        FailureRow("no version in the query", .v4Query, 400, "InvalidArgument", "66") { $0[parameter: "x-oss-signature-version"] = nil },
        FailureRow("V2 in the header", .unsigned, 400, "InvalidArgument", "2", "Unsupported Authorization Type") {
            $0[field: "Authorization"] = "OSS2 AccessKeyId:a,Signature:b"
        },
        FailureRow("S3 in the header", .unsigned, 400, "InvalidArgument", "2", "Unsupported Authorization Type") {
            $0[field: "Authorization"] = "AWS4-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=b"
        },
        FailureRow("a scheme without a rest", .unsigned, 400, "InvalidArgument", "2", "Unsupported Authorization Type") {
            $0[field: "Authorization"] = "x"
        },
    ]

    static let v1Queries: [FailureRow] = [
        FailureRow("V1 without Expires", .v1Query, 403, "AccessDenied", "67", incomplete) { $0[parameter: "Expires"] = nil },
        FailureRow("V1 with an empty Expires", .v1Query, 403, "AccessDenied", "68", incomplete) { $0[parameter: "Expires"] = "" },
        FailureRow("V1 without a Signature", .v1Query, 403, "AccessDenied", "74", incomplete) { $0[parameter: "Signature"] = nil },
        FailureRow("V1 with an empty Signature", .v1Query, 403, "AccessDenied", "74", incomplete) { $0[parameter: "Signature"] = "" },
        FailureRow("V1 without an OSSAccessKeyId", .v1Query, 403, "AccessDenied", nil, incomplete) { $0[parameter: "OSSAccessKeyId"] = nil },
        FailureRow("V1 with words for Expires", .v1Query, 403, "AccessDenied", "70", "Invalid date (should be seconds since epoch).") {
            $0[parameter: "Expires"] = "tomorrow"
        },
        FailureRow("V1 with a fraction for Expires", .v1Query, 403, "AccessDenied", "70", "Invalid date (should be seconds since epoch).") {
            $0[parameter: "Expires"] = "1731403958.5"
        },
        FailureRow("V1 with a key that reads as a sub-resource", .v1Query, 403, "AccessDenied", nil) { $0.path = "/uploads/key%3Facl" },
    ]

    static let v4Queries: [FailureRow] = [
        FailureRow("x-oss-expires missing", .v4Query, 400, "InvalidArgument", "215") { $0[parameter: "x-oss-expires"] = nil },
        FailureRow("x-oss-expires empty", .v4Query, 400, "InvalidArgument", "216") { $0[parameter: "x-oss-expires"] = "" },
        FailureRow("x-oss-credential missing", .v4Query, 400, "InvalidArgument", "217") { $0[parameter: "x-oss-credential"] = nil },
        FailureRow("x-oss-credential empty", .v4Query, 400, "InvalidArgument", "218") { $0[parameter: "x-oss-credential"] = "" },
        FailureRow("x-oss-signature missing", .v4Query, 400, "InvalidArgument", "219") { $0[parameter: "x-oss-signature"] = nil },
        FailureRow("x-oss-signature empty", .v4Query, 400, "InvalidArgument", "220") { $0[parameter: "x-oss-signature"] = "" },
        FailureRow("x-oss-signature without a value", .v4Query, 400, "InvalidArgument", "220") {
            $0[parameter: "x-oss-signature"] = nil
            $0.query.append(("x-oss-signature", nil))
        },
        FailureRow("x-oss-expires zero", .v4Query, 400, "InvalidArgument", "232") { $0[parameter: "x-oss-expires"] = "0" },
        FailureRow("x-oss-expires beyond seven days", .v4Query, 400, "InvalidArgument", "232") { $0[parameter: "x-oss-expires"] = "604801" },
        FailureRow("x-oss-expires no number", .v4Query, 400, "InvalidArgument", "232") { $0[parameter: "x-oss-expires"] = "1h" },
        FailureRow("x-oss-date missing", .v4Query, 403, "AccessDenied", "502", noDate) { $0[parameter: "x-oss-date"] = nil },
        FailureRow("x-oss-date empty", .v4Query, 403, "AccessDenied", "502", noDate) { $0[parameter: "x-oss-date"] = "" },
        FailureRow("x-oss-date malformed", .v4Query, 403, "AccessDenied", "502", noDate) { $0[parameter: "x-oss-date"] = "2024-11-12T08:32:38Z" },
        FailureRow("a repeated x-oss-expires", .v4Query, 400, "InvalidArgument", "216") { $0.query.append(("x-oss-expires", "60")) },
        FailureRow("an empty item in the additional headers", .v4Query, 400, "InvalidArgument", "210") {
            $0[parameter: "x-oss-additional-headers"] = "a%3B"
        },
        FailureRow("an additional header that is absent", .v4Query, 400, "InvalidArgument", nil) {
            $0[parameter: "x-oss-additional-headers"] = "content-length"
        },
    ]

    static let v4Headers: [FailureRow] = [
        FailureRow("V4 without Credential", .v4Header, 400, "InvalidArgument", "202") {
            $0[field: "Authorization"] = "OSS4-HMAC-SHA256 Signature=00"
        },
        FailureRow("V4 without Signature", .v4Header, 400, "InvalidArgument", "202") {
            $0[field: "Authorization"] = "OSS4-HMAC-SHA256 Credential=LTAI5tTestKey/20241112/cn-hangzhou/oss/aliyun_v4_request"
        },
        FailureRow("V4 with an unknown part", .v4Header, 400, "InvalidArgument", "202") { $0.replace(",Signature", ",SignedHeaders=host,Signature") },
        FailureRow("V4 with an empty additional header", .v4Header, 400, "InvalidArgument", "210") {
            $0.replace(",Signature", ",AdditionalHeaders=a;,Signature")
        },
        FailureRow("V4 with an absent additional header", .v4Header, 400, "InvalidArgument", nil) {
            $0.replace(",Signature", ",AdditionalHeaders=x-a,Signature")
        },
        FailureRow("another payload hash", .v4Header, 400, "InvalidArgument", "214") {
            $0[field: "x-oss-content-sha256"] = String(repeating: "0", count: 64)
        },
        FailureRow("an empty payload hash", .v4Header, 400, "InvalidArgument", "214") { $0[field: "x-oss-content-sha256"] = "" },
        FailureRow("a malformed date in the header", .v4Header, 400, "InvalidArgument", "212", signingDate, own: emptyAuthorization) {
            $0[field: "x-oss-date"] = "2024-11-12"
        },
        FailureRow("V4 without any date", .v4Header, 403, "AccessDenied", "502", noDate) {
            $0[field: "x-oss-date"] = nil
            $0[field: "Date"] = nil
        },
    ]

    static let v1Headers: [FailureRow] = [
        FailureRow("V1 with nothing behind OSS", .v1Header, 400, "InvalidArgument", "61") { $0[field: "Authorization"] = "OSS " },
        FailureRow("V1 without a colon", .v1Header, 400, "InvalidArgument", "62") { $0[field: "Authorization"] = "OSS LTAI5tTestKey" },
        FailureRow("V1 with two colons", .v1Header, 400, "InvalidArgument", "63") { $0[field: "Authorization"] = "OSS a:b:c" },
        FailureRow("V1 without a key", .v1Header, 400, "InvalidArgument", "64") { $0[field: "Authorization"] = "OSS :b" },
        FailureRow("V1 without a signature", .v1Header, 400, "InvalidArgument", "65") { $0[field: "Authorization"] = "OSS a:" },
        FailureRow("V1 without a date", .v1Header, 403, "AccessDenied", "502", noDate) { $0[field: "Date"] = nil },
        FailureRow("V1 with a malformed date", .v1Header, 403, "AccessDenied", "502", noDate) { $0[field: "Date"] = "yesterday" },
    ]

    static let scopes: [FailureRow] = [
        FailureRow("the scope's end in a URL", .v4Query, 400, "InvalidArgument", "224") { $0.replace("aliyun_v4_request", "aws4_request") },
        FailureRow("four parts in a URL", .v4Query, 400, "InvalidArgument", "224") { $0.replace("%2Foss%2F", "%2F") },
        FailureRow("the scope's end in a header", .v4Header, 400, "InvalidArgument", "213") { $0.replace("aliyun_v4_request", "aws4_request") },
        FailureRow("the scope's day malformed", .v4Query, 400, "InvalidArgument", "223", signingDate, own: emptyAuthorization) {
            $0.replace("%2F20241112%2F", "%2F2024-11-12%2F")
        },
        FailureRow("the scope's day another", .v4Header, 400, "InvalidArgument", "223", signingDate, own: emptyAuthorization) {
            $0.replace("/20241112/", "/20241111/")
        },
        FailureRow(
            "another region in a URL", .v4Query, 400, "InvalidArgument", "226", "Invalid signing region in Authorization header.",
            own: emptyAuthorization
        ) {
            $0.replace("cn-hangzhou", "cn-beijing")
        },
        FailureRow(
            "a host's label as the region", .v4Header, 400, "InvalidArgument", "226", "Invalid signing region in Authorization header.",
            own: emptyAuthorization
        ) {
            $0.replace("/cn-hangzhou/", "/oss-cn-hangzhou/")
        },
        FailureRow(
            "another product in a URL", .v4Query, 400, "InvalidArgument", "227", "Invalid signing product in Authorization header.",
            own: emptyAuthorization
        ) {
            $0.replace("%2Foss%2F", "%2Fs3%2F")
        },
        FailureRow(
            "another product in a header", .v4Header, 400, "InvalidArgument", "227", "Invalid signing product in Authorization header.",
            own: emptyAuthorization
        ) {
            $0.replace("/oss/", "/oss-cloudbox/")
        },
    ]

    static let times: [FailureRow] = [
        FailureRow(
            "a V4 URL that has expired", .v4Query, 403, "AccessDenied", "236", expired,
            own: [("Expires", .text("2024-11-12T09:32:38.000Z")), server("09:32:39")], after: 3601),
        FailureRow(
            "a V1 URL that has expired", .v1Query, 403, "AccessDenied", "69", expired,
            own: [("Expires", .text("2024-11-12T09:32:38.000Z")), server("09:32:39")], after: 3601),
        FailureRow("a V4 URL that is not valid yet", .v4Query, 403, "AccessDenied", "235", own: [server("08:17:37")], after: -901),
        FailureRow(
            "a V4 header that is too old", .v4Header, 403, "RequestTimeTooSkewed", "504", skewed,
            own: [("MaxAllowedSkewMilliseconds", .text("900000")), ("RequestTime", .text("2024-11-12T08:32:38.000Z")), server("08:47:39")], after: 901
        ),
        FailureRow(
            "a V1 header from the future", .v1Header, 403, "RequestTimeTooSkewed", "504", skewed,
            own: [("MaxAllowedSkewMilliseconds", .text("900000")), ("RequestTime", .text("2024-11-12T08:32:38.000Z")), server("08:17:37")],
            after: -901),
    ]

    static let keys: [FailureRow] = [
        FailureRow("an unknown key, V4 URL", .v4Query, 403, "InvalidAccessKeyId", "902", unknownKey, own: key("LTAI5tNobody")) {
            $0.replace("LTAI5tTestKey", "LTAI5tNobody")
        },
        FailureRow("an unknown key, V4 header", .v4Header, 403, "InvalidAccessKeyId", "902", unknownKey, own: key("LTAI5tNobody")) {
            $0.replace("LTAI5tTestKey", "LTAI5tNobody")
        },
        FailureRow("an unknown key, V1 URL", .v1Query, 403, "InvalidAccessKeyId", "902", unknownKey, own: key("LTAI5tNobody")) {
            $0.replace("LTAI5tTestKey", "LTAI5tNobody")
        },
        FailureRow("an unknown key, V1 header", .v1Header, 403, "InvalidAccessKeyId", "902", unknownKey, own: key("LTAI5tNobody")) {
            $0.replace("LTAI5tTestKey", "LTAI5tNobody")
        },
        FailureRow(
            "a disabled key, V4", .v4Query, 403, "InvalidAccessKeyId", "904", "The OSS Access Key Id you provided is disabled.",
            own: key("LTAI5tDisabled"), by: FailureTableServer.disabled),
        FailureRow(
            "a disabled key, V1", .v1Header, 403, "InvalidAccessKeyId", "904", "The OSS Access Key Id you provided is disabled.",
            own: key("LTAI5tDisabled"), by: FailureTableServer.disabled),
    ]

    private static let invalidToken = "The security token you provided is invalid."
    private static let expiredToken = "The security token you provided has expired."

    static let tokens: [FailureRow] = [
        FailureRow("no token, V4 URL", .v4Query, 403, "InvalidAccessKeyId", nil, own: key("STS.TestKey"), by: FailureTableServer.temporary) {
            $0[parameter: "x-oss-security-token"] = nil
        },
        FailureRow("no token, V4 header", .v4Header, 403, "InvalidAccessKeyId", nil, own: key("STS.TestKey"), by: FailureTableServer.temporary) {
            $0[field: "x-oss-security-token"] = nil
        },
        FailureRow("no token, V1 URL", .v1Query, 403, "InvalidAccessKeyId", nil, own: key("STS.TestKey"), by: FailureTableServer.temporary) {
            $0[parameter: "security-token"] = nil
        },
        FailureRow("no token, V1 header", .v1Header, 403, "InvalidAccessKeyId", nil, own: key("STS.TestKey"), by: FailureTableServer.temporary) {
            $0[field: "x-oss-security-token"] = nil
        },
        FailureRow("another token, V4 URL", .v4Query, 403, "InvalidSecurityToken", nil, invalidToken, by: FailureTableServer.temporary) {
            $0.replace("CAIS-right-token", "CAIS-wrong-token")
        },
        FailureRow("another token, V4 header", .v4Header, 403, "InvalidSecurityToken", nil, invalidToken, by: FailureTableServer.temporary) {
            $0.replace("CAIS-right-token", "CAIS-wrong-token")
        },
        FailureRow("another token, V1 URL", .v1Query, 403, "InvalidSecurityToken", nil, invalidToken, by: FailureTableServer.temporary) {
            $0.replace("CAIS-right-token", "CAIS-wrong-token")
        },
        FailureRow("another token, V1 header", .v1Header, 403, "InvalidSecurityToken", nil, invalidToken, by: FailureTableServer.temporary) {
            $0.replace("CAIS-right-token", "CAIS-wrong-token")
        },
        FailureRow("an empty token", .v4Query, 403, "InvalidSecurityToken", nil, invalidToken, by: FailureTableServer.temporary) {
            $0[parameter: "x-oss-security-token"] = ""
        },
        FailureRow("a token for a permanent key", .v4Query, 403, "InvalidSecurityToken", nil, invalidToken) {
            $0[parameter: "x-oss-security-token"] = "CAIS-right-token"
        },
        FailureRow(
            "a token that has expired, V4", .v4Query, 403, "SecurityTokenExpired", "7", expiredToken, after: 601, by: FailureTableServer.temporary),
        FailureRow(
            "a token that has expired, V1", .v1Query, 403, "SecurityTokenExpired", "7", expiredToken, after: 601, by: FailureTableServer.temporary),
        FailureRow(
            "a token that has expired, V4 header", .v4Header, 403, "SecurityTokenExpired", "7", expiredToken, after: 601,
            by: FailureTableServer.temporary),
        FailureRow(
            "a URL that outlived its token", .v4Query, 403, "AccessDenied", "236", expired,
            own: [("Expires", .text("2024-11-12T09:32:38.000Z")), server("09:32:39")], after: 3601, by: FailureTableServer.temporary),
        FailureRow(
            "a token in a header beside a V1 URL", .v1Query, 400, "InvalidRequest", nil, "Security-token must be provided by query string parameter.",
            by: FailureTableServer.temporary
        ) {
            $0[parameter: "security-token"] = nil
            $0[field: "x-oss-security-token"] = "CAIS-right-token"
        },
    ]

    static let mismatches: [FailureRow] = [
        FailureRow("a forged V4 URL", .v4Query, 403, "SignatureDoesNotMatch", "201", mismatch, own: v4Evidence) { $0.forge() },
        FailureRow("a forged V4 header", .v4Header, 403, "SignatureDoesNotMatch", "201", mismatch, own: v4Evidence) { $0.forge() },
        FailureRow("a forged V1 URL", .v1Query, 403, "SignatureDoesNotMatch", "40", mismatch, own: v1Evidence) { $0.forge() },
        FailureRow("a forged V1 header", .v1Header, 403, "SignatureDoesNotMatch", "40", mismatch, own: v1Evidence) { $0.forge() },
        FailureRow("a Content-Type beside a V4 URL", .v4Query, 403, "SignatureDoesNotMatch", "201", mismatch, own: v4Evidence) {
            $0[field: "Content-Type"] = "image/jpeg"
        },
        FailureRow("an x-oss header beside a V1 URL", .v1Query, 403, "SignatureDoesNotMatch", "40", mismatch, own: v1Evidence) {
            $0[field: "x-oss-meta-a"] = "<&>"
        },
        FailureRow("a parameter behind a V4 URL", .v4Query, 403, "SignatureDoesNotMatch", "201", mismatch, own: v4Evidence) {
            $0.query.append(("utm", "1"))
        },
        FailureRow("a token in a header beside a V4 URL", .v4Query, 403, "SignatureDoesNotMatch", "201", mismatch, own: v4Evidence) {
            $0[field: "x-oss-security-token"] = "CAIS"
        },
    ]

    /// What is checked first is answered first.
    static let orders: [FailureRow] = [
        FailureRow(
            "an invalid bucket name before everything", .unsigned, 400, "InvalidBucketName", "0015-00000001",
            own: [("BucketName", .text("No_Bucket"))]
        ) { $0.path = "/No_Bucket/key" },
        FailureRow("an invalid key before the carrier", .v4Query, 400, "InvalidObjectName", nil) {
            $0.path = "/uploads//key"
            $0[field: "Authorization"] = "OSS a:b"
        },
        FailureRow(
            "a missing bucket before the carrier", .v4Query, 404, "NoSuchBucket", "0015-00000101", "The specified bucket does not exist.",
            own: [("BucketName", .text("nobodys"))]
        ) {
            $0.path = "/nobodys/key"
            $0[field: "Authorization"] = "OSS a:b"
        },
        FailureRow("a missing bucket before an unknown key", .v4Query, 404, "NoSuchBucket", "0015-00000101", own: [("BucketName", .text("nobodys"))])
        {
            $0.path = "/nobodys/key"
            $0.replace("LTAI5tTestKey", "LTAI5tNobody")
        },
        FailureRow("the scope before the time", .v4Query, 400, "InvalidArgument", "226", own: emptyAuthorization, after: 3601) {
            $0.replace("cn-hangzhou", "cn-beijing")
        },
        FailureRow("the shape before the scope", .v4Query, 400, "InvalidArgument", "232") {
            $0[parameter: "x-oss-expires"] = "0"
            $0.replace("cn-hangzhou", "cn-beijing")
        },
        FailureRow(
            "the time before the key", .v4Query, 403, "AccessDenied", "236", expired,
            own: [("Expires", .text("2024-11-12T09:32:38.000Z")), server("09:32:39")], after: 3601
        ) {
            $0.replace("LTAI5tTestKey", "LTAI5tNobody")
        },
        FailureRow(
            "the time before the signature", .v1Query, 403, "AccessDenied", "69", expired,
            own: [("Expires", .text("2024-11-12T09:32:38.000Z")), server("09:32:39")], after: 3601
        ) { $0.forge() },
        FailureRow("the key before the signature", .v4Header, 403, "InvalidAccessKeyId", "902", unknownKey, own: key("LTAI5tNobody")) {
            $0.forge()
            $0.replace("LTAI5tTestKey", "LTAI5tNobody")
        },
        FailureRow(
            "a disabled key before the signature", .v4Query, 403, "InvalidAccessKeyId", "904", own: key("LTAI5tDisabled"),
            by: FailureTableServer.disabled
        ) { $0.forge() },
        FailureRow("the token before the signature", .v4Query, 403, "InvalidSecurityToken", nil, by: FailureTableServer.temporary) {
            $0.forge()
            $0.replace("CAIS-right-token", "CAIS-wrong-token")
        },
    ]
}
