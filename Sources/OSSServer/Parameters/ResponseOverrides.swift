import OSSSigning
import OSSWire

/// `response-content-type` and its siblings: headers of the answer that a signed request chooses.
struct ResponseOverrides {
    /// Lower-case header names and what they become.
    let values: [(name: String, value: String)]

    private static let names = ["content-type", "content-language", "expires", "cache-control", "content-disposition", "content-encoding"]

    /// - Throws: InvalidArgument for a value that a header cannot hold.
    init(_ query: Query) throws(OSSError) {
        var values: [(String, String)] = []
        for name in Self.names {
            guard let value = query.first("response-\(name)"), !value.isEmpty else { continue }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .invalidArgument("The value holds a control character.", name: "response-\(name)", value: "")
            }
            values.append((name, value))
        }
        self.values = values
    }

    subscript(name: String) -> String? { values.first { $0.name == name }?.value }
}
