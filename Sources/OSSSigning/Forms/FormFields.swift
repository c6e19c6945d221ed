/// The fields of a form that stand before its file, in order, as they were received.
///
/// Names compare without regard to the case of ASCII letters: OSS's own samples write `Signature` and `signature`, `Content-Type` and
/// `content-type`. Values are bytes.
///
/// OSS page: "PostObject".
package struct FormFields: Hashable, Sendable {
    /// One field.
    package struct Field: Hashable, Sendable {
        /// The name as it was received, valid UTF-8.
        package let name: String
        /// The value, which may be empty.
        package let value: [UInt8]
        /// The name in lower case, to compare with.
        package let canonicalName: String

        package init(_ name: String, _ value: [UInt8]) {
            self.name = name
            self.value = value
            canonicalName = ASCII.lowercased(name)
        }

        /// Whether this is the field of a name; `canonicalName` is in lower case.
        package func isNamed(_ canonicalName: String) -> Bool { self.canonicalName.utf8.elementsEqual(canonicalName.utf8) }
    }

    /// The fields in order.
    package private(set) var fields: [Field]

    package init(_ fields: [Field] = []) { self.fields = fields }

    /// Appends a field.
    package mutating func append(_ field: Field) { fields.append(field) }

    /// All values of a name in lower case.
    package func values(of canonicalName: String) -> [[UInt8]] { fields.filter { $0.isNamed(canonicalName) }.map(\.value) }

    /// The first value of a name in lower case.
    package func first(_ canonicalName: String) -> [UInt8]? { fields.first { $0.isNamed(canonicalName) }?.value }

    /// Whether there is a field of a name in lower case.
    package func contains(_ canonicalName: String) -> Bool { fields.contains { $0.isNamed(canonicalName) } }
}

extension FormFields: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names alone: values hold signatures and tokens.
    package var description: String { fields.map(\.name).description }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension FormFields.Field: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { name }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
