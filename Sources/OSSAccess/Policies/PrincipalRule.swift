import OSSSigning

/// `Principal` or `NotPrincipal` of a bucket policy's statement.
struct PrincipalRule: Sendable {
    enum Pattern: Sendable, Hashable {
        /// `*`, and an empty list.
        case everybody
        /// The id of an account, of a RAM user or of a role.
        case id(String)
        /// `arn:sts::<account>:assumed-role/<role>/<session>`, the role in lower case; the session may be `*`.
        case assumedRole(account: String, role: String, session: String)
    }

    let patterns: [Pattern]
    let isNegated: Bool

    /// Without a condition, `*` does not bind the owner, who else could lock himself out; with one it does. An owner who is named is meant.
    func matches(_ requester: AccessRequester, hasConditions: Bool) -> Bool {
        for pattern in patterns where pattern.matches(requester) {
            if !isNegated, pattern == .everybody, requester.kind == .owner, !hasConditions { continue }
            return !isNegated
        }
        return isNegated
    }

    /// Whether it is about everybody: such an Allow makes a bucket public, unless a condition narrows it. `NotPrincipal` leaves some out, and has
    /// everybody else.
    var isEverybody: Bool { isNegated != patterns.contains(.everybody) }
}

extension PrincipalRule.Pattern {
    func matches(_ requester: AccessRequester) -> Bool {
        switch (self, requester) {
        case (.everybody, _): true
        case (.id(let id), .owner(let account)): id == account.rawValue
        case (.id(let id), .user(let user)): id == user.id
        case (.id(let id), .session(let session)): id == session.roleID
        case (.assumedRole(let account, let role, let name), .session(let session)):
            account == session.account.rawValue && role.utf8.elementsEqual(session.roleName.utf8.lazy.map(ASCII.lowercased(_:)))
                && (name == "*" || name.utf8.elementsEqual(session.sessionName.utf8))
        default: false
        }
    }
}
