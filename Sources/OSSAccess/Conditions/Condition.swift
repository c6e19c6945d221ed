/// One key of one operator of a statement's `Condition`: `{"StringLike": {"oss:Prefix": ["a/*", "b/*"]}}`.
struct Condition: Sendable {
    let key: String
    let test: ConditionTest

    /// Any of the values is enough; a negated operator wants none of them. A key that the request does not have meets the negated operators
    /// only.
    func isMet(by context: AccessContext) -> Bool {
        guard let values = context[key] else { return test.isNegated }
        return values.contains(where: test.holds) != test.isNegated
    }
}

/// An operator with its values, compiled.
struct ConditionTest: Sendable {
    let isNegated: Bool
    /// Whether one value of the request is among the values of the policy, negation left aside.
    let holds: @Sendable (String) -> Bool
}
