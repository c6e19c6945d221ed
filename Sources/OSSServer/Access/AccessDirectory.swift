import OSSAccess
import OSSSigning
import OSSWire
import Synchronization

/// Everybody who can sign a request, with what counts for them: the identities of one moment, indexed.
final class AccessDirectory: AccessKeyDirectory {
    let snapshot: IdentitySnapshot
    /// The account's own keys.
    private let ownerKeys: any AccessKeyDirectory
    private let users: KeyRing
    private let userOfKey: [AccessKeyID: Int]
    /// Makes and opens the tokens of sessions; `nil` when the key that was kept is none, and then there are no sessions.
    let tokens: SecurityTokens?
    let openedTokens = OpenedTokens()

    init(owner: any AccessKeyDirectory, _ snapshot: IdentitySnapshot) {
        self.snapshot = snapshot
        ownerKeys = owner
        var keys: [RegisteredAccessKey] = []
        var userOfKey: [AccessKeyID: Int] = [:]
        for (index, user) in snapshot.identities.users.enumerated() {
            for key in user.keys {
                guard let accessKey = try? Credentials(accessKeyID: key.id.rawValue, accessKeySecret: key.secret.exposed).accessKey else { continue }
                keys.append(RegisteredAccessKey(accessKey, isEnabled: key.isEnabled))
                userOfKey[key.id] = index
            }
        }
        users = KeyRing(keys)
        tokens = TokenKey(bytes: snapshot.tokenKey).map { SecurityTokens(key: $0) }
        self.userOfKey = userOfKey
    }

    var identities: Identities { snapshot.identities }

    /// The account, as lists show it.
    var owner: Owner { Owner(id: identities.account.rawValue, displayName: identities.account.rawValue) }

    /// Of a key that the account and a user have, the account's counts.
    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { ownerKeys.accessKey(id) ?? users.accessKey(id) }

    /// Derived keys of sessions are kept here and not with the owner's, who outlives the key that tokens are sealed with.
    func signingKey(for key: RegisteredAccessKey, scope: CredentialScope) -> SigningKey {
        let isOwners = ownerKeys.accessKey(key.accessKey.id) != nil
        return isOwners ? ownerKeys.signingKey(for: key, scope: scope) : users.signingKey(for: key, scope: scope)
    }

    /// Who signed a request.
    func subject(of verified: VerifiedRequest) -> AccessSubject { subject(signedWith: verified.accessKeyID, verified.securityToken) }

    /// Who signed a form.
    func subject(of form: VerifiedForm) -> AccessSubject { subject(signedWith: form.accessKeyID, form.securityToken) }

    /// Who has a key. One that is neither the owner's nor a user's nor a session's is nobody's.
    func subject(signedWith id: AccessKeyID, _ securityToken: Secret?) -> AccessSubject {
        if ownerKeys.accessKey(id) != nil { return identities.owner(id) }
        if let index = userOfKey[id] { return identities.subject(of: identities.users[index], id) }
        guard let securityToken, let session = session(of: securityToken.exposed), session.accessKeyID == id else { return .anonymous }
        return identities.subject(of: session.reference, session.policy, id)
    }
}

/// The directory of now: made anew when the identities have changed.
final class AccessDirectories: Sendable {
    private let owner: any AccessKeyDirectory
    private let source: any IdentitySource
    private let latest = Mutex<AccessDirectory?>(nil)

    init(owner: any AccessKeyDirectory, source: any IdentitySource) {
        self.owner = owner
        self.source = source
    }

    func current() async throws -> AccessDirectory {
        let snapshot = try await source.current()
        return latest.withLock { latest in
            if let latest, latest.snapshot.generation == snapshot.generation { return latest }
            let directory = AccessDirectory(owner: owner, snapshot)
            latest = directory
            return directory
        }
    }
}
