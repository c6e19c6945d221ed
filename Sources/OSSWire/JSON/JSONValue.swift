/// A value of a received JSON document.
///
/// Not `Equatable`: `String ==` joins what bytes keep apart. Compare what the accessors return.
package enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, as it stands in the document: with a fraction, with an exponent, or too large for ``integer(_:)``.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The text of a string.
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The value of a number that ``integer(_:)`` holds.
    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    /// The value of `true` and `false`.
    package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    /// The elements of an array.
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    /// The members of an object.
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    /// Whether it is `null`.
    package var isNull: Bool { if case .null = self { true } else { false } }
}

/// The members of a JSON object, in the order of the document.
package struct JSONObject: Sendable {
    /// A name and its value.
    package struct Member: Sendable {
        package let name: String
        package let value: JSONValue
    }

    package internal(set) var members: [Member] = []

    /// The first member of a name, compared by bytes.
    package subscript(name: String) -> JSONValue? { members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }
}

/// Why a text is not JSON, or not JSON that is read here.
package enum JSONReadError: Error, Hashable, Sendable {
    case tooLarge
    case tooDeep
    case tooManyValues
    case notUTF8
    /// The text ends too early.
    case unexpectedEnd
    /// A byte where no value begins with it.
    case unknownCharacter(UInt8)
    /// Something else where one of these had to stand, `, or ]`.
    case expected(String)
    /// A control character, an unknown escape, or half of a surrogate pair in a string.
    case malformedString
    case malformedNumber
    /// Two members of an object have the same name: readers disagree on which of the two counts.
    case duplicateName
}

extension JSONReadError: CustomStringConvertible {
    /// In the words that OSS uses, as far as they are known: they stand behind "Invalid JSON: ".
    package var description: String {
        switch self {
        case .tooLarge: "the text is too long"
        case .tooDeep: "the nesting is too deep"
        case .tooManyValues: "there are too many values"
        case .notUTF8: "the text is not UTF-8"
        case .unexpectedEnd: "unexpected end"
        case .unknownCharacter(let byte): "unknown char \(String(Unicode.Scalar(0x20..<0x7F ~= byte ? byte : 0x3F)))"
        case .expected(let what): "\(what) expected"
        case .malformedString: "malformed string"
        case .malformedNumber: "malformed number"
        case .duplicateName: "a name occurs twice"
        }
    }
}

/// What a document may cost.
package struct JSONLimits: Sendable {
    package var bytes = 64 * 1024
    /// Arrays and objects inside of each other.
    package var depth = 32
    /// Values of all kinds together.
    package var values = 10_000
    /// Whether an object may have two members of one name. RFC 8259 lets a document do it; a configuration that does it has two meanings.
    package var allowsDuplicateNames = false
    /// Whether `\$` is a dollar sign, as in post policies.
    package var allowsDollarEscape = false

    package init() {}

    /// For a post policy.
    static var postPolicy: JSONLimits {
        var limits = JSONLimits()
        limits.bytes = 256 * 1024
        limits.depth = 16
        limits.values = 20_000
        limits.allowsDollarEscape = true
        return limits
    }

    /// For a document that is passed on and not acted on.
    static func passedOn(bytes: Int) -> JSONLimits {
        var limits = JSONLimits()
        limits.bytes = bytes
        limits.depth = 256
        limits.values = bytes
        limits.allowsDuplicateNames = true
        return limits
    }
}
