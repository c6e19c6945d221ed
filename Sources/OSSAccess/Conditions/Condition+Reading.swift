import OSSWire

extension Condition {
    /// The `Condition` element: operators, their keys, and the values of those.
    /// - Parameter knowsOSS: Whether the statement is about OSS; the keys of OSS mean nothing to other services.
    static func read(_ value: JSONValue?, knowsOSS: Bool) throws(PolicyError) -> [Condition] {
        guard let value else { return [] }
        guard let operators = value.object else { throw PolicyError("Condition must be a JSON object.") }
        var conditions: [Condition] = []
        for element in operators.members {
            guard let name = ConditionOperator(name: element.name) else {
                throw PolicyError("Unknown condition operator \(PolicyError.quoted(element.name)).")
            }
            guard let keys = element.value.object, !keys.members.isEmpty else {
                throw PolicyError("\(name.rawValue) must be a JSON object with at least one key.")
            }
            var seen: Set<ConditionKey> = []
            for member in keys.members {
                let key = try Self.key(member.name, knowsOSS: knowsOSS)
                guard seen.insert(key).inserted else { throw PolicyError("\(PolicyError.quoted(member.name)) occurs twice in \(name.rawValue).") }
                let values = member.value.array ?? [member.value]
                guard !values.isEmpty else { throw PolicyError("\(PolicyError.quoted(member.name)) has no value.") }
                conditions.append(Condition(key: key, isNegated: name.isNegated, test: try ConditionTest(name, values)))
            }
        }
        return conditions
    }

    private static func key(_ name: String, knowsOSS: Bool) throws(PolicyError) -> ConditionKey {
        try PolicyError.checkCharacters(name)
        guard let key = ConditionKey(name), knowsOSS || key.isCommon else {
            throw PolicyError("Unknown condition key \(PolicyError.quoted(name)).")
        }
        return key
    }
}
