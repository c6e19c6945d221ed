/// The headers that are kept with an object and sent back with it, in the order in which they came.
///
/// Which headers are kept (`content-type`, `cache-control`, `x-oss-meta-*` and so on) is for the caller to decide. Values are bytes, because
/// header values need not be UTF-8.
package struct StoredHeaders: Hashable, Sendable {
    /// One header.
    package struct Field: Hashable, Sendable {
        /// The name, in lower case.
        package let name: String
        /// The value as it was received.
        package let value: [UInt8]

        package init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// The headers in order.
    package private(set) var fields: [Field]

    package init(_ fields: [Field] = []) { self.fields = fields }

    /// Appends a header; `name` is in lower case.
    package mutating func append(_ name: String, _ value: [UInt8]) {
        fields.append(Field(name: name, value: value))
    }

    /// The first value of a header, by its lower-case name.
    package subscript(name: String) -> [UInt8]? {
        fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

extension StoredHeaders: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { Field(name: $0.0, value: Array($0.1.utf8)) })
    }
}
