import OSSSigning

/// Reading a configuration strictly: an element that is not known, or that stands twice where it may stand once, is refused and never ignored,
/// since what a client writes down it wants to have.
extension XMLElement {
    /// The root of a configuration in UTF-8.
    /// - Throws: MalformedXML for more than `maximumBytes`, for what is no XML, and for another root.
    static func configuration(_ name: String, _ xml: [UInt8], maximumBytes: Int) throws(OSSError) -> XMLElement {
        var limits = XMLLimits()
        limits.bytes = maximumBytes
        let root: XMLElement
        do { root = try XMLReader.read(xml, limits: limits) } catch { throw .malformedXML }
        guard root.name == name else { throw .malformedXML }
        return root
    }

    /// Checks that only known elements stand below this one, and no text between them.
    /// - Throws: MalformedXML.
    func checkContent(once: [String], often: [String] = []) throws(OSSError) {
        guard text.utf8.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { throw .malformedXML }
        var seen: Set<String> = []
        for child in children where !often.contains(child.name) {
            guard once.contains(child.name), seen.insert(child.name).inserted else { throw .malformedXML }
        }
    }

    /// The elements of a name below this one.
    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The text of an element that has nothing but text.
    /// - Throws: MalformedXML when elements stand in it.
    func leaf() throws(OSSError) -> String {
        guard children.isEmpty else { throw .malformedXML }
        return text
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
        switch try leaf(name)?.lowercased() {
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
        let digits = text.utf8.first == ASCII.hyphen ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy(ASCII.isDigit) else { throw .malformedXML }
        guard let number = ASCII.number(text.utf8), range.contains(number) else {
            throw .invalidArgument("The \(name) you specified is not between \(range.lowerBound) and \(range.upperBound).", name: name, value: text)
        }
        return number
    }
}
