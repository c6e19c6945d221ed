/// The serialised form, in which catalogues keep headers: for each header the length of the name (2 bytes, big-endian), the name, the length
/// of the value (4 bytes, big-endian), the value.
extension StoredHeaders {
    /// The serialised form, or `nil` when a name or a value is longer than its length field can say.
    package var serialized: [UInt8]? {
        var output: [UInt8] = []
        for field in fields {
            let name = Array(field.name.utf8)
            guard let nameCount = UInt16(exactly: name.count), let valueCount = UInt32(exactly: field.value.count) else { return nil }
            Self.append(UInt32(nameCount), byteCount: 2, to: &output)
            output += name
            Self.append(valueCount, byteCount: 4, to: &output)
            output += field.value
        }
        return output
    }

    /// Reads the serialised form, or returns `nil` for bytes that are none.
    package init?(serialized bytes: [UInt8]) {
        var fields: [Field] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let name = Self.take(lengthBytes: 2, from: &rest), let text = String(validating: name, as: UTF8.self),
                let value = Self.take(lengthBytes: 4, from: &rest)
            else { return nil }
            fields.append(Field(name: text, value: Array(value)))
        }
        self.init(fields)
    }

    private static func append(_ number: UInt32, byteCount: Int, to output: inout [UInt8]) {
        for index in (0..<byteCount).reversed() {
            output.append(UInt8(truncatingIfNeeded: number >> (8 * UInt32(index))))
        }
    }

    private static func take(lengthBytes: Int, from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.count >= lengthBytes else { return nil }
        let length = rest.prefix(lengthBytes).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(lengthBytes)
        guard rest.count >= length else { return nil }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }
}
