import HTTPTypes
import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// Decides who may do what, in OSS's order: session policy, every Deny, every Allow, and then the ACLs.
///
/// OSS pages: "Authentication", "Bucket ACL", "Object ACL", "Block public access", "Bucket Policy", "RAM Policy".
struct Authorizer: Sendable {
    let storage: ObjectStorage
    private let region: String
    private let bucketPolicies = BucketPolicies()

    /// - Parameter region: what policies may narrow their resources to.
    init(storage: ObjectStorage, region: Region? = nil) {
        self.storage = storage
        self.region = region?.rawValue ?? "*"
    }

    /// A request for an operation, signed or not. From which page it comes is looked at first, unless its signature is in a header, as only programs
    /// sign: that refusal depends on nobody's rights.
    ///
    /// - Parameter carrier: where the signature was; `nil` without one.
    /// - Throws: AccessDenied, with the EC of the layer that refuses.
    func authorize(
        _ request: ReceivedRequest, _ operation: Operation, _ bucket: StoredBucket?, by subject: AccessSubject, carrier: SignatureCarrier?,
        at circumstances: Circumstances
    ) async throws -> AuthorizedRequest {
        if carrier != .header { try bucket?.checkReferer(request.fields) }
        let authorized = AuthorizedRequest(
            authorized: request, subject, circumstances, fields: operation.obeyed(request.fields), tags: RequestTags(operation, request.fields))
        if operation == .listBuckets, subject.isAnonymous { throw OSSError.listingBucketsForbidden }
        guard let permissions = operation.permissions else {
            // It will be told that the operation is not there; an anonymous requester is not even told that.
            if subject.isAnonymous { throw OSSError.anonymousIsForbidden }
            return authorized
        }
        let version = operation.actsOnVersion ? request.query.first("versionId").flatMap { VersionID($0) } : nil
        for permission in permissions {
            switch permission.level {
            case .source: continue
            case .named:
                // The document has not been read yet. Anonymous requests get that far only where the bucket lets everybody write.
                if subject.isAnonymous { try await check(permission, bucket, key: nil, version: nil, for: authorized) }
            case .service, .bucket, .object:
                guard permission.isNeeded(for: request) else { continue }
                try await check(permission, bucket, key: request.resource.key, version: version, for: authorized)
            }
        }
        return authorized
    }

    /// A form that stores an object. Nothing of its request counts but from where it comes, and with what it was sent.
    ///
    /// - Parameter headers: those that its fields stand for.
    /// - Throws: AccessDenied.
    func authorize(
        form request: ReceivedRequest, key: ObjectKey, headers: HTTPFields, _ bucket: StoredBucket, by subject: AccessSubject,
        at circumstances: Circumstances
    ) async throws -> AuthorizedRequest {
        if subject.isAnonymous { try bucket.checkReferer(request.fields) }
        var fields = headers
        fields[.userAgent] = request.fields[.userAgent]
        let authorized = AuthorizedRequest(authorized: request, subject, circumstances, fields: fields)
        let hasTags = headers.contains(.ossTagging)
        for permission in Operation.postObject.permissions ?? [] where permission.circumstance == .always || hasTags {
            try await check(permission, bucket, key: key, version: nil, for: authorized)
        }
        return authorized
    }

    /// One permission: that of a request, or for an object that it touches besides the one in its path, such as the source of a copy or one of
    /// many that are deleted.
    ///
    /// - Parameter found: the object, when it has been looked up: what was put in its place since then does not count.
    /// - Throws: AccessDenied.
    func check(
        _ permission: Permission, _ bucket: StoredBucket?, key: ObjectKey?, version: VersionID?, found: StoredObject? = nil,
        for authorized: AuthorizedRequest
    ) async throws {
        let subject = authorized.subject
        let isBlocked = bucket?.blocksPublicAccess(in: authorized.circumstances.account)
        let action = permission.action(ofVersion: version != nil)
        let policies = PolicySet(
            for: subject, action, bucket: try bucketPolicies.policy(of: bucket), blocksPublicAccess: isBlocked ?? false)
        // The owner of a bucket without a policy: nothing can refuse.
        if policies.isEmpty, subject.isOwner { return }
        // Whoever reads the document asks again.
        if authorized.tags.isUnread, policies.conditionKeys.contains(.requestObjectTag) { return }
        var attributes = found?.attributes
        var question = AccessQuestion(
            subject.requester, action, AccessResource(Resource(bucket?.name ?? authorized.request.resource.bucket, key), region: region),
            account: authorized.circumstances.owner)
        let conditionKeys = policies.conditionKeys
        if !conditionKeys.isEmpty {
            question.context = AccessContext(of: subject, authorized.circumstances)
            question.context.add(
                authorized.fields, tags: authorized.tags.tags(authorized.fields), listing: permission.isList ? authorized.request.query : nil)
            if attributes == nil, conditionKeys.contains(.existingObjectTag) {
                attributes = try await storedAttributes(bucket, key, version)
            }
            question.context.add(bucket: try bucket?.tags.tags ?? [], object: attributes?.tags ?? [])
        }
        switch policies.verdict(on: question) {
        case .allowed: return
        case .denied(let refusal): throw AccessDenial(refusal: refusal, question: question, policies: policies)
        case .silent: break
        }
        var lists = AccessLists(bucket: bucket?.settings.acl ?? .private, blocksPublicAccess: isBlocked ?? true)
        if case .acl = permission.rule, !subject.isOwner {
            if attributes == nil { attributes = try await storedAttributes(bucket, key, version) }
            lists.object = attributes?.acl ?? .default
        }
        if case .refused(let refusal) = permission.rule.decision(for: subject.requester, lists) {
            throw AccessDenial(refusal: refusal, question: question, policies: policies)
        }
    }
}

extension Authorizer {
    /// What an object has besides its bytes; of a delete marker, and of nothing, that is nothing.
    private func storedAttributes(_ bucket: StoredBucket?, _ key: ObjectKey?, _ version: VersionID?) async throws -> ObjectAttributes? {
        guard let bucket, let key, case .object(let object)? = try await storage.entry(bucket.name, key, version: version) else { return nil }
        return object.attributes
    }
}

extension Permission {
    /// Whether a request needs it, as far as its head says.
    fileprivate func isNeeded(for request: ReceivedRequest) -> Bool {
        switch circumstance {
        case .always: true
        case .tagging: request.fields.contains(.ossTagging)
        case .copiedTags, .newACL: false
        }
    }
}

extension Resource {
    fileprivate init(_ bucket: BucketName?, _ key: ObjectKey?) {
        switch (bucket, key) {
        case (let bucket?, let key?): self = .object(bucket, key)
        case (let bucket?, nil): self = .bucket(bucket)
        case (nil, _): self = .service
        }
    }
}
