/// Text of outsiders in sentences for people.
enum OutsideText {
    /// The beginning of a text in quotes; `?` stands for what would not be seen or would change how the rest is shown.
    /// - Parameter limit: the most characters.
    static func quoted(_ text: String, limit: Int = 64) -> String {
        var shown = String.UnicodeScalarView(text.unicodeScalars.prefix(limit).map { isShown($0) ? $0 : "?" })
        if text.unicodeScalars.dropFirst(limit).first != nil { shown.append(contentsOf: "...".unicodeScalars) }
        return "\"\(String(shown))\""
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
