import OSSSigning

/// Reads JSON as RFC 8259 defines it, strictly and within bounds. Policies may have one more escape, `\$`.
package struct JSONReader {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var valueCount = 0

    /// Reads one value, with nothing but blanks around it.
    package static func read(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONReadError) -> JSONValue {
        guard bytes.count <= limits.bytes else { throw .tooLarge }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var reader = JSONReader(bytes: bytes, limits: limits)
        let value = try reader.value(depth: 1)
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw .unknownCharacter(bytes[reader.position]) }
        return value
    }

    /// Whether bytes are one JSON document of any kind, whatever it says.
    package static func isJSON(_ bytes: [UInt8]) -> Bool { (try? read(bytes, limits: .passedOn(bytes: bytes.count))) != nil }

    private init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    private mutating func value(depth: Int) throws(JSONReadError) -> JSONValue {
        valueCount += 1
        guard valueCount <= limits.values else { throw .tooManyValues }
        switch try next() {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth <= limits.depth else { throw .tooDeep }
            return bytes[position] == UInt8(ascii: "{") ? try object(depth: depth) : try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case ASCII.hyphen, 0x30...0x39: return try number()
        case let byte:
            if skip("true") { return .boolean(true) }
            if skip("false") { return .boolean(false) }
            if skip("null") { return .null }
            throw .unknownCharacter(byte)
        }
    }

    private mutating func object(depth: Int) throws(JSONReadError) -> JSONValue {
        position += 1
        var object = JSONObject()
        var names: Set<[UInt8]> = []
        if try next() == UInt8(ascii: "}") { return close(.object(object)) }
        while true {
            guard try next() == UInt8(ascii: "\"") else { throw .expected("\"") }
            let name = try string()
            // By bytes: String would take two spellings of one letter for the same name.
            guard limits.allowsDuplicateNames || names.insert(Array(name.utf8)).inserted else { throw .duplicateName }
            guard try next() == ASCII.colon else { throw .expected(":") }
            position += 1
            object.members.append(JSONObject.Member(name: name, value: try value(depth: depth + 1)))
            switch try next() {
            case ASCII.comma: position += 1
            case UInt8(ascii: "}"): return close(.object(object))
            default: throw .expected(", or }")
            }
        }
    }

    private mutating func array(depth: Int) throws(JSONReadError) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        if try next() == UInt8(ascii: "]") { return close(.array([])) }
        while true {
            elements.append(try value(depth: depth + 1))
            switch try next() {
            case ASCII.comma: position += 1
            case UInt8(ascii: "]"): return close(.array(elements))
            default: throw .expected(", or ]")
            }
        }
    }

    private mutating func close(_ value: JSONValue) -> JSONValue {
        position += 1
        return value
    }

    private mutating func string() throws(JSONReadError) -> String {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case ASCII.backslash: try appendEscape(to: &text)
            case 0..<0x20: throw .malformedString
            default: text.append(byte)
            }
        }
        throw .unexpectedEnd
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONReadError) {
        guard position < bytes.count else { throw .unexpectedEnd }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), ASCII.backslash, ASCII.slash: text.append(byte)
        case UInt8(ascii: "$") where limits.allowsDollarEscape: text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw .malformedString
        }
    }

    /// One `\u` with its four digits, or two that make a pair.
    private mutating func escapedScalar() throws(JSONReadError) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, skip("\\u") else { throw .malformedString }
        let low = try codeUnit()
        guard (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)) else {
            throw .malformedString
        }
        return scalar
    }

    private mutating func codeUnit() throws(JSONReadError) -> UInt32 {
        guard bytes.count - position >= 4 else { throw .unexpectedEnd }
        var unit: UInt32 = 0
        for digit in bytes[position..<position + 4] {
            guard let value = Hex.value(digit) else { throw .malformedString }
            unit = unit << 4 | UInt32(value)
        }
        position += 4
        return unit
    }

    private mutating func number() throws(JSONReadError) -> JSONValue {
        let text = bytes[position...].prefix { ASCII.isDigit($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
        position = text.endIndex
        let digits = text.first == ASCII.hyphen ? text.dropFirst() : text
        let whole = digits.prefix(while: ASCII.isDigit)
        guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { throw .malformedNumber }
        let decimal = JSONValue.decimal(String(decoding: text, as: UTF8.self))
        guard whole.count < digits.count else { return Int64(String(decoding: text, as: UTF8.self)).map(JSONValue.integer) ?? decimal }
        guard Self.isFractionAndExponent(digits.dropFirst(whole.count)) else { throw .malformedNumber }
        return decimal
    }

    private static func isFractionAndExponent(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        if rest.first == ASCII.period {
            let fraction = rest.dropFirst().prefix(while: ASCII.isDigit)
            guard !fraction.isEmpty else { return false }
            rest = rest[fraction.endIndex...]
        }
        guard let mark = rest.first else { return true }
        guard mark | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == ASCII.hyphen { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(ASCII.isDigit)
    }

    /// The next byte that is no blank.
    private mutating func next() throws(JSONReadError) -> UInt8 {
        skipBlanks()
        guard position < bytes.count else { throw .unexpectedEnd }
        return bytes[position]
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func skip(_ literal: String) -> Bool {
        guard bytes[position...].starts(with: literal.utf8) else { return false }
        position += literal.utf8.count
        return true
    }
}
