/// A key and a value that somebody hung on a bucket or an object. Equal means equal bytes: text that only looks the same is another tag.
package struct ResourceTag: Sendable {
    package let key: String
    package let value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// Reads a `Tag` element.
    init(_ element: XMLElement) throws(OSSError) {
        try element.checkContent(once: ["Key", "Value"])
        guard let key = try element.leaf("Key"), let value = try element.leaf("Value") else { throw .malformedXML }
        self.init(key: key, value: value)
    }

    func write(to writer: inout XMLWriter) {
        writer.element("Tag") { writer in
            writer.element("Key", key)
            writer.element("Value", value)
        }
    }
}

extension ResourceTag: Hashable {
    package static func == (a: Self, b: Self) -> Bool { a.key.utf8.elementsEqual(b.key.utf8) && a.value.utf8.elementsEqual(b.value.utf8) }
    package func hash(into hasher: inout Hasher) {
        for byte in key.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
        for byte in value.utf8 { hasher.combine(byte) }
    }
}
