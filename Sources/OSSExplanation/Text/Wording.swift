import OSSSigning

/// Pieces of sentences.
enum Wording {
    /// A text of the request that is repeated: visible ASCII or UTF-8, bounded.
    static func quoted(_ text: String, limit: Int = 120) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) }
        return String(scalars) + (text.unicodeScalars.count > limit ? "..." : "")
    }

    /// A length of time in the two largest units that it has.
    static func duration(_ seconds: Int64) -> String {
        let seconds = seconds.magnitude
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
        case ..<86_400: return seconds % 3600 < 60 ? "\(seconds / 3600) h" : "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        default: return "\(seconds / 86_400) d \(seconds % 86_400 / 3600) h"
        }
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
