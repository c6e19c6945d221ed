package import OSSSigning

/// The users, roles and policies of an account.
///
/// A value: the data folder's catalogue keeps it as one document, and a file for continuous integration has the same shape. The server takes a
/// fresh one whenever it changes, so that a key that is disabled is refused from the next request on.
///
/// OSS pages: "RAM Policy", RAM's own documentation of users, roles and policies.
package struct Identities: Sendable {
    package var account: AccountID
    package var users: [RAMUser]
    package var roles: [RAMRole]
    /// The account's own policies. Those of the system are ``SystemPolicy``.
    package var policies: [RAMPolicy]

    package init(account: AccountID = .standard, users: [RAMUser] = [], roles: [RAMRole] = [], policies: [RAMPolicy] = []) {
        self.account = account
        self.users = users
        self.roles = roles
        self.policies = policies
    }

    /// A policy of the account or of the system.
    package func policy(_ name: String) -> NamedPolicy? {
        if let policy = policies.first(where: { $0.name == name }) { return NamedPolicy(name: name, document: policy.document) }
        return SystemPolicy.named(name)
    }

    /// The policies that are attached to somebody; a name without a policy gives nothing.
    package func attached(_ names: [String]) -> [NamedPolicy] { names.compactMap(policy) }
}

/// A user of the account.
package struct RAMUser: Sendable {
    /// 1 to 64 characters of `a-z A-Z 0-9 . _ -`.
    package let name: String
    /// 18 digits, the first of them a 2.
    package let id: String
    package let created: SigningTime
    package var keys: [UserAccessKey]
    /// The names of the policies that are attached.
    package var policies: [String]

    package init(name: String, id: String, created: SigningTime, keys: [UserAccessKey] = [], policies: [String] = []) {
        (self.name, self.id, self.created, self.keys, self.policies) = (name, id, created, keys, policies)
    }
}

/// One of a user's access keys.
package struct UserAccessKey: Sendable, Hashable {
    package let id: AccessKeyID
    package let secret: Secret
    package let created: SigningTime
    package var isEnabled: Bool

    package init(id: AccessKeyID, secret: Secret, created: SigningTime, isEnabled: Bool = true) {
        (self.id, self.secret, self.created, self.isEnabled) = (id, secret, created, isEnabled)
    }
}

/// A role that users of the account may assume.
package struct RAMRole: Sendable {
    package let name: String
    /// 18 digits, the first of them a 3.
    package let id: String
    package let created: SigningTime
    package var policies: [String]
    /// The users who may assume it, by name; `nil` for every user of the account whose own policies allow `sts:AssumeRole`.
    package var trust: TrustPolicy
    /// The longest session in seconds: 3600 to 43200.
    package var maximumSession: Int

    package init(
        name: String, id: String, created: SigningTime, policies: [String] = [], trust: TrustPolicy = .wholeAccount, maximumSession: Int = 3600
    ) {
        (self.name, self.id, self.created, self.policies, self.trust, self.maximumSession) = (name, id, created, policies, trust, maximumSession)
    }
}

/// A policy of the account.
package struct RAMPolicy: Sendable {
    /// 1 to 128 characters of `a-z A-Z 0-9 -`.
    package let name: String
    package var document: PolicyDocument

    package init(name: String, document: PolicyDocument) { (self.name, self.document) = (name, document) }
}

/// Who may assume a role: the `Principal` of its trust policy.
package enum TrustPolicy: Sendable, Hashable {
    /// `acs:ram::<account>:root`: every user whose own policies allow it.
    case wholeAccount
    /// `acs:ram::<account>:user/<name>`: these users, if their own policies allow it.
    case users([String])
}
