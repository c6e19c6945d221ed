import OSSSigning

/// Pieces of sentences.
enum Wording {
    /// A text of the request that is repeated: visible ASCII or UTF-8, bounded.
    static func quoted(_ text: String, limit: Int = 120) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) }
        return String(scalars) + (text.unicodeScalars.count > limit ? "..." : "")
    }

    /// The usual spelling of a header's name.
    static func header(_ name: String) -> String {
        switch ASCII.lowercased(name) {
        case "content-type": "Content-Type"
        case "content-md5": "Content-MD5"
        case "content-length": "Content-Length"
        case "host": "Host"
        default: quoted(name, limit: 60)
        }
    }

    static func list(_ names: [String]) -> String {
        let shown = names.prefix(6).map { quoted($0, limit: 60) }.joined(separator: ", ")
        return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
    }
}
