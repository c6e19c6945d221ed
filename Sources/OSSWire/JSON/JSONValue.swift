/// A JSON text that was read.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without fraction and exponent that fits.
    case integer(Int64)
    /// Any other number: nothing here computes with one.
    case otherNumber
    case string(String)
    case array([JSONValue])
    /// The members in order. No name occurs twice.
    case object([Member])

    /// A member of an object.
    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONValue
    }
}

/// What a JSON text may cost.
package struct JSONLimits: Sendable {
    /// The length of the text.
    package var bytes: Int
    /// How deep arrays and objects may be nested.
    package var depth: Int
    /// The number of values, members' names not counted.
    package var values: Int

    package init(bytes: Int = 256 * 1024, depth: Int = 16, values: Int = 20_000) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
    }
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
    case repeatedName
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
        case .repeatedName: "a name occurs twice"
        }
    }
}
