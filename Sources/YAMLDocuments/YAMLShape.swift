import OSSSigning

/// What can be said of a YAML text before it is parsed: the parser follows aliases and nests as deep as it is told, and only afterwards can one look.
///
/// It looks at bytes and knows no quotes: in texts and comments it may count too much, and never too little.
struct YAMLShape {
    let failure: YAMLDocument.Failure?

    /// Brackets that are open at the same time, and the column at which a line begins with something else than blanks, `-`, `?` and `:`.
    private static let maximumBrackets = 64
    private static let maximumColumn = 256

    init(_ bytes: [UInt8]) {
        var (line, brackets, column, aliases, aliasLine, isLeading, hasAnchors) = (1, 0, 0, 0, 0, true, false)
        var previous = ASCII.lineFeed
        for (position, byte) in bytes.enumerated() {
            switch byte {
            case ASCII.lineFeed, 0x0D:
                if byte == ASCII.lineFeed { line += 1 }
                (column, isLeading) = (0, true)
            case ASCII.space, ASCII.tab, ASCII.hyphen, ASCII.question, ASCII.colon: if isLeading { column += 1 }
            default:
                isLeading = false
                if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { brackets += 1 }
                if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { brackets = max(brackets - 1, 0) }
                if Self.beginsToken(after: previous), position + 1 < bytes.count, Self.isNameByte(bytes[position + 1]) {
                    if byte == ASCII.ampersand { hasAnchors = true }
                    if byte == UInt8(ascii: "*") {
                        aliases += 1
                        if aliases == YAMLDocument.maximumAliases + 1 { aliasLine = line }
                    }
                }
            }
            guard brackets <= Self.maximumBrackets, column <= Self.maximumColumn else {
                failure = YAMLDocument.Failure(line: line, problem: "the nesting is too deep")
                return
            }
            guard !Self.endsDoubtfulBreak(bytes, at: position) else {
                failure = YAMLDocument.Failure(
                    line: line,
                    problem:
                        "U+0085, U+2028 or U+2029, which not every YAML takes for the end of a line: write \\u0085, \\u2028 or \\u2029 in double quotes"
                )
                return
            }
            previous = byte
        }
        let isTooMuch = hasAnchors && aliases > YAMLDocument.maximumAliases
        failure = isTooMuch ? YAMLDocument.Failure(line: aliasLine, problem: "more than \(YAMLDocument.maximumAliases) aliases") : nil
    }

    /// Whether a character ends here that ends a line in YAML 1.1, as the parser has it, and is like any other in YAML 1.2 and in JSON.
    ///
    /// In a text it would become a space, and in a comment it would make what follows part of the document.
    private static func endsDoubtfulBreak(_ bytes: [UInt8], at position: Int) -> Bool {
        switch bytes[position] {
        case 0x85: position >= 1 && bytes[position - 1] == 0xC2
        case 0xA8, 0xA9: position >= 2 && bytes[position - 1] == 0x80 && bytes[position - 2] == 0xE2
        default: false
        }
    }

    private static func beginsToken(after byte: UInt8) -> Bool {
        [ASCII.space, ASCII.tab, ASCII.lineFeed, 0x0D, ASCII.comma, ASCII.colon, ASCII.question, UInt8(ascii: "["), UInt8(ascii: "{")].contains(byte)
    }

    /// What the name of an anchor consists of.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isLowercaseAlphanumeric(ASCII.lowercased(byte)) || byte == ASCII.hyphen || byte == UInt8(ascii: "_")
    }
}
