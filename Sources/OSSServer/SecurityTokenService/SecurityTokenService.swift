import OSSAccess
import OSSSigning
import OSSWire

/// AssumeRole and GetCallerIdentity, on the server's own address.
///
/// The checks stand in this order: what the request needs to be judged, the version and the action, the time, the key, its token, the signature,
/// whether it was sent before, and then what it asks for.
struct SecurityTokenService: Sendable {
    private let nonces = NonceMemory()

    enum Action: String, Sendable { case assumeRole = "AssumeRole", getCallerIdentity = "GetCallerIdentity" }

    static let version = "2015-04-01"
    /// How far a request's timestamp may be away: 15 minutes.
    static let maximumSkew: Int64 = 900

    /// Which action a request names.
    static func action(of request: STSRequest) throws(STSError) -> Action {
        guard let name = request.action, !name.isEmpty else { throw .missing("Action") }
        guard let version = request.version, !version.isEmpty else { throw .missing("Version") }
        guard let action = Action(rawValue: name) else { throw .unknownAction }
        guard version == Self.version else { throw .wrongVersion }
        return action
    }

    /// - Parameter context: what conditions may ask of the request.
    /// - Throws: ``STSError``, and what sealing a token throws.
    func answer(
        _ request: STSRequest, _ action: Action, in directory: AccessDirectory, requestID: RequestID, at now: SigningTime,
        context: (AccessSubject) -> AccessContext
    ) throws -> STSDocument {
        let caller = try authenticate(request, in: directory, at: now)
        var document = STSDocument("\(action.rawValue)Response")
        document.add("RequestId", requestID.rawValue)
        switch action {
        case .getCallerIdentity:
            guard let identity = CallerIdentity(caller.requester) else { throw STSError.noPermission }
            for member in identity.members { document.add(member.name, member.value) }
        case .assumeRole:
            let wish = try AssumeRole(request.parameters)
            let role = try wish.role(for: caller, in: directory.identities) { context(caller) }
            let (session, key) = try directory.begin(wish, role, by: caller, at: now)
            document.add("AssumedRoleUser", [("Arn", session.reference.arn), ("AssumedRoleId", session.reference.assumedRoleID)])
            document.add(
                "Credentials",
                [
                    ("AccessKeyId", key.id.rawValue), ("AccessKeySecret", key.secret.exposed),
                    ("SecurityToken", key.securityToken?.exposed ?? ""), ("Expiration", session.expiration.rfc3339),
                ])
        }
        return document
    }

    private func authenticate(_ request: STSRequest, in directory: AccessDirectory, at now: SigningTime) throws(STSError) -> AccessSubject {
        let signature: any STSSignature =
            switch request.style {
            case .rpc: try RPCSignature(request)
            case .acs3: try ACS3Signature(request)
            }
        guard abs(now.seconds(until: signature.time)) <= Self.maximumSkew else { throw .expiredTimestamp }
        let key: RegisteredAccessKey
        do { key = try directory.usableKey(signature.accessKeyID, securityToken: signature.securityToken, at: now) } catch { throw STSError(error) }
        guard signature.matches(key.accessKey.secret) else {
            throw .signatureMismatch(signature.securityToken == nil ? signature.evidence : nil)
        }
        let end = signature.time.secondsSinceEpoch + Self.maximumSkew
        switch nonces.use(signature.nonce, by: signature.accessKeyID, until: end, at: now.secondsSinceEpoch) {
        case .fresh: break
        case .used: throw .usedNonce
        case .full: throw .tooManyNonces
        }
        return directory.subject(signedWith: key.accessKey.id, key.accessKey.securityToken)
    }
}

extension AccessDirectory {
    /// A session, from now on.
    fileprivate func begin(
        _ wish: AssumeRole, _ role: RAMRole, by caller: AccessSubject, at now: SigningTime
    ) throws -> (RoleSession, Credentials.AccessKey) {
        guard let tokens, let end = now.advanced(bySeconds: Int64(wish.duration)) else { throw OSSError.internalError }
        let reference = RoleSessionReference(account: identities.account, roleID: role.id, roleName: role.name, sessionName: wish.sessionName)
        let session = RoleSession(
            reference: reference, accessKeyID: SecurityTokens.freshAccessKeyID(), policy: wish.policy, expiration: end,
            assumedBy: caller.requester.id ?? "")
        return (session, try tokens.accessKey(of: session))
    }
}

extension STSError {
    fileprivate init(_ reason: VerificationFailure.Reason) {
        switch reason {
        case .disabledAccessKey: self = .disabledAccessKey
        case .securityTokenMissing: self = .missingSecurityToken
        case .securityTokenInvalid: self = .malformedToken
        case .securityTokenOfAnotherKey: self = .tokenOfAnotherKey
        case .securityTokenExpired: self = .expiredToken
        default: self = .unknownAccessKey
        }
    }
}
