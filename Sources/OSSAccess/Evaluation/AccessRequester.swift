import OSSSigning

/// The id of an account: 1 to 20 digits.
package struct AccountID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String
    package init?(_ text: String) {
        guard (1...20).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        rawValue = text
    }
    package var description: String { rawValue }
    /// The account that owns everything on a server of ours, unless its identities say otherwise.
    package static let standard = AccountID("1000000000000000")!
}

/// Who asks, as policies see it.
package enum AccessRequester: Hashable, Sendable {
    /// The account itself, with one of its own keys.
    case owner(AccountID)
    /// A RAM user of the account.
    case user(RAMUserReference)
    /// A role that somebody has assumed.
    case session(RoleSessionReference)
    /// Whoever sends no signature.
    case anonymous

    /// The number of whoever it is: of the account, the user or the role; `nil` for an anonymous requester.
    package var id: String? {
        switch self {
        case .owner(let account): account.rawValue
        case .user(let user): user.id
        case .session(let session): session.roleID
        case .anonymous: nil
        }
    }

    enum Kind: Hashable, Sendable { case owner, user, session, anonymous }

    var kind: Kind {
        switch self {
        case .owner: .owner
        case .user: .user
        case .session: .session
        case .anonymous: .anonymous
        }
    }
}

/// A RAM user, as policies see one.
package struct RAMUserReference: Hashable, Sendable {
    package let account: AccountID
    /// 18 digits.
    package let id: String
    package let name: String

    package init(account: AccountID, id: String, name: String) {
        (self.account, self.id, self.name) = (account, id, name)
    }
}

/// The session of a role, as policies see one.
package struct RoleSessionReference: Hashable, Sendable {
    package let account: AccountID
    /// 18 digits.
    package let roleID: String
    package let roleName: String
    package let sessionName: String

    package init(account: AccountID, roleID: String, roleName: String, sessionName: String) {
        (self.account, self.roleID, self.roleName, self.sessionName) = (account, roleID, roleName, sessionName)
    }

    /// `acs:ram::<account>:assumed-role/<role>/<session>`
    package var arn: String { "acs:ram::\(account):assumed-role/\(roleName)/\(sessionName)" }
}
