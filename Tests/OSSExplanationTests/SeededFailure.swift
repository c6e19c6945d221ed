import HTTPTypes
import OSSSigning
import Testing

/// A failure that was made on purpose, and the finding that must come first.
struct SeededFailure: Sendable, CustomTestStringConvertible {
    enum Key: Sendable { case with, without, either }

    let name: String
    let code: String
    let key: Key
    /// A part of what the first finding says.
    let says: String
    let now: SigningTime
    let input: @Sendable () throws -> String

    init(
        _ name: String, _ code: String, _ key: Key = .either, says: String = "", now: SigningTime = Signed.now,
        input: @escaping @Sendable () throws -> String
    ) {
        (self.name, self.code, self.key, self.says, self.now, self.input) = (name, code, key, says, now, input)
    }

    var testDescription: String { name }

    /// Changes a right URL.
    static func url(
        _ name: String, _ code: String, _ key: Key = .either, says: String = "", now: SigningTime = Signed.now,
        change: @escaping @Sendable (String) -> String
    ) -> SeededFailure {
        SeededFailure(name, code, key, says: says, now: now) { change(Signed.url()) }
    }

    static let all = damage + shape + sending + clients + answers + access
}

// What mail, chats, shells and editors do to a URL.
extension SeededFailure {
    static let damage: [SeededFailure] = [
        .url("&amp;", "url_html_escaped") { $0.replacing("&", with: "&amp;") },
        .url("&amp;amp;", "url_html_escaped") { $0.replacing("&", with: "&amp;amp;") },
        .url("&#38;", "url_html_escaped") { $0.replacing("&", with: "&#38;") },
        .url("line break in the query", "url_line_break") { $0.replacing("&x-oss-expires", with: "\n&x-oss-expires") },
        .url("line break in the signature", "url_line_break") { String($0.dropLast(20)) + "\n" + $0.suffix(20) },
        .url("line breaks of Windows every 76 columns", "url_line_break") { wrapped($0, 76, "\r\n") },
        .url("quoted-printable", "url_quoted_printable") { wrapped($0.replacing("=", with: "=3D"), 75, "=\n") },
        .url("soft line breaks alone", "url_quoted_printable") { $0.replacing("&x-oss-date", with: "&x-oss-d=\nate") },
        .url("mail quoting", "url_line_break") { wrapped($0, 72, "\n> ") },
        .url("angle brackets", "url_surrounded") { "Your link: <\($0)>" },
        .url("parentheses", "url_surrounded") { "the link (\($0))" },
        .url("full stop", "url_trailing_text") { "Send it to \($0)." },
        .url("closing parenthesis", "url_trailing_text") { $0 + ")" },
        .url("closing bracket of a mail", "url_trailing_text") { $0 + ">" },
        .url("escaped quote", "url_trailing_text") { $0 + "%22" },
        .url("encoded twice", "url_double_encoded") { $0.replacing("%", with: "%25") },
        .url("encoded as a whole", "url_encoded_whole") { PercentEncoding.encode(Array($0.utf8)) },
        .url("separators encoded", "url_separators_escaped") { $0.replacing("&", with: "%26") },
        .url("lower-cased", "url_lowercased") { ASCII.lowercased($0) },
        .url("cut off in the signature", "url_cut_off") { String($0.dropLast(30)) },
        .url("cut off before the signature", "url_cut_off") { $0.split(separator: "&x-oss-signature=")[0].description },
        .url("cut off behind the first parameter", "url_cut_off") { $0.split(separator: "&")[0].description },
        .url("cut off with dots", "url_cut_off") { $0.dropLast(12) + "..." },
        .url("ampersands of a shell", "url_backslash_escaped") { $0.replacing("&", with: "\\&") },
        .url("ampersands of Windows", "url_backslash_escaped") { $0.replacing("&", with: "^&") },
        .url("Markdown", "url_backslash_escaped") { $0.replacing("-", with: "\\-").replacing("_", with: "\\_") },
        .url("JSON", "url_json_escaped") { $0.replacing("&", with: "\\u0026").replacing("/", with: "\\/") },
        .url("%0A at the end", "url_escaped_line_break") { $0 + "%0A" },
        .url("%0D%0A at the end", "url_escaped_line_break") { $0 + "%0D%0A" },
        .url("a blank in the query", "url_blank") { $0.replacing("&x-oss-expires", with: " &x-oss-expires") },
        .url("a blank in the signature", "url_blank") { String($0.dropLast(9)) + " " + $0.suffix(9) },
        SeededFailure("a blank in the key", "url_blank") { Signed.url(Signed.request(key: "my file.txt")).replacing("%20", with: " ") },
        .url("smart quotes", "url_smart_characters") { "\u{201C}\($0)\u{201D}" },
        .url("dashes", "url_smart_characters") { $0.replacing("x-oss-", with: "x\u{2011}oss\u{2011}") },
        .url("full-width ampersands", "url_smart_characters") { $0.replacing("&", with: "\u{FF06}") },
        .url("zero-width blanks", "url_invisible_characters") { $0.replacing("&", with: "\u{200B}&") },
        .url("a missing ampersand", "url_missing_ampersand") { $0.replacing("&x-oss-date", with: "x-oss-date") },
        .url("a missing question mark", "url_question_mark") { $0.replacing("?", with: "&") },
        .url("a second question mark", "url_question_mark") { $0.replacing("&x-oss-date", with: "?x-oss-date") },
        .url("semicolons", "url_semicolons") { $0.replacing("&", with: ";") },
        .url("a scheme with one slash", "url_scheme") { $0.replacing("https://", with: "https:/") },
        .url("no scheme", "url_scheme") { $0.replacing("https://", with: "") },
        SeededFailure("a # in the key", "url_fragment") { Signed.url(Signed.request(key: "a#b.txt")).replacing("%23", with: "#") },
        .url("a link scanner", "url_wrapped") {
            "https://nam02.safelinks.protection.outlook.com/?url=\(PercentEncoding.encode(Array($0.utf8)))&data=05&reserved=0"
        },
        .url("no quotes in the shell", "url_not_quoted") { "curl -T file \($0)" },
    ]

    static func wrapped(_ text: String, _ width: Int, _ separator: String) -> String {
        var rest = Substring(text)
        var lines: [Substring] = []
        while !rest.isEmpty {
            lines.append(rest.prefix(width))
            rest = rest.dropFirst(width)
        }
        return lines.joined(separator: separator)
    }
}
