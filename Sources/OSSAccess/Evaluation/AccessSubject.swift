package import OSSSigning

/// Who asks, with what counts for them.
package struct AccessSubject: Sendable {
    package let requester: AccessRequester
    /// Of the user or the role.
    package let policies: [NamedPolicy]
    /// What a session was narrowed to.
    package let sessionPolicy: PolicyDocument?
    /// The key that signs, if one does: the value of `acs:AccessId`.
    package var accessKeyID: AccessKeyID?

    package init(
        requester: AccessRequester, policies: [NamedPolicy] = [], sessionPolicy: PolicyDocument? = nil, accessKeyID: AccessKeyID? = nil
    ) {
        self.requester = requester
        self.policies = policies
        self.sessionPolicy = sessionPolicy
        self.accessKeyID = accessKeyID
    }

    package static let anonymous = AccessSubject(requester: .anonymous)

    package var isAnonymous: Bool { requester == .anonymous }
    package var isOwner: Bool { requester.kind == .owner }
}

extension Identities {
    /// The account itself.
    package func owner(_ key: AccessKeyID? = nil) -> AccessSubject { AccessSubject(requester: .owner(account), accessKeyID: key) }

    /// A user of the account.
    package func subject(of user: RAMUser, _ key: AccessKeyID? = nil) -> AccessSubject {
        AccessSubject(
            requester: .user(RAMUserReference(account: account, id: user.id, name: user.name)), policies: attached(user.policies), accessKeyID: key)
    }

    /// A session: what counts is what its role may do now, and what the session was narrowed to. Of a role that is gone
    /// nothing is left, by no policy of a bucket either, and another one of its name is another role.
    package func subject(
        of session: RoleSessionReference, _ policy: PolicyDocument?, _ key: AccessKeyID? = nil
    ) -> AccessSubject {
        let role = session.account == account ? roles.first { $0.id == session.roleID && $0.name.utf8.elementsEqual(session.roleName.utf8) } : nil
        return AccessSubject(
            requester: .session(session), policies: attached(role?.policies ?? []),
            sessionPolicy: role == nil ? RoleSession.policyWithoutRole : policy, accessKeyID: key)
    }
}

extension PolicySet {
    /// The policies that count when somebody asks for an action on a bucket, or in one.
    ///
    /// The account can always read, put and delete a bucket's policy, whatever that says: of one that denies everybody everything it can rid its
    /// bucket.
    package init(for subject: AccessSubject, _ action: AccessAction, bucket: PolicyDocument?, blocksPublicAccess: Bool) {
        let isOwnersAlways = subject.isOwner && Self.ownersAlways.contains(action)
        self.init(
            identity: subject.policies, session: subject.sessionPolicy, bucket: isOwnersAlways ? nil : bucket,
            ignoresPublicStatements: blocksPublicAccess)
    }

    private static let ownersAlways: Set = [
        AccessAction("oss:PutBucketPolicy"), AccessAction("oss:GetBucketPolicy"), AccessAction("oss:DeleteBucketPolicy"),
    ]
}
