/// Why a change of the identities was refused, in RAM's vocabulary.
///
/// Two errors are equal when their codes are. No error holds a secret.
package struct IdentityError: Error, Sendable, CustomStringConvertible {
    /// What happened: `EntityNotExist.User`.
    package enum Code: String, Sendable, CaseIterable {
        case userExists = "EntityAlreadyExists.User"
        case keyExists = "EntityAlreadyExists.User.AccessKey"
        case roleExists = "EntityAlreadyExists.Role"
        case userHasPolicy = "EntityAlreadyExists.User.Policy"
        case roleHasPolicy = "EntityAlreadyExists.Role.Policy"

        case noUser = "EntityNotExist.User"
        case noKey = "EntityNotExist.User.AccessKey"
        case noRole = "EntityNotExist.Role"
        case noPolicy = "EntityNotExist.Policy"
        case userLacksPolicy = "EntityNotExist.User.Policy"
        case roleLacksPolicy = "EntityNotExist.Role.Policy"

        case userHasKeys = "DeleteConflict.User.AccessKey"
        case userHasPolicies = "DeleteConflict.User.Policy"
        case roleHasPolicies = "DeleteConflict.Role.Policy"
        case policyHasUsers = "DeleteConflict.Policy.User"
        case policyHasRoles = "DeleteConflict.Policy.Role"

        case tooManyUsers = "LimitExceeded.User"
        case tooManyKeys = "LimitExceeded.User.AccessKey"
        case tooManyRoles = "LimitExceeded.Role"
        case tooManyPolicies = "LimitExceeded.Policy"
        case documentTooLarge = "LimitExceeded.Document"

        case userName = "InvalidParameter.UserName"
        case roleName = "InvalidParameter.RoleName"
        case policyName = "InvalidParameter.PolicyName"
        case keyID = "InvalidParameter.UserAccessKeyId"
        case keySecret = "InvalidParameter.AccessKeySecret"
        case policyDocument = "InvalidParameter.PolicyDocument"
        case systemPolicy = "InvalidParameter.PolicyType"
        case maximumSession = "InvalidParameter.MaxSessionDuration"

        /// Whether what was asked for was refused, and not merely written wrongly: what is no name, no id, no secret and no length of a session is a
        /// slip of whoever wrote it.
        package var isRefusal: Bool {
            switch self {
            case .userName, .roleName, .policyName, .keyID, .keySecret, .maximumSession: false
            default: true
            }
        }
    }

    package let code: Code
    /// A sentence for people.
    package let message: String

    package init(_ code: Code, _ message: String) { (self.code, self.message) = (code, message) }

    /// `EntityNotExist.User: there is no user bob`
    package var description: String { "\(code.rawValue): \(message)" }
}

extension IdentityError: Equatable {
    package static func == (a: Self, b: Self) -> Bool { a.code == b.code }
}
