import OSSSigning

/// Reads XML strictly and within bounds: elements, text, comments, character data and the five entities of XML. Namespaces are dropped from
/// names; attributes are checked for shape and ignored; processing instructions other than the prologue, and DOCTYPE, are refused.
package struct XMLReader {
    private let bytes: [UInt8]
    private let limits: XMLLimits
    private var position = 0
    private var elementCount = 0

    /// The root element of a document in UTF-8.
    package static func read(_ bytes: [UInt8], limits: XMLLimits = XMLLimits()) throws(XMLReadError) -> XMLElement {
        guard bytes.count <= limits.bytes else { throw .tooLarge }
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else { throw .malformed }
        var reader = XMLReader(bytes: bytes, limits: limits)
        return try reader.document()
    }

    private init(bytes: [UInt8], limits: XMLLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    private mutating func document() throws(XMLReadError) -> XMLElement {
        _ = skip("\u{FEFF}")
        if skip("<?xml") { try skip(through: "?>") }
        try skipMiscellaneous()
        guard skip("<") else { throw .malformed }
        let root = try element(depth: 1)
        try skipMiscellaneous()
        guard position == bytes.count else { throw .malformed }
        return root
    }

    /// Blanks and comments around the root.
    private mutating func skipMiscellaneous() throws(XMLReadError) {
        while true {
            skipBlanks()
            if matches("<!DOCTYPE") { throw .documentType }
            guard skip("<!--") else { return }
            try skip(through: "-->")
        }
    }

    /// An element behind its `<`.
    private mutating func element(depth: Int) throws(XMLReadError) -> XMLElement {
        guard depth <= limits.depth else { throw .tooDeep }
        elementCount += 1
        guard elementCount <= limits.elements else { throw .tooManyElements }
        let qualifiedName = try name()
        let localName = qualifiedName.split(separator: ASCII.colon).last ?? []
        guard let first = localName.first, !ASCII.isDigit(first) else { throw .malformed }
        var element = XMLElement(name: String(decoding: localName, as: UTF8.self))
        try attributes()
        if skip("/>") { return element }
        guard skip(">") else { throw .malformed }
        var text: [UInt8] = []
        while true {
            if skip("</") {
                guard try name() == qualifiedName else { throw .malformed }
                skipBlanks()
                guard skip(">") else { throw .malformed }
                element.text = String(decoding: text, as: UTF8.self)
                return element
            }
            if skip("<!--") {
                try skip(through: "-->")
            } else if skip("<![CDATA[") {
                text += try take(until: "]]>")
            } else if matches("<!") || matches("<?") {
                throw .documentType
            } else if skip("<") {
                element.children.append(try self.element(depth: depth + 1))
            } else {
                try appendText(to: &text)
            }
        }
    }

    private mutating func attributes() throws(XMLReadError) {
        var names: [ArraySlice<UInt8>] = []
        while true {
            let before = position
            skipBlanks()
            if matches("/>") || matches(">") { return }
            guard position > before else { throw .malformed }
            let name = try name()
            guard names.count < limits.attributes, !names.contains(name) else { throw .malformed }
            names.append(name)
            skipBlanks()
            guard skip("=") else { throw .malformed }
            skipBlanks()
            if skip("\"") { try skip(through: "\"") } else if skip("'") { try skip(through: "'") } else { throw .malformed }
        }
    }

    private mutating func name() throws(XMLReadError) -> ArraySlice<UInt8> {
        let name = bytes[position...].prefix { byte in
            ASCII.isLowercase(ASCII.lowercased(byte)) || ASCII.isDigit(byte) || byte >= 0x80 || [0x2D, 0x2E, 0x3A, 0x5F].contains(byte)
        }
        guard let first = name.first, !ASCII.isDigit(first), name.count <= 128 else { throw .malformed }
        position = name.endIndex
        return name
    }

    private mutating func appendText(to text: inout [UInt8]) throws(XMLReadError) {
        guard position < bytes.count else { throw .malformed }
        guard bytes[position] == ASCII.ampersand else {
            let run = bytes[position...].prefix { $0 != ASCII.ampersand && $0 != UInt8(ascii: "<") }
            text += run
            position = run.endIndex
            return
        }
        position += 1
        let entity = bytes[position...].prefix(10).prefix { $0 != ASCII.semicolon }
        position = entity.endIndex
        guard skip(";"), let scalar = Self.scalar(String(decoding: entity, as: UTF8.self)) else { throw .malformed }
        text += Array(String(scalar).utf8)
    }

    private static func scalar(_ entity: String) -> Unicode.Scalar? {
        switch entity {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard entity.hasPrefix("#") else { return nil }
            let isHex = entity.hasPrefix("#x")
            let digits = entity.dropFirst(isHex ? 2 : 1)
            guard digits.utf8.allSatisfy({ isHex ? Hex.value($0) != nil : ASCII.isDigit($0) }), let number = UInt32(digits, radix: isHex ? 16 : 10)
            else { return nil }
            return number == 0 ? nil : Unicode.Scalar(number)
        }
    }

    private func matches(_ literal: String) -> Bool { bytes[position...].starts(with: literal.utf8) }

    private mutating func skip(_ literal: String) -> Bool {
        guard matches(literal) else { return false }
        position += literal.utf8.count
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func skip(through literal: String) throws(XMLReadError) { _ = try take(until: literal) }

    private mutating func take(until literal: String) throws(XMLReadError) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count {
            if matches(literal) {
                defer { position += literal.utf8.count }
                return bytes[start..<position]
            }
            position += 1
        }
        throw .malformed
    }
}
