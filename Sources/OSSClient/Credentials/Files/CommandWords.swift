/// Splits a command line into words as a POSIX shell does, and does nothing else of what a shell does: quotes and backslashes count, variables,
/// wildcards and pipes are plain text.
enum CommandWords {
    /// - Returns: `nil` when a quote does not end.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        var scalars = line.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch (scalar, quote) {
            case ("\\", "\""):
                guard let next = scalars.next() else { return nil }
                // Within double quotes a backslash is itself, except before what it could protect.
                if next != "\"", next != "\\" { word?.append(scalar) }
                word?.append(next)
            case (let scalar, let open?): if scalar == open { quote = nil } else { word?.append(scalar) }
            case ("\\", nil):
                guard let next = scalars.next() else { return nil }
                word = (word ?? .init()) + [next]
            case ("\"", nil), ("'", nil):
                quote = scalar
                word = word ?? .init()
            case (" ", nil), ("\t", nil), ("\n", nil), ("\r", nil):
                if let word { words.append(String(word)) }
                word = nil
            default: word = (word ?? .init()) + [scalar]
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(String(word)) }
        return words
    }
}
