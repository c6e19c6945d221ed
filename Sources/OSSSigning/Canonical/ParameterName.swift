/// The names under which authentication travels.
enum ParameterName {
    static let version = "x-oss-signature-version"
    static let credential = "x-oss-credential"
    static let date = "x-oss-date"
    static let expires = "x-oss-expires"
    static let additionalHeaders = "x-oss-additional-headers"
    static let securityToken = "x-oss-security-token"
    static let signature = "x-oss-signature"
    static let contentSHA256 = "x-oss-content-sha256"

    static let algorithm = "OSS4-HMAC-SHA256"
    static let unsignedPayload = "UNSIGNED-PAYLOAD"

    /// V1's query.
    static let v1AccessKeyID = "OSSAccessKeyId"
    static let v1Expires = "Expires"
    static let v1Signature = "Signature"
    static let v1SecurityToken = "security-token"

    static let v4Query = [version, credential, date, expires, additionalHeaders, securityToken, signature]
    static let v1Query = [v1AccessKeyID, v1Expires, v1Signature, v1SecurityToken]
}
