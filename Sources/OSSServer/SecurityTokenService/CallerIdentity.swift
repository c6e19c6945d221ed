import OSSAccess

/// What GetCallerIdentity says.
///
/// Alibaba Cloud page: "GetCallerIdentity".
struct CallerIdentity {
    let members: [(name: String, value: String)]

    /// - Returns: `nil` for an anonymous requester.
    init?(_ requester: AccessRequester) {
        switch requester {
        case .owner(let account):
            members = Self.members("Account", account, arn: "root", principal: account.rawValue) + [("UserId", account.rawValue)]
        case .user(let user):
            members = Self.members("RAMUser", user.account, arn: "user/\(user.name)", principal: user.id) + [("UserId", user.id)]
        case .session(let session):
            members =
                Self.members(
                    "AssumedRoleUser", session.account, arn: "assumed-role/\(session.roleName)/\(session.sessionName)",
                    principal: session.assumedRoleID)
                + [("RoleId", session.roleID)]
        case .anonymous: return nil
        }
    }

    private static func members(_ type: String, _ account: AccountID, arn: String, principal: String) -> [(name: String, value: String)] {
        [("IdentityType", type), ("AccountId", account.rawValue), ("PrincipalId", principal), ("Arn", "acs:ram::\(account):\(arn)")]
    }
}

extension RoleSessionReference {
    /// `<role id>:<session name>`
    var assumedRoleID: String { "\(roleID):\(sessionName)" }
}
