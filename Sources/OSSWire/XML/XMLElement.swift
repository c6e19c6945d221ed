/// An element of a received XML document: a name, text and other elements. OSS's documents need no more.
package struct XMLElement: Sendable, Equatable {
    package let name: String
    package internal(set) var text = ""
    package internal(set) var children: [XMLElement] = []

    init(name: String) { self.name = name }

    /// The first element of a name below this one.
    package subscript(name: String) -> XMLElement? { children.first { $0.name == name } }
}

/// Why bytes are not a document that OSS would accept. They are all MalformedXML to a client.
package enum XMLReadError: Error, Hashable, Sendable {
    case tooLarge
    case tooDeep
    case tooManyElements
    /// DOCTYPE is refused outright, and with it every entity but XML's own.
    case documentType
    case malformed
}

/// What a document may cost.
package struct XMLLimits: Sendable {
    package var bytes = 2 * 1024 * 1024
    package var depth = 16
    package var elements = 50_000

    package init() {}
}
