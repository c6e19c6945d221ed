import OSSAccess
import OSSSigning
import Synchronization

/// Temporary keys: nothing is kept of them, their tokens say what they stand for.
extension AccessDirectory {
    func lookUp(_ id: AccessKeyID, securityToken: String?) -> AccessKeyLookup {
        let opened = securityToken.flatMap(session)
        if let key = accessKey(id) {
            // A session's token beside a permanent key: both are right, and do not belong together.
            return opened != nil && key.accessKey.securityToken == nil ? .tokenOfAnotherKey : .registered(key)
        }
        guard id.rawValue.utf8.starts(with: SecurityTokens.idPrefix.utf8) else { return .unknown }
        guard let securityToken else { return .tokenMissing }
        guard let tokens, let opened, opened.reference.account == identities.account else { return .tokenInvalid }
        guard opened.accessKeyID == id else { return .tokenOfAnotherKey }
        let key = try? Credentials(
            accessKeyID: id.rawValue, accessKeySecret: tokens.secret(of: id).exposed, securityToken: securityToken, expiration: opened.expiration
        ).accessKey
        return key.map { .registered(RegisteredAccessKey($0)) } ?? .tokenInvalid
    }

    /// The session that a token stands for; `nil` for what is no token of ours. It may have expired.
    func session(of token: String) -> RoleSession? {
        openedTokens.session(of: token) { tokens?.open($0) }
    }

    /// What counts for a session is what its role may do now, and what the session was narrowed to. A role that is gone gives nothing, and another
    /// one of its name is another role.
    func subject(of session: RoleSession) -> AccessSubject {
        let reference = session.reference
        let role = identities.roles.first { $0.id == reference.roleID && $0.name.utf8.elementsEqual(reference.roleName.utf8) }
        return AccessSubject(
            requester: .session(reference), policies: identities.attached(role?.policies ?? []),
            sessionPolicy: role == nil ? RoleSession.policyWithoutRole : session.policy,
            accessKeyID: session.accessKeyID)
    }
}

/// The tokens that were opened last: opening one means reading its policy, and most are sent many times.
final class OpenedTokens: Sendable {
    /// By bytes: as strings, a token would equal what only looks like it.
    private let sessions = Mutex<[[UInt8]: RoleSession]>([:])
    private static let limit = 256

    func session(of token: String, _ open: (String) -> RoleSession?) -> RoleSession? {
        let bytes = Array(token.utf8)
        guard bytes.count <= SecurityTokens.maximumLength else { return nil }
        if let known = sessions.withLock({ $0[bytes] }) { return known }
        guard let session = open(token) else { return nil }
        sessions.withLock { sessions in
            if sessions.count >= Self.limit { sessions.removeAll() }
            sessions[bytes] = session
        }
        return session
    }
}
