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
    /// Made by ``Authorizer`` alone.
    fileprivate init(_ request: ReceivedRequest, _ requester: Requester) {
        self.request = request
        self.requester = requester
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
        return AuthorizedRequest(verified.request, .owner(verified.accessKeyID))
    }

    /// A form whose policy is signed. Nothing else of its request counts.
    func authorize(form request: ReceivedRequest, signedBy signer: VerifiedForm) -> AuthorizedRequest {
        AuthorizedRequest(request, .owner(signer.accessKeyID))
    }

    /// A request without a signature. From which page it comes is looked at first: that refusal does not depend on any ACL.
    /// - Throws: AccessDenied.
    func authorizeAnonymous(
        _ request: ReceivedRequest, _ operation: Operation, _ bucket: StoredBucket?, key: ObjectKey? = nil
    ) async throws -> AuthorizedRequest {
        try bucket?.checkReferer(request.fields)
        if operation == .listBuckets { throw OSSError.listingBucketsForbidden }
        guard let bucket, let access = operation.publicAccess else { throw OSSError.anonymousIsForbidden }
        guard let key = key ?? request.resource.key else {
            // DeleteMultipleObjects: the bucket's list now, those of the objects when the document has named them.
            if let refusal = access.refusal(in: bucket, objectACL: .default) {
                throw refusal
            }
            return AuthorizedRequest(request, .anonymous)
        }
        let version = operation.actsOnVersion ? request.query.first("versionId").flatMap { VersionID($0) } : nil
        try await checkPublic(access, bucket, key, version: version)
        return AuthorizedRequest(request, .anonymous)
    }

    /// An object that a request touches besides the one in its path: the source of a copy, or one of many that are deleted.
    /// - Throws: AccessDenied.
    func check(
        _ access: PublicAccess, _ bucket: StoredBucket, _ key: ObjectKey, version: VersionID?, for request: AuthorizedRequest
    ) async throws {
        if case .owner = request.requester { return }
        try await checkPublic(access, bucket, key, version: version)
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
        let own = if case .object(let object)? = entry { object.attributes.acl } else { ObjectACL.default }
        if let refusal = access.refusal(in: bucket, objectACL: own) { throw refusal }
    }
}
