import OSSSigning

/// What readers of documents ask. Elements that a reader does not ask for are ignored, as OSS does; those it asks for must be what they should.
extension XMLElement {
    /// The root of a document.
    /// - Throws: why it is not a document with this root.
    package static func read(_ xml: [UInt8], root name: String, limits: XMLLimits = XMLLimits()) throws(XMLReadError) -> XMLElement {
        let root = try XMLReader.read(xml, limits: limits)
        guard root.isNamed(name) else { throw .missing(name) }
        return root
    }

    /// The one child of a name, or `nil` when there is none.
    package func only(_ name: String) throws(XMLReadError) -> XMLElement? {
        var found: XMLElement?
        for child in children where child.isNamed(name) {
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

    /// The children of a name.
    package func all(_ name: String) -> [XMLElement] { children.filter { $0.isNamed(name) } }

    /// The children of a name, at most `limit`.
    package func all(_ name: String, limit: Int) throws(XMLReadError) -> [XMLElement] {
        let found = all(name)
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

    /// Whether text is a decimal number, which may be too large for any type.
    static func isInteger(_ text: String) -> Bool {
        let digits = text.utf8.first == ASCII.hyphen ? text.utf8.dropFirst() : text.utf8[...]
        return !digits.isEmpty && digits.allSatisfy(ASCII.isDigit)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}

/// Reading a configuration strictly: an element that is not known, or that stands twice where it may stand once, is refused and never ignored,
/// since what a client writes down it wants to have.
extension XMLElement {
    /// The root of a configuration in UTF-8.
    /// - Throws: MalformedXML for more than `maximumBytes`, for what is no XML, and for another root.
    static func configuration(_ name: String, _ xml: [UInt8], maximumBytes: Int) throws(OSSError) -> XMLElement {
        var limits = XMLLimits()
        limits.bytes = maximumBytes
        do { return try read(xml, root: name, limits: limits) } catch { throw .malformedXML }
    }

    /// Checks that only known elements stand below this one, and no text between them.
    /// - Throws: MalformedXML.
    func checkContent(once: [String], often: [String] = []) throws(OSSError) {
        guard text.utf8.allSatisfy(Self.isBlank) else { throw .malformedXML }
        var seen: Set<String> = []
        for child in children where !often.contains(where: child.isNamed) {
            guard once.contains(where: child.isNamed), seen.insert(child.name).inserted else { throw .malformedXML }
        }
    }

    /// The text of an element that has nothing but text.
    /// - Throws: MalformedXML when elements stand in it.
    func leaf() throws(OSSError) -> String {
        do { return try value() } catch { throw .malformedXML }
    }

    /// The text of an element below this one, or `nil` when there is none.
    func leaf(_ name: String) throws(OSSError) -> String? { try self[name]?.leaf() }

    /// The texts of all elements of a name below this one.
    func leaves(_ name: String) throws(OSSError) -> [String] {
        var texts: [String] = []
        for element in all(name) { texts.append(try element.leaf()) }
        return texts
    }

    /// `true` or `false` below this element, or `nil` when there is none; in any case, since oss2 writes Python's `True` and `False`.
    /// - Throws: MalformedXML for any other text.
    func boolean(_ name: String) throws(OSSError) -> Bool? {
        switch try leaf(name).map({ ASCII.lowercased($0) }) {
        case nil: nil
        case "true": true
        case "false": false
        default: throw .malformedXML
        }
    }

    /// A decimal number below this element, or `nil` when there is none.
    /// - Throws: MalformedXML for what is no number, InvalidArgument for a number outside of `range`.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(OSSError) -> Int? {
        guard let text = try leaf(name) else { return nil }
        guard Self.isInteger(text) else { throw .malformedXML }
        guard let number = ASCII.number(text.utf8), range.contains(number) else {
            throw .invalidArgument("The \(name) you specified is not between \(range.lowerBound) and \(range.upperBound).", name: name, value: text)
        }
        return number
    }
}
