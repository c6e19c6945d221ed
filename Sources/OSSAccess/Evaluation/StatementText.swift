import OSSWire

/// A statement in the words in which it was put: what is evaluated is compiled, and people want to read what they wrote.
package struct StatementText: Sendable {
    /// `Action` or `NotAction`, and so on.
    package struct Names: Hashable, Sendable, CustomStringConvertible {
        package let names: [String]
        package let isNegated: Bool

        /// The first few: `oss:GetObject or oss:PutObject`, `everything but oss:DeleteObject`.
        package var description: String {
            let shown = names.prefix(3).joined(separator: isNegated ? " and " : " or ") + (names.count > 3 ? " (and \(names.count - 3) more)" : "")
            return isNegated ? "everything but \(shown)" : shown
        }
    }

    /// One key of one operator.
    package struct Condition: Hashable, Sendable, CustomStringConvertible {
        package let `operator`: String
        package let key: String
        package let values: [String]

        package var description: String {
            let shown = values.prefix(3).map { $0.isEmpty ? "an empty value" : $0 }.joined(separator: " or ")
            return "\(self.operator) \(key) is \(shown)" + (values.count > 3 ? " (or \(values.count - 3) more)" : "")
        }
    }

    package let actions: Names
    package let resources: Names
    /// `nil` but in bucket policies.
    package let principals: Names?
    /// In the order of the document.
    package let conditions: [Condition]
}

extension PolicyDocument {
    /// A statement of the document in its own words.
    /// - Parameter number: its place, from 1.
    /// - Returns: `nil` for a number that no statement has.
    package func text(ofStatement number: Int) -> StatementText? {
        number > 0 && number <= statements.count ? statements[number - 1].text : nil
    }
}

extension StatementText {
    /// Whom a statement that was read names.
    static func principals(of statement: JSONObject) -> Names? {
        if let value = statement["Principal"] { return Names(names: value.texts, isNegated: false) }
        return statement["NotPrincipal"].map { Names(names: $0.texts, isNegated: true) }
    }

    /// The conditions of a statement that was read, in its order.
    static func conditions(of statement: JSONObject) -> [Condition] {
        (statement["Condition"]?.object?.members ?? []).flatMap { element in
            (element.value.object?.members ?? []).map { Condition(operator: element.name, key: $0.name, values: $0.value.texts) }
        }
    }
}

extension JSONValue {
    /// A value or a list of values, as text.
    fileprivate var texts: [String] {
        if let array { return array.flatMap(\.texts) }
        if let string { return [string] }
        if let integer { return [String(integer)] }
        if case .decimal(let text) = self { return [text] }
        return boolean.map { [String($0)] } ?? []
    }
}
