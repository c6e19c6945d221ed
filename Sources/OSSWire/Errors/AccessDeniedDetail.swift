/// Who was refused what by RAM, as the element `AccessDeniedDetail` of an error document says it.
///
/// OSS page: "Policy templates and EC attribution".
package struct AccessDeniedDetail: Hashable, Sendable {
    /// `oss:PutObject`
    package let action: String
    /// `SubUser`, `AssumedRoleUser` or `Account`.
    package let principalType: String
    /// The id of the account.
    package let principalOwner: String
    /// A user's id, or a role's name and its session's.
    package let principalName: String
    /// A statement denies it; otherwise none allows it.
    package let isExplicit: Bool

    package init(action: String, principalType: String, principalOwner: String, principalName: String, isExplicit: Bool) {
        (self.action, self.principalType, self.principalOwner) = (action, principalType, principalOwner)
        (self.principalName, self.isExplicit) = (principalName, isExplicit)
    }

    var field: OSSError.Field {
        OSSError.Field(
            "AccessDeniedDetail",
            children: [
                .init("AuthAction", action), .init("AuthPrincipalDisplayName", principalName), .init("AuthPrincipalOwnerId", principalOwner),
                .init("AuthPrincipalType", principalType), .init("NoPermissionType", isExplicit ? "ExplicitDeny" : "ImplicitDeny"),
                .init("PolicyType", "AccountLevelIdentityBasedPolicy"),
            ])
    }
}
