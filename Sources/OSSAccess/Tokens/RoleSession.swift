package import OSSSigning

/// What a temporary key stands for, sealed into its security token: the server keeps no list of sessions, and a restart loses none.
package struct RoleSession: Sendable {
    package let reference: RoleSessionReference
    package let accessKeyID: AccessKeyID
    /// The session policy as it was passed, if there was one.
    package let policy: PolicyDocument?
    package let expiration: SigningTime

    package init(reference: RoleSessionReference, accessKeyID: AccessKeyID, policy: PolicyDocument?, expiration: SigningTime) {
        (self.reference, self.accessKeyID, self.policy, self.expiration) = (reference, accessKeyID, policy, expiration)
    }
}
