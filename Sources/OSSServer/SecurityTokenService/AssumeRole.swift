import OSSAccess
import OSSSigning

/// What AssumeRole is asked for.
///
/// Alibaba Cloud page: "AssumeRole".
struct AssumeRole {
    let roleARN: RoleARN
    let sessionName: String
    /// In seconds, as far as it can be judged without the role.
    let duration: Int
    let policy: PolicyDocument?

    static let shortestSession = 900
    static let defaultSession = 3600
    /// No role allows more.
    static let longestSession = IdentityRules.sessions.upperBound
    /// A session that assumes the next role gets no more than this, whatever the role allows.
    static let longestChainedSession = 3600

    /// - Throws: ``STSError``, for the first parameter that is missing or not as it must be.
    init(_ parameters: STSParameters) throws(STSError) {
        guard let arn = RoleARN(try parameters.required("RoleArn")) else { throw .malformedRoleARN }
        roleARN = arn
        sessionName = try parameters.required("RoleSessionName")
        guard NameRule.session.allows(sessionName.utf8) else { throw .malformedSessionName }
        if let text = parameters["DurationSeconds"] {
            let range = Self.shortestSession...Self.longestSession
            guard let number = ASCII.number(text.utf8), range.contains(number) else { throw .duration(range) }
            duration = number
        } else {
            duration = Self.defaultSession
        }
        policy = try parameters["Policy"].map { text throws(STSError) in try Self.policy(text) }
    }

    private static func policy(_ text: String) throws(STSError) -> PolicyDocument {
        guard text.utf8.count <= PolicyDocument.Kind.session.maximumBytes else { throw .longPolicy }
        do { return try PolicyDocument(json: Array(text.utf8), .session) } catch { throw .policyGrammar(error.problem) }
    }

    /// The role, if the caller may assume it: its own policies allow it, the role trusts it, and the session is no longer than the role allows.
    ///
    /// Whoever may not call AssumeRole on a role does not learn whether there is one.
    /// - Throws: ``STSError``.
    func role(for caller: AccessSubject, in identities: Identities, context: () -> AccessContext) throws(STSError) -> RAMRole {
        let maximum: Int
        switch caller.requester {
        case .owner: throw .rootAccount
        case .anonymous: throw .noPermission
        case .user: maximum = Self.longestSession
        case .session: maximum = Self.longestChainedSession
        }
        let found = identities.role(roleARN)
        let policies = PolicySet(identity: caller.policies, session: caller.sessionPolicy)
        var question = AccessQuestion(
            caller.requester, AccessAction("sts:AssumeRole"), AccessResource(roleName: found?.name ?? roleARN.name), account: roleARN.account)
        if !policies.conditionKeys.isEmpty { question.context = context() }
        guard case .allowed = policies.verdict(on: question) else { throw .noPermission }
        guard let found else { throw .unknownRole }
        guard found.trust.includes(caller.requester) else { throw .notTrusted }
        let range = Self.shortestSession...max(Self.shortestSession, min(maximum, found.maximumSession))
        guard range.contains(duration) else { throw .duration(range) }
        return found
    }
}

extension TrustPolicy {
    /// A list names users; only the whole account includes the sessions of its roles.
    fileprivate func includes(_ requester: AccessRequester) -> Bool {
        switch (self, requester) {
        case (.wholeAccount, .user), (.wholeAccount, .session): true
        case (.users(let names), .user(let user)): names.contains { $0.utf8.elementsEqual(user.name.utf8) }
        default: false
        }
    }
}
