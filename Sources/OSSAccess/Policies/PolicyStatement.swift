/// One statement of a policy: whom, what, where, when, and whether that is allowed or denied.
package struct PolicyStatement: Sendable {
    package enum Effect: String, Sendable {
        case allow = "Allow"
        case deny = "Deny"
    }

    package let effect: Effect
    /// The statement's name, if it has one; it has no effect.
    package let sid: String?
    let actions: ActionRule
    let resources: ResourceRule
    /// Whom a statement of a bucket policy is about; `nil` in the others.
    let principals: PrincipalRule?
    let conditions: [Condition]
    /// What the conditions ask for.
    package let conditionKeys: ConditionKeys
    /// The statement in the words in which it was put.
    package let text: StatementText

    init(
        effect: Effect, sid: String?, actions: ActionRule, resources: ResourceRule, principals: PrincipalRule?, conditions: [Condition],
        text: StatementText
    ) {
        (self.effect, self.sid, self.actions, self.resources) = (effect, sid, actions, resources)
        (self.principals, self.conditions) = (principals, conditions)
        self.text = text
        conditionKeys = conditions.reduce([]) { $0.union($1.key.kind) }
    }

    /// Whether the statement is about what is asked. Conditions go first: their values are read already, and patterns cost more.
    func covers(_ question: AccessQuestion) -> Bool {
        for condition in conditions where !condition.isMet(by: question.context) { return false }
        return actions.matches(question.action) && resources.matches(question.resource, of: question.account)
            && (principals?.matches(question.requester, hasConditions: !conditions.isEmpty) ?? true)
    }

    /// Whether a bucket policy's statement allows everybody something.
    ///
    /// A condition makes it less than everybody only when it names who may come: `acs:SourceIp` within networks no larger than IPv4's /8 and
    /// IPv6's /32, `acs:SourceVpc` or `acs:AccessId` without wildcards, by an operator that is not negated. Anything else, a user agent for
    /// example, everybody can meet.
    ///
    /// OSS page: "Block public access".
    package var isPublic: Bool { effect == .allow && principals?.isEverybody == true && !conditions.contains(where: \.fixesRequester) }
}

extension PolicyStatement {
    /// A statement of our own, about every resource.
    init(_ effect: Effect, _ actions: [String], sid: String? = nil) {
        let everything = StatementText.Names(names: ["*"], isNegated: false)
        self.init(
            effect: effect, sid: sid, actions: ActionRule(actions), resources: ResourceRule(patterns: [.everything], isNegated: false),
            principals: nil,
            conditions: [],
            text: StatementText(
                actions: StatementText.Names(names: actions, isNegated: false), resources: everything, principals: nil, conditions: []))
    }
}
