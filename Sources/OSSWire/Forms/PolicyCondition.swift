import OSSSigning

/// One condition of a post policy.
///
/// OSS page: "PostObject", "Post policy".
public enum PolicyCondition: Hashable, Sendable {
    /// A field and what is asked of its value.
    case field(name: String, Test)
    /// The size of the file in bytes, both ends included.
    case contentLength(ClosedRange<Int64>)

    /// What is asked of a field.
    public enum Test: Hashable, Sendable {
        /// Exactly this value.
        case equals(String)
        /// A value that begins so; an empty prefix allows every value, and still demands the field.
        case startsWith(String)
        /// One of these values.
        case isIn([String])
        /// None of these values.
        case isNotIn([String])

        /// Compares by bytes.
        package func isMet(by value: [UInt8]) -> Bool {
            switch self {
            case .equals(let text): value.elementsEqual(text.utf8)
            case .startsWith(let prefix): value.starts(with: prefix.utf8)
            case .isIn(let list): list.contains { value.elementsEqual($0.utf8) }
            case .isNotIn(let list): !list.contains { value.elementsEqual($0.utf8) }
            }
        }
    }

    /// The field's name in lower case, or `nil`.
    var canonicalName: String? { if case .field(let name, _) = self { ASCII.lowercased(name) } else { nil } }
}

/// Reads a condition.
extension PolicyCondition {
    /// - Throws: InvalidPolicyDocument.
    init(_ value: JSONValue) throws(OSSError) {
        switch value {
        case .object(let object):
            guard object.members.count == 1, case .string(let text) = object.members[0].value else {
                throw .invalidPolicyDocument(
                    "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")
            }
            self = .field(name: try Self.checked(object.members[0].name), .equals(text))
        case .array(let elements): try self.init(elements: elements)
        default: throw .invalidPolicyDocument("Invalid Condition: a condition is an object or an array.")
        }
    }

    private init(elements: [JSONValue]) throws(OSSError) {
        guard elements.count == 3, case .string(let kind) = elements[0] else {
            throw .invalidPolicyDocument("Invalid Condition: an array has an operator and two operands.")
        }
        if ASCII.lowercased(kind) == "content-length-range" {
            guard case .integer(let minimum) = elements[1], case .integer(let maximum) = elements[2], 0 <= minimum, minimum <= maximum else {
                throw .invalidPolicyDocument("Invalid content-length-range: two integers are needed, the smaller one first.")
            }
            self = .contentLength(minimum...maximum)
            return
        }
        guard case .string(let field) = elements[1], field.utf8.first == UInt8(ascii: "$") else {
            throw .invalidPolicyDocument("Invalid Condition: the field of a condition begins with $.")
        }
        let name = try Self.checked(String(field.dropFirst()))
        let test = try Self.test(kind, elements[2])
        // OSS documents that the bucket is matched exactly and in no other way.
        if ASCII.lowercased(name) == "bucket", case .equals = test {
        } else if ASCII.lowercased(name) == "bucket" {
            throw .invalidPolicyDocument("Invalid Condition: bucket must match exactly.")
        }
        self = .field(name: name, test)
    }

    private static func test(_ kind: String, _ operand: JSONValue) throws(OSSError) -> Test {
        switch (ASCII.lowercased(kind), operand) {
        case ("eq", .string(let text)): return .equals(text)
        case ("starts-with", .string(let prefix)): return .startsWith(prefix)
        case ("in", .array(let elements)): return .isIn(try strings(elements))
        case ("not-in", .array(let elements)): return .isNotIn(try strings(elements))
        default: throw .invalidPolicyDocument("Invalid Condition: unknown operator, or an operand of the wrong type.")
        }
    }

    private static func strings(_ elements: [JSONValue]) throws(OSSError) -> [String] {
        var strings: [String] = []
        for element in elements {
            guard case .string(let text) = element else { throw .invalidPolicyDocument("Invalid Condition: a list holds strings.") }
            strings.append(text)
        }
        return strings
    }

    private static func checked(_ name: String) throws(OSSError) -> String {
        guard !name.isEmpty else { throw .invalidPolicyDocument("Invalid Condition: a field's name is empty.") }
        return name
    }
}

extension PolicyCondition: CustomStringConvertible {
    /// The array form, as error documents show it. The value of a security token is left out.
    public var description: String {
        switch self {
        case .contentLength(let range): "[\"content-length-range\", \(range.lowerBound), \(range.upperBound)]"
        case .field(let name, let test): "[\"\(test.operator)\", \(Self.quoted("$" + name)), \(isSecret ? "\"...\"" : test.operand)]"
        }
    }

    private var isSecret: Bool { canonicalName == FormFieldName.securityToken.canonicalName }

    fileprivate static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar.value < 0x20 ? "?" : scalar)
        }
        return result + "\""
    }
}

extension PolicyCondition.Test {
    fileprivate var `operator`: String {
        switch self {
        case .equals: "eq"
        case .startsWith: "starts-with"
        case .isIn: "in"
        case .isNotIn: "not-in"
        }
    }

    fileprivate var operand: String {
        switch self {
        case .equals(let text), .startsWith(let text): PolicyCondition.quoted(text)
        case .isIn(let list), .isNotIn(let list): "[" + list.map(PolicyCondition.quoted).joined(separator: ", ") + "]"
        }
    }
}

/// Writes a condition.
extension PolicyCondition {
    /// The array form as it stands in a policy.
    var json: String {
        switch self {
        case .contentLength(let range): #"["content-length-range",\#(range.lowerBound),\#(range.upperBound)]"#
        case .field(let name, let test): #"["\#(test.operator)",\#(JSONQuoting.quote("$" + name)),\#(test.json)]"#
        }
    }
}

extension PolicyCondition.Test {
    fileprivate var json: String {
        switch self {
        case .equals(let text), .startsWith(let text): JSONQuoting.quote(text)
        case .isIn(let list), .isNotIn(let list): "[" + list.map(JSONQuoting.quote).joined(separator: ",") + "]"
        }
    }
}
