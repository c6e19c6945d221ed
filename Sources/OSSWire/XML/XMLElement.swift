/// An element of a received XML document: a name, text and other elements. OSS's documents need no more.
package struct XMLElement: Sendable, Equatable {
    package let name: String
    package internal(set) var text = ""
    package internal(set) var children: [XMLElement] = []

    init(name: String) { self.name = name }

    /// Whether it has this name, byte by byte: `String ==` would take the sign for a kelvin for a K.
    package func isNamed(_ name: String) -> Bool { self.name.utf8.elementsEqual(name.utf8) }

    /// The first element of a name below this one.
    package subscript(name: String) -> XMLElement? { children.first { $0.isNamed(name) } }
}

/// Why bytes are not a document that OSS would accept. They are all MalformedXML to a client.
package enum XMLReadError: Error, Hashable, Sendable {
    case tooLarge
    case tooDeep
    case tooManyElements
    /// DOCTYPE is refused outright, and with it every entity but XML's own.
    case documentType
    case malformed
    /// The root, or a required element, is not there.
    case missing(String)
    /// An element that may occur once occurs again.
    case repeated(String)
    /// There are more elements of a kind than a request may have.
    case tooMany(String)
    /// An element does not hold what it should.
    case invalid(String)
}

extension XMLReadError: CustomStringConvertible {
    /// One sentence, with names of elements that this library knows and nothing of the document.
    package var description: String {
        switch self {
        case .tooLarge: "The document is too large."
        case .tooDeep: "Elements are nested too deeply."
        case .tooManyElements: "There are too many elements."
        case .documentType: "Document types and processing instructions are not allowed."
        case .malformed: "The document is not well-formed."
        case .missing(let name): "The element \(name) is missing."
        case .repeated(let name): "The element \(name) must occur once."
        case .tooMany(let name): "There are too many elements \(name)."
        case .invalid(let name): "The element \(name) has an invalid value."
        }
    }
}

/// What a document may cost.
package struct XMLLimits: Sendable {
    package var bytes = 2 * 1024 * 1024
    package var depth = 16
    package var elements = 50_000
    /// Of one element.
    package var attributes = 64

    package init() {}
}
