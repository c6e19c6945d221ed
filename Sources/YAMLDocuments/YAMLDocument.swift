package import OSSAccess
import OSSSigning
package import OSSWire
import Yams

/// A YAML document as a value of JSON, by the core schema of YAML 1.2: `yes` is a text, `1` a number, `"1"` a text.
///
/// JSON is YAML, too. What JSON cannot say (infinity, tags of programs, names that are no texts) is refused, and so is what costs more to read than
/// a file of that size should: aliases can make a small file stand for a huge document.
package struct YAMLDocument {
    /// What the document says. At most `maximumValues` values, `maximumDepth` deep.
    package let value: JSONValue
    private let root: Node

    /// Aliases that a file may have. So few cannot multiply into much, wherever they stand.
    static let maximumAliases = 32
    /// Values of all kinds together, aliases followed.
    package static let maximumValues = 1_000_000
    /// Sequences and mappings inside of each other.
    static let maximumDepth = 32

    /// Why a text is no such document. It quotes nothing of it: it may hold secrets.
    package struct Failure: Error, CustomStringConvertible {
        /// From 1.
        package let line: Int?
        /// In words that follow `line N: `.
        package let problem: String

        package var description: String { line.map { "line \($0): \(problem)" } ?? problem }
    }

    /// Reads a text in UTF-8. How long it may be, the caller has decided: the time it takes grows with its length.
    package init(_ bytes: [UInt8]) throws(Failure) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure(line: nil, problem: "it is not UTF-8") }
        if let failure = YAMLShape(bytes).failure { throw failure }
        do {
            guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
                throw Failure(line: nil, problem: "it is empty")
            }
            var values = 0
            value = try Self.value(root, depth: 1, count: &values)
            self.root = root
        } catch let failure as Failure {
            throw failure
        } catch let error as YamlError {
            throw Failure(error)
        } catch {
            throw Failure(line: nil, problem: "it cannot be read")
        }
    }

    /// The line, from 1, of the innermost value on a path that is there.
    package func line(of path: [IdentitiesDocumentError.Step]) -> Int? {
        var node = root
        for step in path {
            switch (step, node) {
            case (.member(let name), .mapping(let mapping)):
                guard let pair = mapping.first(where: { $0.key.scalar?.string == name }) else { return node.mark?.line }
                node = pair.value
            case (.element(let number), .sequence(let sequence)):
                guard sequence.indices.contains(number) else { return node.mark?.line }
                node = sequence[number]
            default: return node.mark?.line
            }
        }
        return node.mark?.line
    }

    private static func value(_ node: Node, depth: Int, count: inout Int) throws(Failure) -> JSONValue {
        count += 1
        guard count <= maximumValues else { throw Failure(line: node.mark?.line, problem: "there are too many values") }
        guard depth <= maximumDepth else { throw Failure(line: node.mark?.line, problem: "the nesting is too deep") }
        switch node {
        case .scalar(let scalar): return try value(scalar)
        case .sequence(let sequence):
            guard sequence.tag.isCollection("seq") else { throw Failure(line: sequence.mark?.line, problem: "unknown tag") }
            var elements: [JSONValue] = []
            for element in sequence { elements.append(try value(element, depth: depth + 1, count: &count)) }
            return .array(elements)
        case .mapping(let mapping):
            guard mapping.tag.isCollection("map") else { throw Failure(line: mapping.mark?.line, problem: "unknown tag") }
            var members: [JSONObject.Member] = []
            for (key, element) in mapping {
                guard let name = key.scalar?.string else { throw Failure(line: key.mark?.line, problem: "a name is no text") }
                members.append(JSONObject.Member(name, try value(element, depth: depth + 1, count: &count)))
            }
            return .object(JSONObject(members))
        case .alias(let alias): throw Failure(line: alias.mark?.line, problem: "an alias of nothing")
        }
    }

    private static func value(_ scalar: Node.Scalar) throws(Failure) -> JSONValue {
        let plain = YAMLScalar(scalar.string)
        let value: JSONValue?
        switch scalar.tag.description {
        case "": value = scalar.style == .plain ? plain.value : .string(scalar.string)
        case "!", YAMLScalar.tag("str"): value = .string(scalar.string)
        case YAMLScalar.tag("null"): value = plain.value.flatMap { $0.isNull ? $0 : nil }
        case YAMLScalar.tag("bool"): value = plain.value.flatMap { $0.boolean == nil ? nil : $0 }
        case YAMLScalar.tag("int"): value = plain.value.flatMap { $0.integer == nil ? nil : $0 }
        case YAMLScalar.tag("float"): value = plain.isNumber ? plain.value : nil
        default: throw Failure(line: scalar.mark?.line, problem: "unknown tag")
        }
        guard let value else { throw Failure(line: scalar.mark?.line, problem: "a value that JSON cannot say, or that its tag does not fit") }
        return value
    }
}

extension Tag {
    /// Whether a collection has this tag, or none.
    fileprivate func isCollection(_ name: String) -> Bool { ["", "!", YAMLScalar.tag(name)].contains(description) }
}

extension YAMLDocument.Failure {
    /// What the parser says, without the lines that it quotes.
    fileprivate init(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            self.init(line: mark.line, problem: problem)
        case .reader(let problem, _, _, _): self.init(line: nil, problem: problem)
        case .duplicatedKeysInMapping(_, let context): self.init(line: context.mark.line, problem: "a name occurs twice")
        default: self.init(line: nil, problem: "it is no YAML")
        }
    }
}
