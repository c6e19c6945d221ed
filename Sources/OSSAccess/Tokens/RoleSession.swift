package import OSSSigning

/// What a temporary key stands for, sealed into its security token: the server keeps no list of sessions, and a restart loses none.
package struct RoleSession: Sendable {
    package let reference: RoleSessionReference
    package let accessKeyID: AccessKeyID
    /// The session policy as it was passed, if there was one.
    package let policy: PolicyDocument?
    /// The last second in which the key works.
    package let expiration: SigningTime
    /// The id of the user, or of the role, that assumed the role.
    package let assumedBy: String

    package init(
        reference: RoleSessionReference, accessKeyID: AccessKeyID, policy: PolicyDocument?, expiration: SigningTime, assumedBy: String = ""
    ) {
        self.reference = reference
        self.accessKeyID = accessKeyID
        self.policy = policy
        self.expiration = expiration
        self.assumedBy = assumedBy
    }
}

extension RoleSession {
    /// What a session is narrowed to when its role is gone: nothing. Otherwise a bucket policy that names the role, or another role of its name,
    /// would still let it in.
    package static let policyWithoutRole = PolicyDocument(statements: [PolicyStatement(.deny, ["*"], sid: "RoleIsGone")], json: [])
}
