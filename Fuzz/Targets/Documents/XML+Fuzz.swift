import OSSSigning
import OSSWire

extension FuzzTarget {
    /// The XML reader by itself: what it reads and writes again it reads as the same.
    static let xml = FuzzTarget("xml") { input in
        guard let root = reading({ try XMLReader.read(input) }), isWritable(root) else { return }
        var writer = XMLWriter()
        write(root, to: &writer)
        let again: XMLElement
        do { again = try XMLReader.read(writer.bytes) } catch { throw BrokenLaw("what is written can be read, and not: \(error)") }
        try BrokenLaw.unless(isSame(root, again), "a document is read as it was written")
    }

    /// Whether XML can carry all texts: the writer puts U+FFFD in the place of what it cannot.
    static func isWritable(_ element: XMLElement) -> Bool {
        element.text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "\t", "\n", "\r": true
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": false
            default: true
            }
        } && element.children.allSatisfy(isWritable)
    }

    private static func write(_ element: XMLElement, to writer: inout XMLWriter) {
        writer.element(element.name) { writer in
            // Text stands before the children here; the reader keeps both apart.
            if element.children.isEmpty {
                writer.append(text: element.text)
            } else {
                writer.append(text: element.text)
                for child in element.children { write(child, to: &writer) }
            }
        }
    }

    private static func isSame(_ a: XMLElement, _ b: XMLElement) -> Bool {
        a.name.utf8.elementsEqual(b.name.utf8) && a.text.utf8.elementsEqual(b.text.utf8) && a.children.count == b.children.count
            && zip(a.children, b.children).allSatisfy { isSame($0, $1) }
    }
}
