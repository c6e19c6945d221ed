/// Who may assume a role: the `Principal` of its trust policy.
package enum TrustPolicy: Sendable, Hashable {
    /// `acs:ram::<account>:root`: every user whose own policies allow it.
    case wholeAccount
    /// `acs:ram::<account>:user/<name>`: these users, if their own policies allow it.
    case users([String])
}
