import OSSStorage
import OSSWire

/// What an ACL can give to everybody.
enum PublicAccess: Sendable {
    case read, write

    /// Why everybody is refused, or `nil` when everybody is let in.
    ///
    /// The object's own list counts before the bucket's; while public access is blocked, public ones count as private. The words say which list
    /// it was: the object's own, that of a public bucket which gives less, or nothing public at all.
    func refusal(in bucket: StoredBucket, objectACL: ObjectACL) -> OSSError? {
        let isBlocked = bucket.blocksPublicAccess
        let bucketACL = isBlocked ? .private : bucket.settings.acl
        let objectACL = isBlocked && objectACL.isPublic ? .private : objectACL
        if isGiven(by: objectACL, in: bucketACL) { return nil }
        if bucketACL == .private, !objectACL.isPublic { return .anonymousHasNoRight }
        return objectACL == .default ? .deniedByBucketACL : .deniedByObjectACL(self == .read ? .read : .write)
    }

    private func isGiven(by objectACL: ObjectACL, in bucketACL: BucketACL) -> Bool {
        switch objectACL {
        case .default: isGiven(by: bucketACL)
        case .publicRead: self == .read
        case .publicReadWrite: true
        default: false
        }
    }

    private func isGiven(by bucketACL: BucketACL) -> Bool {
        switch bucketACL {
        case .publicRead: self == .read
        case .publicReadWrite: true
        default: false
        }
    }
}

extension Operation {
    /// Whether `versionId` says which version the operation is about. Any other operation is about what the key shows, whatever its query says:
    /// the ACL of a version that is not touched must not open the door to the one that is.
    var actsOnVersion: Bool { [.getObject, .headObject, .getObjectMeta, .getSymlink, .deleteObject].contains(self) }

    /// What everybody needs for it, or `nil` when an ACL never gives it.
    var publicAccess: PublicAccess? {
        switch self {
        case .getObject, .headObject, .getObjectMeta, .getSymlink: .read
        case .putObject, .postObject, .appendObject, .copyObject, .deleteObject, .deleteMultipleObjects, .initiateMultipartUpload, .uploadPart,
            .uploadPartCopy,
            .completeMultipartUpload, .abortMultipartUpload, .listParts, .putSymlink:
            .write
        default: nil
        }
    }
}
