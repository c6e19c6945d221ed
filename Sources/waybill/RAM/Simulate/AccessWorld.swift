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
    /// The region of the server, if one runs on the folder: what policies may narrow their resources to.
    let region: String?
    /// `nil` without a data folder: nothing is known of buckets then.
    private let catalogue: CatalogueReader?

    /// What opens the tokens of sessions, where there is a data folder that has ever made one.
    private let tokens: SecurityTokens?

    init(identities: Identities, region: String?, catalogue: CatalogueReader?) throws {
        self.identities = identities
        self.region = region
        self.catalogue = catalogue
        tokens = try catalogue?.identities().flatMap { TokenKey(bytes: $0.tokenKey) }.map(SecurityTokens.init)
    }

    /// The session that a security token stands for, if the token belongs to the key.
    func session(of token: Secret, keyID: AccessKeyID) -> RoleSession? {
        tokens?.open(token.exposed).flatMap { $0.accessKeyID == keyID ? $0 : nil }
    }

    /// The question whether somebody may do something.
    ///
    /// - Parameters:
    ///   - describe: puts what the request would say of itself over what every request says.
    ///   - version: the version of the object, where the request names one.
    /// - Throws: `CommandFailure` for a data folder that cannot be read.
    func simulation(
        of asker: AccessSubject, _ action: AccessAction, _ resource: AccessResource, at now: SigningTime, version: VersionID? = nil,
        describe: (inout AccessContext) -> Void
    ) throws -> Simulation {
        let name = resource.resource?.bucket
        let access = try name.flatMap { try bucketAccess($0) }
        var object: ObjectAttributes?
        if access != nil, let name, let key = resource.resource?.key { object = try attributes(of: key, in: name, version) }
        var context = AccessContext(ofRequestAt: now)
        context["acs:AccessId"] = asker.accessKeyID.map { [$0.rawValue] }
        context.add(bucket: access?.tags ?? [], object: object?.tags ?? [])
        describe(&context)
        let isBlocked = access?.blocksPublicAccess ?? true
        return Simulation(
            question: AccessQuestion(
                asker.requester, action, resource.region == "*" ? resource.inRegion(region) : resource, account: identities.account, context: context),
            policies: PolicySet(for: asker, action, bucket: access?.policy, blocksPublicAccess: isBlocked),
            lists: AccessLists(bucket: access?.acl ?? .private, object: object?.acl ?? .default, blocksPublicAccess: isBlocked),
            rule: AccessRule(action: action, resource), bucketExists: catalogue == nil || name == nil ? nil : access != nil)
    }

    private func bucketAccess(_ name: BucketName) throws -> BucketAccess? {
        guard let bucket = try reading({ try $0.bucket(name) }) else { return nil }
        let account = try reading { try $0.accountSettings() } ?? AccountSettings()
        do { return try bucket.access(in: account) } catch { throw CommandFailure.local("the bucket \(name) has a policy that cannot be read") }
    }

    private func attributes(of key: ObjectKey, in bucket: BucketName, _ version: VersionID?) throws -> ObjectAttributes? {
        if case .object(let object)? = try reading({ try $0.entry(bucket, key, version: version) }) { object.attributes } else { nil }
    }

    private func reading<Value>(_ body: (CatalogueReader) throws -> Value?) throws -> Value? {
        do { return try catalogue.flatMap(body) } catch { throw CommandFailure.local("cannot read the data folder: \(error)") }
    }
}
