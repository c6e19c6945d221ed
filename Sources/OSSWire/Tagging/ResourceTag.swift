/// A key and a value that somebody hung on a bucket or an object. Equal means equal bytes: text that only looks the same is another tag.
public struct ResourceTag: Sendable {
    /// Its name.
    public let key: String
    /// What it says; may be empty.
    public let value: String

    /// A tag.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// Reads a `Tag` element.
    init(_ element: XMLElement) throws(OSSError) {
        try element.checkContent(once: ["Key", "Value"])
        guard let key = try element.leaf("Key"), let value = try element.leaf("Value") else { throw .malformedXML }
        self.init(key: key, value: value)
    }

    /// Reads a `Tag` element of an answer.
    init(answer element: XMLElement) { self.init(key: element.text(of: "Key") ?? "", value: element.text(of: "Value") ?? "") }

    func write(to writer: inout XMLWriter) {
        writer.element("Tag") { writer in
            writer.element("Key", key)
            writer.element("Value", value)
        }
    }
}

extension ResourceTag: Hashable {
    public static func == (a: Self, b: Self) -> Bool { a.key.utf8.elementsEqual(b.key.utf8) && a.value.utf8.elementsEqual(b.value.utf8) }
    public func hash(into hasher: inout Hasher) {
        for byte in key.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
        for byte in value.utf8 { hasher.combine(byte) }
    }
}
