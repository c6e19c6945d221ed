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
        if let policy = policies.first(where: { $0.name.isSameName(as: name) }) { return NamedPolicy(name: name, document: policy.document) }
        return SystemPolicy.named(name)
    }

    /// The policies that are attached to somebody; a name without a policy gives nothing.
    package func attached(_ names: [String]) -> [NamedPolicy] { names.compactMap(policy) }
}
