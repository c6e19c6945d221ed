import OSSWire

extension Condition {
    /// The `Condition` element: operators, their keys, and the values of those.
    static func read(_ value: JSONValue?) throws(PolicyError) -> [Condition] {
        guard let value else { return [] }
        guard let operators = value.object else { throw PolicyError("Condition must be a JSON object.") }
        var conditions: [Condition] = []
        for element in operators.members {
            guard let keys = element.value.object else { throw PolicyError("\(element.name) must be a JSON object of keys.") }
            for member in keys.members {
                let test = try ConditionTest(element.name, try PolicyStatement.strings(member.value, member.name))
                conditions.append(Condition(key: member.name, test: test))
            }
        }
        return conditions
    }
}

extension ConditionTest {
    init(_ name: String, _ values: [String]) throws(PolicyError) {
        switch name {
        case "StringEquals": self.init(isNegated: false) { value in values.contains { $0.utf8.elementsEqual(value.utf8) } }
        case "StringNotEquals": self.init(isNegated: true) { value in values.contains { $0.utf8.elementsEqual(value.utf8) } }
        case "StringLike", "StringNotLike":
            let patterns = values.map { WildcardPattern($0.utf8) }
            self.init(isNegated: name == "StringNotLike") { value in patterns.contains { $0.matches(value.utf8) } }
        default: throw PolicyError("Unknown condition operator \(name).")
        }
    }
}
