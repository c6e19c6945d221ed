import OSSSigning
import OSSWire

extension FuzzTarget {
    /// The JSON reader: what it reads and writes again it reads as the same, byte by byte.
    static let json = FuzzTarget("json") { input in
        let value = reading { try JSONReader.read(input) }
        if value != nil { try BrokenLaw.unless(JSONReader.isJSON(input), "what is read is JSON") }
        guard let value else { return }
        let written = value.bytes
        let again: JSONValue
        do { again = try JSONReader.read(written) } catch { throw BrokenLaw("what is written can be read, and not: \(error)") }
        try BrokenLaw.unless(again.bytes == written, "a document is written as it was read")
        try BrokenLaw.unless(NaiveJSON.accepts(input), "what is read is JSON for the grammar, too")
        try BrokenLaw.unless(NaiveJSON.accepts(written), "what is written is JSON for the grammar")
    }
}

/// RFC 8259's grammar, rule by rule.
struct NaiveJSON {
    private var rest: ArraySlice<UInt8>

    static func accepts(_ bytes: [UInt8]) -> Bool {
        var grammar = NaiveJSON(rest: bytes[...])
        guard grammar.value() else { return false }
        grammar.blanks()
        return grammar.rest.isEmpty
    }

    private mutating func value() -> Bool {
        blanks()
        switch rest.first {
        case UInt8(ascii: "{"): return list(from: "{", to: "}", member: true)
        case UInt8(ascii: "["): return list(from: "[", to: "]", member: false)
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return take("true")
        case UInt8(ascii: "f"): return take("false")
        case UInt8(ascii: "n"): return take("null")
        default: return number()
        }
    }

    private mutating func list(from open: String, to close: String, member: Bool) -> Bool {
        guard take(open) else { return false }
        blanks()
        if take(close) { return true }
        while true {
            blanks()
            if member {
                guard string() else { return false }
                blanks()
                guard take(":") else { return false }
            }
            guard value() else { return false }
            blanks()
            if take(close) { return true }
            guard take(",") else { return false }
        }
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            if byte < 0x20 { return false }
            guard byte == UInt8(ascii: "\\") else { continue }
            guard let escape = rest.popFirst() else { return false }
            if escape == UInt8(ascii: "u") {
                for _ in 0..<4 { guard let digit = rest.popFirst(), Hex.value(digit) != nil else { return false } }
            } else if !"\"\\/bfnrt".utf8.contains(escape) {
                return false
            }
        }
        return false
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") { guard digits() else { return false } }
        if take(".") { guard digits() else { return false } }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() else { return false }
        }
        return true
    }

    private mutating func digits() -> Bool {
        let found = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest[found.endIndex...]
        return !found.isEmpty
    }

    private mutating func blanks() { rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

    private mutating func take(_ literal: String) -> Bool {
        guard rest.starts(with: literal.utf8) else { return false }
        rest = rest.dropFirst(literal.utf8.count)
        return true
    }
}
