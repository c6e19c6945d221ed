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

/// Why bytes are not a JSON document that this server reads.
package enum JSONReadError: Error, Hashable, Sendable {
    /// More bytes than ``JSONLimits/bytes``.
    case tooLarge
    /// More nesting than ``JSONLimits/depth``.
    case tooDeep
    /// More values than ``JSONLimits/values``.
    case tooManyValues
    /// Two members of an object have the same name.
    case duplicateName
    /// Not JSON; `position` is the number of bytes before the one that does not fit.
    case malformed(position: Int)
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

    package init() {}

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
