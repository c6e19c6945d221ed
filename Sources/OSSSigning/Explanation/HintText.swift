/// Pieces of hints: short, and nothing but ASCII, whatever the request held.
enum HintText {
    /// The longest hint, in bytes.
    static let limit = 400

    /// A text of the request, safe to repeat in a header: visible ASCII, at most 60 characters.
    static func quoted(_ text: some StringProtocol) -> String {
        let bytes = text.utf8.prefix(60).map { ASCII.isVisible($0) || $0 == ASCII.space ? $0 : ASCII.question }
        return String(decoding: bytes, as: UTF8.self) + (text.utf8.count > 60 ? "..." : "")
    }

    /// A few names, joined.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(4).map { quoted($0) }.joined(separator: ", ")
        return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
    }

    /// The usual spelling of a header's name: `content-type` becomes `Content-Type`.
    static func header(_ name: String) -> String {
        switch name {
        case "content-type": "Content-Type"
        case "content-md5": "Content-MD5"
        case "host": "Host"
        default: quoted(name)
        }
    }

    /// Whether a distance is a difference of time zones: whole quarters of an hour up to 14 hours, give or take a minute.
    static func isTimeZone(_ seconds: Int64) -> Bool {
        let distance = seconds.magnitude
        let rest = distance % 1800
        return (1740...50_460).contains(distance) && (rest <= 60 || rest >= 1740)
    }

    /// A whole hint: bounded, and legal as the value of a header.
    static func line(_ text: String) -> String {
        let bytes = text.utf8.prefix(limit).map { ASCII.isVisible($0) || $0 == ASCII.space ? $0 : ASCII.question }
        return String(decoding: bytes, as: UTF8.self)
    }
}
