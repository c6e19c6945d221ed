import OSSSigning

/// What readers of documents ask. Elements that a reader does not ask for are ignored, as OSS does; those it asks for must be what they should.
extension XMLElement {
    /// The root of a document.
    /// - Throws: why it is not a document with this root.
    package static func read(_ xml: [UInt8], root name: String) throws(XMLReadError) -> XMLElement {
        let root = try XMLReader.read(xml)
        guard root.name == name else { throw .missing(name) }
        return root
    }

    /// The one child of a name, or `nil` when there is none.
    package func only(_ name: String) throws(XMLReadError) -> XMLElement? {
        var found: XMLElement?
        for child in children where child.name == name {
            guard found == nil else { throw .repeated(name) }
            found = child
        }
        return found
    }

    /// The one child of a name.
    package func required(_ name: String) throws(XMLReadError) -> XMLElement {
        guard let child = try only(name) else { throw .missing(name) }
        return child
    }

    /// The children of a name, at most `limit`.
    package func all(_ name: String, limit: Int) throws(XMLReadError) -> [XMLElement] {
        let found = children.filter { $0.name == name }
        guard found.count <= limit else { throw .tooMany(name) }
        return found
    }

    /// The text of an element without elements in it, blanks and all.
    package func value() throws(XMLReadError) -> String {
        guard children.isEmpty else { throw .invalid(name) }
        return text
    }

    /// The text without the blanks around it.
    package func word() throws(XMLReadError) -> String {
        var rest = Array(try value().utf8)[...]
        while let first = rest.first, Self.isBlank(first) { rest = rest.dropFirst() }
        while let last = rest.last, Self.isBlank(last) { rest = rest.dropLast() }
        return String(decoding: rest, as: UTF8.self)
    }

    /// The text as a number of at most 18 digits.
    package func number() throws(XMLReadError) -> Int {
        guard let number = ASCII.number(try word().utf8) else { throw .invalid(name) }
        return number
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
