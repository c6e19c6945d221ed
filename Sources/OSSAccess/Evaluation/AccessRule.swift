package import OSSWire

/// What decides when no policy says anything.
package enum AccessRule: Hashable, Sendable {
    /// The service, or the configuration of a bucket: the owner alone.
    case management
    /// The contents of a bucket, where an ACL gives no right to anybody: listing, an object's ACL and tags.
    case ownersData
    /// The contents of a bucket, where an ACL can give it.
    case acl(ACLPermission)
}

/// The lists that count when no policy does.
package struct AccessLists: Hashable, Sendable {
    package var bucket: BucketACL
    /// `.default` when the object has none of its own, or is not there.
    package var object: ObjectACL
    /// Public lists count as private.
    package var blocksPublicAccess: Bool

    package init(bucket: BucketACL = .private, object: ObjectACL = .default, blocksPublicAccess: Bool = false) {
        self.bucket = bucket
        self.object = object
        self.blocksPublicAccess = blocksPublicAccess
    }
}

/// The answer to an ``AccessQuestion``.
package enum AccessDecision: Hashable, Sendable {
    package enum Ground: Hashable, Sendable {
        case statement(StatementReference)
        case owner
        case bucketACL
        case objectACL
    }

    case allowed(Ground)
    case refused(AccessRefusal)
}

extension AccessRule {
    /// Steps five to seven of OSS's order: what counts when no policy says anything.
    package func decision(for requester: AccessRequester, _ lists: AccessLists) -> AccessDecision {
        if requester.kind == .owner { return .allowed(.owner) }
        let isAnonymous = requester.kind == .anonymous
        switch self {
        case .management: return .refused(isAnonymous ? .anonymousIsForbidden : .nothingAllows)
        case .ownersData: return .refused(isAnonymous ? .anonymousIsForbidden : .bucketACL)
        case .acl(let permission): return lists.decision(permission, isAnonymous: isAnonymous)
        }
    }
}

extension AccessLists {
    /// The object's own list counts before the bucket's; while public access is blocked, public ones count as private.
    func decision(_ permission: ACLPermission, isAnonymous: Bool) -> AccessDecision {
        let bucketACL = blocksPublicAccess ? .private : bucket
        let objectACL = blocksPublicAccess && object.isPublic ? .private : object
        if objectACL == .default {
            if bucketACL.gives(permission) { return .allowed(.bucketACL) }
        } else if objectACL.gives(permission) {
            return .allowed(.objectACL)
        }
        if bucketACL == .private, !objectACL.isPublic { return .refused(isAnonymous ? .anonymousHasNoRight : .bucketACL) }
        return .refused(objectACL == .default ? .bucketACL : .objectACL(permission))
    }
}

extension BucketACL {
    fileprivate func gives(_ permission: ACLPermission) -> Bool { self == .publicReadWrite || (self == .publicRead && permission == .read) }
}

extension ObjectACL {
    fileprivate func gives(_ permission: ACLPermission) -> Bool { self == .publicReadWrite || (self == .publicRead && permission == .read) }
}
