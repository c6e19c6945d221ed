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

    /// Whether the statement is about what is asked.
    func covers(_ question: AccessQuestion) -> Bool {
        actions.matches(question.action) && resources.matches(question.resource, of: question.account)
            && (principals?.matches(question.requester, hasConditions: !conditions.isEmpty) ?? true)
            && conditions.allSatisfy { $0.isMet(by: question.context) }
    }
}
