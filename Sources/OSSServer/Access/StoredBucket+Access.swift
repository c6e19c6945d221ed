package import OSSAccess
package import OSSStorage
package import OSSWire

/// What a bucket itself says about who may use it.
package struct BucketAccess: Sendable {
    package let acl: BucketACL
    /// Public ACLs and public statements of the policy do not count, by the bucket's own block or the account's.
    package let blocksPublicAccess: Bool
    package let policy: PolicyDocument?
    package let tags: [ResourceTag]
}

extension StoredBucket {
    /// - Throws: InternalError for a document that cannot be read any more: it was checked when it was put.
    package func access(in account: AccountSettings) throws(OSSError) -> BucketAccess {
        BucketAccess(acl: settings.acl, blocksPublicAccess: blocksPublicAccess(in: account), policy: try policy, tags: try tags.tags)
    }
}
