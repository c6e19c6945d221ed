/// Writes mdoc, in which a line that begins with a dot is a macro, and every other line is text.
struct ManualWriter {
    private var lines: [String]

    var text: String { lines.joined(separator: "\n") }

    /// - Parameter abstract: a sentence; the NAME section has it without its full stop.
    init(title: String, abstract: String) {
        let title = title.uppercased()
        let short = abstract.hasSuffix(".") ? String(abstract.dropLast()) : abstract
        lines = [
            ".Dd $Mdocdate$", ".Dt \(title) 1", ".Os", ".Sh NAME", ".Nm \(title.lowercased())", ".Nd \(Self.escaped(short))",
        ]
    }

    mutating func section(_ title: String) { lines.append(".Sh \(title)") }

    /// A macro with its arguments.
    /// - Parameter isRaw: whether the arguments are macros and words of their own.
    mutating func macro(_ name: String, _ arguments: [String], isRaw: Bool = false) {
        let words = isRaw ? arguments : arguments.map(Self.word)
        lines.append(([".\(name)"] + words).joined(separator: " "))
    }

    /// A paragraph.
    mutating func text(_ text: String) { lines += Self.filled(text) }

    /// The names of other pages. They are no cross-references, which would be reported as broken wherever the pages are not installed.
    mutating func pages(_ names: [String]) {
        for (index, name) in names.enumerated() { lines.append(".Sy \(name) Ns Pq 1" + (index < names.count - 1 ? " ," : "")) }
    }

    /// Paragraphs that are separated by empty lines. One whose lines are commands is shown as it stands.
    mutating func paragraphs(_ text: String) {
        let paragraphs = text.split(separator: "\n\n")
        for paragraph in paragraphs {
            let isLiteral = paragraph.contains("\n") || paragraph.hasPrefix("waybill ")
            lines += isLiteral ? [".Bd -literal -offset indent"] : [".Pp"]
            lines += isLiteral ? paragraph.split(separator: "\n").map { Self.line(Self.escaped(String($0))) } : Self.filled(String(paragraph))
            if isLiteral { lines.append(".Ed") }
        }
    }

    /// A list of headings, which are macros and words, and texts.
    mutating func list(_ items: [(heading: [String], text: String)]) {
        guard !items.isEmpty else { return }
        lines.append(".Bl -tag -width Ds")
        for item in items {
            lines.append(([".It"] + item.heading).joined(separator: " "))
            lines += Self.filled(item.text)
        }
        lines.append(".El")
    }

    /// A word as the argument of a macro.
    static func word(_ text: String) -> String {
        let escaped = escaped(text)
        return escaped.contains(" ") || escaped.isEmpty ? "\"\(escaped)\"" : escaped
    }

    /// Lines of at most 78 characters, where that is possible; a sentence begins on a line of its own, as mdoc wants it.
    private static func filled(_ text: String) -> [String] {
        var filled: [String] = []
        var line = ""
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map({ escaped(String($0)) }) {
            let endsSentence = line.hasSuffix(".") || line.hasSuffix("?") || line.hasSuffix("!") || line.hasSuffix(".)")
            if !line.isEmpty, endsSentence || line.utf8.count + word.utf8.count > 77 {
                filled.append(Self.line(line))
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? filled : filled + [Self.line(line)]
    }

    private static func line(_ escaped: String) -> String {
        escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("…", with: "...").replacing("\"", with: "\\(dq").replacing("-", with: "\\-")
            .replacing("`", with: "\\(ga").replacing("'", with: "\\(aq")
    }
}
