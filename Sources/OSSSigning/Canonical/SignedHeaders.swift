import HTTPTypes

/// The headers that a signature covers, in canonical form: names in lower case and sorted, values trimmed, repetitions joined by a comma.
struct SignedHeaders {
    /// Sorted by name.
    private(set) var entries: [(name: String, value: [UInt8])] = []

    /// - Parameter additionalHeaders: names in lower case; those that are absent from `fields` contribute nothing.
    init(_ fields: HTTPFields, additionalHeaders: [String] = []) {
        guard !fields.isEmpty else { return }
        for field in fields {
            let name = field.name.canonicalName
            guard Self.isSignedByDefault(name) || additionalHeaders.contains(name) else { continue }
            let value = field.withUnsafeBytesOfValue { Array(ASCII.trimmed(UnsafeRawBufferPointer($0))) }
            if let index = entries.firstIndex(where: { $0.name == name }) {
                entries[index].value.append(ASCII.comma)
                entries[index].value.append(contentsOf: value)
            } else {
                entries.append((name, value))
            }
        }
        entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// `Content-Type`, `Content-MD5` and every `x-oss-*` are signed whenever they are present. The name is in lower case.
    static func isSignedByDefault(_ name: String) -> Bool {
        name.hasPrefix("x-oss-") || name == "content-type" || name == "content-md5"
    }

    func contains(_ name: String) -> Bool { entries.contains { $0.name == name } }

    func value(_ name: String) -> [UInt8]? { entries.first { $0.name == name }?.value }

    func append(to output: inout ByteWriter) {
        for entry in entries {
            output.append(text: entry.name)
            output.append(ASCII.colon)
            output.append(entry.value)
            output.append(ASCII.lineFeed)
        }
    }
}
