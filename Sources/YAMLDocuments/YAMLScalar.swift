import OSSSigning
import OSSWire

/// A plain scalar of YAML, by the core schema of YAML 1.2.
struct YAMLScalar {
    /// `nil` for what JSON cannot say: infinity, not a number, and hexadecimal and octal numbers beyond 64 bits.
    let value: JSONValue?
    /// Whether it is a number of any kind.
    let isNumber: Bool

    static func tag(_ name: String) -> String { "tag:yaml.org,2002:\(name)" }

    init(_ text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": (value, isNumber) = (.null, false)
        case "true", "True", "TRUE": (value, isNumber) = (.boolean(true), false)
        case "false", "False", "FALSE": (value, isNumber) = (.boolean(false), false)
        default:
            let bytes = Array(text.utf8)
            if let number = Self.based(bytes) {
                (value, isNumber) = (number, true)
            } else if let number = Self.decimal(bytes) {
                (value, isNumber) = (number, true)
            } else if Self.isNoJSONNumber(bytes) {
                (value, isNumber) = (nil, true)
            } else {
                (value, isNumber) = (.string(text), false)
            }
        }
    }

    /// `0o17`, `0x1F`.
    private static func based(_ bytes: [UInt8]) -> JSONValue?? {
        guard bytes.count > 2, bytes[0] == 0x30, let radix = [UInt8(ascii: "o"): 8, UInt8(ascii: "x"): 16][bytes[1]] else { return nil }
        let digits = bytes.dropFirst(2)
        guard digits.allSatisfy({ (Hex.value($0).map(Int.init) ?? 16) < radix }) else { return nil }
        return .some(Int64(String(decoding: digits, as: UTF8.self), radix: radix).map(JSONValue.integer))
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, spelled as JSON spells numbers.
    private static func decimal(_ bytes: [UInt8]) -> JSONValue? {
        var rest = bytes[...]
        let isNegative = rest.first == ASCII.hyphen
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = rest.prefix(while: ASCII.isDigit)
        rest = rest[whole.endIndex...]
        var fraction: ArraySlice<UInt8>?
        if rest.first == ASCII.period {
            fraction = rest.dropFirst().prefix(while: ASCII.isDigit)
            rest = rest.dropFirst(1 + (fraction?.count ?? 0))
        }
        guard !whole.isEmpty || fraction?.isEmpty == false else { return nil }
        let exponent = rest
        if let mark = rest.first {
            guard mark | 0x20 == UInt8(ascii: "e") else { return nil }
            rest = rest.dropFirst()
            if rest.first == ASCII.hyphen || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard !rest.isEmpty, rest.allSatisfy(ASCII.isDigit) else { return nil }
        }
        let significant = whole.drop { $0 == 0x30 }
        var text = (isNegative ? "-" : "") + (significant.isEmpty ? "0" : String(decoding: significant, as: UTF8.self))
        // `1.` is spelled `1` in JSON, and read from there as a whole number.
        if fraction?.isEmpty ?? true, exponent.isEmpty { return Int64(text).map(JSONValue.integer) ?? .decimal(text) }
        if let fraction, !fraction.isEmpty { text += ".\(String(decoding: fraction, as: UTF8.self))" }
        return .decimal(text + String(decoding: exponent, as: UTF8.self))
    }

    /// `.inf`, `-.Inf`, `.NaN`, ...
    private static func isNoJSONNumber(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let unsigned = text.utf8.first == ASCII.hyphen || text.utf8.first == UInt8(ascii: "+") ? String(text.dropFirst()) : text
        return [".inf", ".Inf", ".INF"].contains(unsigned) || [".nan", ".NaN", ".NAN"].contains(text)
    }
}
