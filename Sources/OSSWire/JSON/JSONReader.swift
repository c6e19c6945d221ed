import OSSSigning

/// Reads JSON as RFC 8259 defines it, strictly and within bounds: UTF-8 without a byte order mark, no comments, no trailing commas,
/// no half surrogates, nothing behind the value.
package struct JSONReader {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var valueCount = 0

    /// The value of a document.
    package static func read(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONReadError) -> JSONValue {
        guard bytes.count <= limits.bytes else { throw .tooLarge }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed(position: 0) }
        var reader = JSONReader(bytes: bytes, limits: limits)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.malformed }
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
        skipBlanks()
        switch next {
        case UInt8(ascii: "{")?: return .object(try object(depth: depth + 1))
        case UInt8(ascii: "[")?: return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\"")?: return .string(try string())
        case UInt8(ascii: "t")?: return try literal("true", .boolean(true))
        case UInt8(ascii: "f")?: return try literal("false", .boolean(false))
        case UInt8(ascii: "n")?: return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONReadError) -> JSONObject {
        guard depth <= limits.depth else { throw .tooDeep }
        position += 1
        var object = JSONObject()
        var names: Set<[UInt8]> = []
        skipBlanks()
        if skip(UInt8(ascii: "}")) { return object }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw malformed }
            let name = try string()
            guard limits.allowsDuplicateNames || names.insert(Array(name.utf8)).inserted else { throw .duplicateName }
            skipBlanks()
            guard skip(ASCII.colon) else { throw malformed }
            object.members.append(.init(name: name, value: try value(depth: depth)))
            skipBlanks()
            if skip(UInt8(ascii: "}")) { return object }
            guard skip(ASCII.comma) else { throw malformed }
        }
    }

    private mutating func array(depth: Int) throws(JSONReadError) -> [JSONValue] {
        guard depth <= limits.depth else { throw .tooDeep }
        position += 1
        var array: [JSONValue] = []
        skipBlanks()
        if skip(UInt8(ascii: "]")) { return array }
        while true {
            array.append(try value(depth: depth))
            skipBlanks()
            if skip(UInt8(ascii: "]")) { return array }
            guard skip(ASCII.comma) else { throw malformed }
        }
    }

    private mutating func string() throws(JSONReadError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case ASCII.backslash: try appendEscape(to: &text)
            case 0..<0x20:
                position -= 1
                throw malformed
            default: text.append(byte)
            }
        }
        throw malformed
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONReadError) {
        guard let escape = next else { throw malformed }
        position += 1
        switch escape {
        case UInt8(ascii: "\""), ASCII.backslash, ASCII.slash: text.append(escape)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if 0xD800..<0xDC00 ~= code {
                guard skip(ASCII.backslash), skip(UInt8(ascii: "u")) else { throw malformed }
                let low = try codeUnit()
                guard 0xDC00..<0xE000 ~= low else { throw malformed }
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw malformed }
            text += Array(String(scalar).utf8)
        default: throw malformed
        }
    }

    private mutating func codeUnit() throws(JSONReadError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next, let value = Hex.value(digit) else { throw malformed }
            code = code << 4 | UInt32(value)
            position += 1
        }
        return code
    }

    private mutating func number() throws(JSONReadError) -> JSONValue {
        let start = position
        _ = skip(ASCII.hyphen)
        if !skip(UInt8(ascii: "0")) { try skipDigits() }
        var isInteger = true
        if skip(ASCII.period) {
            isInteger = false
            try skipDigits()
        }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            isInteger = false
            if !skip(UInt8(ascii: "+")) { _ = skip(ASCII.hyphen) }
            try skipDigits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        return .decimal(text)
    }

    private mutating func skipDigits() throws(JSONReadError) {
        let start = position
        while let byte = next, ASCII.isDigit(byte) { position += 1 }
        guard position > start else { throw malformed }
    }

    private mutating func literal(_ text: String, _ value: JSONValue) throws(JSONReadError) -> JSONValue {
        for byte in text.utf8 where !skip(byte) { throw malformed }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    private var malformed: JSONReadError { .malformed(position: position) }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }
}
