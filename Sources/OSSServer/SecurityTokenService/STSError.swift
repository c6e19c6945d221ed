import OSSAccess

/// What the security token service answers when it refuses: the document that all RPC services of Alibaba Cloud have.
///
/// Alibaba Cloud pages: "STS common errors and troubleshooting", "AssumeRole", "Common error codes".
struct STSError: Error, Hashable {
    let status: Int
    let code: String
    let message: String

    init(_ status: Int, _ code: String, _ message: String) { (self.status, self.code, self.message) = (status, code, message) }

    // Who asks, and when.
    static let missingSecurityToken = STSError(400, "MissingSecurityToken", "SecurityToken is mandatory for this action.")
    static let unknownAccessKey = STSError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
    static let disabledAccessKey = STSError(400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.")
    static let malformedToken = STSError(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
    static let tokenOfAnotherKey = STSError(
        400, "InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken does not match the AccessKey.")
    static let expiredToken = STSError(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
    static let malformedTimestamp = STSError(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
    static let expiredTimestamp = STSError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
    static let usedNonce = STSError(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
    static let tooManyNonces = STSError(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
    static func incompleteSignature(_ detail: String) -> STSError {
        STSError(400, "IncompleteSignature", "The request signature does not conform to the standards: \(detail)")
    }

    /// The old SDK compares what stands behind the colon with its own string, and then knows that the secret is wrong.
    ///
    /// - Parameter evidence: what the server signed; `nil` when a security token is part of it.
    static func signatureMismatch(_ evidence: String?) -> STSError {
        let shown = evidence ?? "(not shown, since a security token is part of it)"
        return STSError(
            400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation. server string to sign is:\(shown)")
    }

    // What is asked for.
    static let unknownAction = STSError(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.")
    static let wrongVersion = STSError(400, "InvalidVersion", "Specified parameter Version is not valid.")
    static let tooLarge = STSError(413, "RequestEntityTooLarge", "The request body is too large.")
    static let malformedParameters = STSError(400, "InvalidParameter", "The parameters are not well formed.")
    static func missing(_ name: String) -> STSError { STSError(400, "MissingParameter.\(name)", "\(name) is mandatory for this action.") }
    static func invalid(_ name: String) -> STSError { STSError(400, "InvalidParameter.\(name)", "The specified parameter \(name) is not valid.") }
    static func repeated(_ name: String) -> STSError { STSError(400, "InvalidParameter.\(name)", "The parameter \(name) occurs more than once.") }

    // AssumeRole.
    static let malformedRoleARN = STSError(400, "InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed.")
    static let malformedSessionName = STSError(400, "InvalidParameter.RoleSessionName", "The parameter RoleSessionName is wrongly formed.")
    static let longPolicy = STSError(
        400, "InvalidParameter.PolicySize", "The parameter Policy is longer than \(PolicyDocument.Kind.session.maximumBytes) characters.")
    static func policyGrammar(_ problem: String) -> STSError {
        STSError(400, "InvalidParameter.PolicyGrammar", "The parameter Policy has not passed grammar check. \(problem)")
    }
    static func duration(_ range: ClosedRange<Int>) -> STSError {
        STSError(
            400, "InvalidParameter.DurationSeconds",
            "The Min/Max value of DurationSeconds is \(range.lowerBound)/\(range.upperBound) seconds.")
    }
    static let unknownRole = STSError(404, "EntityNotExist.Role", "The role not exists.")
    static let rootAccount = STSError(403, "NoPermission", "Roles may not be assumed by root accounts.")
    static let noPermission = STSError(403, "NoPermission", "You are not authorized to do this action. You should be authorized by RAM.")
    static let notTrusted = STSError(
        403, "NoPermission", "You are not authorized to do this action. The trust policy of the role does not name you.")
}
