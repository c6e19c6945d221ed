import OSSSigning
import OSSStorage
import OSSWire

/// Who asks.
enum Requester: Sendable, Hashable {
    /// The owner of all buckets, with one of the server's keys.
    case owner(AccessKeyID)
    /// Nobody in particular: the request carries no signature.
    case anonymous
}

/// A request whose sender may do what it asks. Handlers take this and nothing less.
struct AuthorizedRequest: Sendable {
    /// The very request that was verified; an anonymous one was not, and may only do what everybody may.
    let request: ReceivedRequest
    let requester: Requester
    /// `nil` for anonymous requests and for forms, which carry their signature in the body.
    let verified: VerifiedRequest?

    /// Made by ``Authorizer`` alone.
    fileprivate init(_ request: ReceivedRequest, _ requester: Requester, _ verified: VerifiedRequest?) {
        self.request = request
        self.requester = requester
        self.verified = verified
    }
}

/// Decides who may do what. All access keys belong to the owner of all buckets, who may do everything; everybody else has what ACLs give.
///
/// OSS pages: "Bucket ACL", "Object ACL", "Block public access".
struct Authorizer: Sendable {
    let storage: ObjectStorage

    /// A request whose signature is right.
    /// - Throws: AccessDenied for a URL that is used from a page that the bucket does not allow.
    func authorize(_ verified: VerifiedRequest, _ bucket: StoredBucket?) throws(OSSError) -> AuthorizedRequest {
        if verified.carrier == .query { try bucket?.checkReferer(verified.request.fields) }
        return AuthorizedRequest(verified.request, .owner(verified.accessKeyID), verified)
    }

    /// A form whose policy is signed. Nothing else of its request counts.
    func authorize(form request: ReceivedRequest, signedBy signer: VerifiedForm) -> AuthorizedRequest {
        AuthorizedRequest(request, .owner(signer.accessKeyID), nil)
    }

    /// A request without a signature. From which page it comes is looked at first: that refusal does not depend on any ACL.
    /// - Throws: AccessDenied.
    func authorizeAnonymous(
        _ request: ReceivedRequest, _ operation: Operation, _ bucket: StoredBucket?, key: ObjectKey? = nil
    ) async throws -> AuthorizedRequest {
        try bucket?.checkReferer(request.fields)
        if operation == .listBuckets { throw OSSError.listingBucketsForbidden }
        guard let bucket, let access = operation.publicAccess, let key = key ?? request.resource.key else {
            throw OSSError.anonymousIsForbidden
        }
        let version = operation.actsOnVersion ? request.query.first("versionId").flatMap { VersionID($0) } : nil
        try await checkPublic(access, bucket, key, version: version)
        return AuthorizedRequest(request, .anonymous, nil)
    }

    /// What a copy reads besides what it writes.
    func checkRead(_ bucket: StoredBucket, _ key: ObjectKey, version: VersionID?, for request: AuthorizedRequest) async throws {
        if case .owner = request.requester { return }
        try await checkPublic(.read, bucket, key, version: version)
    }

    /// The right to read an object that has been looked up: what a symbolic link leads to, and what was put in an object's place since its ACL
    /// was asked.
    /// - Throws: AccessDenied.
    func checkRead(_ bucket: StoredBucket, _ object: StoredObject, for request: AuthorizedRequest) throws(OSSError) {
        if case .owner = request.requester { return }
        if let refusal = PublicAccess.read.refusal(in: bucket, objectACL: object.attributes.acl) { throw refusal }
    }

    /// The object's own ACL counts before the bucket's; while public access is blocked, public ones count as private.
    private func checkPublic(_ access: PublicAccess, _ bucket: StoredBucket, _ key: ObjectKey, version: VersionID?) async throws {
        let entry = try await storage.entry(bucket.name, key, version: version)
        let own: String? = if case .object(let object)? = entry { object.attributes.acl } else { nil }
        if let refusal = access.refusal(in: bucket, objectACL: own) { throw refusal }
    }
}

/// What an ACL can give to everybody.
enum PublicAccess: String, Sendable {
    case read, write

    /// Why everybody is refused, or `nil` when everybody is let in.
    ///
    /// The words say which list it was: the object's own, that of a public bucket which gives less, or nothing public at all.
    /// - Parameter objectACL: the object's own; `nil` follows the bucket.
    func refusal(in bucket: StoredBucket, objectACL: String?) -> OSSError? {
        let block = PublicAccessBlockConfiguration(blockPublicAccess: bucket.blocksPublicAccess)
        let bucketACL = block.effective(acl: bucket.settings.acl)
        let objectACL = objectACL.map(block.effective)
        if isGiven(by: objectACL ?? bucketACL) { return nil }
        if bucketACL == "private", objectACL ?? "private" == "private" { return .anonymousHasNoRight }
        return objectACL == nil ? .deniedByBucketACL : .deniedByObjectACL(self == .read ? .read : .write)
    }

    private func isGiven(by acl: String) -> Bool {
        switch self {
        case .read: acl == "public-read" || acl == "public-read-write"
        case .write: acl == "public-read-write"
        }
    }
}

extension Operation {
    /// Whether `versionId` says which version the operation is about. Any other operation is about what the key shows, whatever its query says:
    /// the ACL of a version that is not touched must not open the door to the one that is.
    fileprivate var actsOnVersion: Bool {
        switch self {
        case .getObject, .headObject, .getObjectMeta, .getSymlink, .deleteObject: true
        default: false
        }
    }

    /// What everybody needs for it, or `nil` when an ACL never gives it.
    var publicAccess: PublicAccess? {
        switch self {
        case .getObject, .headObject, .getObjectMeta, .getSymlink: .read
        case .putObject, .postObject, .appendObject, .copyObject, .deleteObject, .initiateMultipartUpload, .uploadPart, .uploadPartCopy,
            .completeMultipartUpload, .abortMultipartUpload, .listParts, .putSymlink:
            .write
        default: nil
        }
    }
}
