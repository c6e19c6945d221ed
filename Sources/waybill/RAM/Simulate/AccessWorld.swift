import OSSAccess
import OSSServer
import OSSSigning
import OSSStorage
import OSSStorageLocal
import OSSWire

/// Everything that decides who may do what on a data folder: identities, and the buckets with their policies and ACLs. It is read once, beside a
/// server that may be running.
struct AccessWorld {
    let identities: Identities
    /// `nil` without a data folder: nothing is known of buckets then.
    private let catalogue: CatalogueReader?

    /// What opens the tokens of sessions, where there is a data folder that has ever made one.
    private let tokens: SecurityTokens?

    init(identities: Identities, catalogue: CatalogueReader?) throws {
        self.identities = identities
        self.catalogue = catalogue
        tokens = try catalogue?.identities().flatMap { TokenKey(bytes: $0.tokenKey) }.map(SecurityTokens.init)
    }

    /// The session that a security token stands for, if the token belongs to the key.
    func session(of token: Secret, keyID: AccessKeyID) -> RoleSession? {
        tokens?.open(token.exposed).flatMap { $0.accessKeyID == keyID ? $0 : nil }
    }

    /// What counts is what the role may do now; a role that is there no more gives nothing.
    func asker(of session: RoleSession) -> Asker {
        let reference = session.reference
        let role = identities.roles.first { $0.id == reference.roleID && $0.name.utf8.elementsEqual(reference.roleName.utf8) }
        let policies = reference.account == identities.account ? identities.attached(role?.policies ?? []) : []
        return Asker(requester: .session(reference), policies: policies, session: session.policy)
    }

    /// Who asks, with what counts for them.
    struct Asker {
        let requester: AccessRequester
        var policies: [NamedPolicy] = []
        var session: PolicyDocument?
        /// What a condition on `acs:AccessId` is compared with.
        var accessKeyID: AccessKeyID?

        static let anonymous = Asker(requester: .anonymous)
    }

    func owner() -> Asker { Asker(requester: .owner(identities.account)) }

    func user(_ user: RAMUser) -> Asker {
        Asker(
            requester: .user(RAMUserReference(account: identities.account, id: user.id, name: user.name)),
            policies: identities.attached(user.policies))
    }

    func role(_ role: RAMRole, sessionName: String, policy: PolicyDocument? = nil) -> Asker {
        let reference = RoleSessionReference(account: identities.account, roleID: role.id, roleName: role.name, sessionName: sessionName)
        return Asker(requester: .session(reference), policies: identities.attached(role.policies), session: policy)
    }

    /// The question whether somebody may do something.
    ///
    /// - Parameters:
    ///   - context: what the request would say of itself; it is put over what every request says.
    ///   - version: the version of the object, where the request names one.
    /// - Throws: `CommandFailure` for a data folder that cannot be read.
    func simulation(
        of asker: Asker, _ action: AccessAction, _ resource: AccessResource, context given: [(key: String, values: [String])] = [],
        at now: SigningTime, version: VersionID? = nil
    ) throws -> Simulation {
        let name = resource.resource?.bucket
        let access = try name.flatMap { try bucketAccess($0) }
        var object: ObjectAttributes?
        if access != nil, let name, let key = resource.resource?.key { object = try attributes(of: key, in: name, version) }
        var context = AccessContext(ofRequestAt: now)
        context["acs:AccessId"] = asker.accessKeyID.map { [$0.rawValue] }
        context.add(bucket: access?.tags ?? [], object: object?.tags ?? [])
        for (key, values) in given { context[key] = values }
        let isBlocked = access?.blocksPublicAccess ?? true
        return Simulation(
            question: AccessQuestion(asker.requester, action, resource, account: identities.account, context: context),
            policies: PolicySet(
                identity: asker.policies, session: asker.session, bucket: access?.policy, ignoresPublicStatements: isBlocked),
            lists: AccessLists(bucket: access?.acl ?? .private, object: object?.acl ?? .default, blocksPublicAccess: isBlocked),
            rule: AccessRule(action: action, resource), bucketExists: catalogue == nil || name == nil ? nil : access != nil)
    }

    private func bucketAccess(_ name: BucketName) throws -> BucketAccess? {
        guard let bucket = try reading({ try $0.bucket(name) }) else { return nil }
        do { return try bucket.access } catch { throw CommandFailure.local("the bucket \(name) has a policy that cannot be read") }
    }

    private func attributes(of key: ObjectKey, in bucket: BucketName, _ version: VersionID?) throws -> ObjectAttributes? {
        if case .object(let object)? = try reading({ try $0.entry(bucket, key, version: version) }) { object.attributes } else { nil }
    }

    private func reading<Value>(_ body: (CatalogueReader) throws -> Value?) throws -> Value? {
        do { return try catalogue.flatMap(body) } catch { throw CommandFailure.local("cannot read the data folder: \(error)") }
    }
}
