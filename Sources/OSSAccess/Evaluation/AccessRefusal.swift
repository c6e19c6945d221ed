/// The layer that refused.
package enum AccessRefusal: Hashable, Sendable {
    /// The session policy denies it, or does not allow it (`nil`).
    case sessionPolicy(StatementReference?)
    case bucketPolicy(StatementReference)
    case ramPolicy(StatementReference)
    case bothPolicies(ram: StatementReference, bucket: StatementReference)
    /// No policy allows it, and no ACL can: the service and the configuration of buckets.
    case nothingAllows
    /// The bucket's ACL does not give it.
    case bucketACL
    /// The object's own ACL does not give it, in a bucket that gives more.
    case objectACL(ACLPermission)
    /// An anonymous requester, in a bucket that gives nothing to everybody.
    case anonymousHasNoRight
    /// An anonymous requester, for what no ACL gives.
    case anonymousIsForbidden
}

/// What an ACL can give.
package enum ACLPermission: String, Hashable, Sendable { case read, write }
