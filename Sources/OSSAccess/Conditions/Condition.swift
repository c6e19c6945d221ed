/// One key of one operator of a statement's `Condition`: `{"StringLike": {"oss:Prefix": ["a/*", "b/*"]}}`.
struct Condition: Sendable {
    let key: ConditionKey
    let isNegated: Bool
    let test: ConditionTest

    /// Any of the values is enough; a negated operator wants none of them. A key that the request does not have meets the negated operators
    /// only.
    func isMet(by context: AccessContext) -> Bool {
        guard let values = context[key] else { return isNegated }
        return values.contains(where: test.holds) != isNegated
    }

    /// Whether it lets only some addresses, networks or access keys through, each of them named.
    var fixesRequester: Bool { !isNegated && !key.kind.isDisjoint(with: .requester) && test.isFixed }
}
