import OSSSigning

/// Finds a presigned URL in pasted text and undoes what mails, chats, shells and editors did to it.
///
/// It guesses nothing that a signature could not bear out: every step puts back what a known tool is known to change.
struct URLRepair {
    /// The longest text that is looked at.
    static let limit = 256 * 1024

    var text: [UInt8]
    var damage: [URLDamage] = []
    /// Other spellings that the URL may have had, for who can check the signature.
    var alternatives: [[UInt8]] = []

    var url: String { text.text }

    /// - Returns: `nil` when there is no URL in the text.
    init?(_ raw: [UInt8]) {
        guard raw.count <= Self.limit, !raw.contains(0) else { return nil }
        text = raw
        cleanCharacters()
        undoQuotedPrintable()
        guard let extent = URLExtent(text) else { return nil }
        text = extent.url
        damage += extent.damage
        undoMarkup()
        if extent.isLink, let end = text.lastIndex(of: UInt8(ascii: ")")) { text = Array(text[..<end]) }
        stripSurroundings(opened: extent.opened)
        unwrap()
        fixScheme()
        fixNonASCII()
        fixQuestionMark()
        fixSeparators()
        undoDoubleEncoding()
        removeEscapedLineBreaks()
        fixAmpersands()
        fixCase()
        fixFragment()
        if let alternative = extent.alternative { alternatives.append(alternative) }
        noteBrokenEscapes()
        guard let host = text.position(of: "://").map({ $0 + 3 }), host < text.count, ![ASCII.slash, ASCII.question].contains(text[host]) else {
            return nil
        }
    }

    mutating func note(_ kind: URLDamage) { if !damage.contains(kind) { damage.append(kind) } }

    /// Replaces texts, and says so.
    mutating func replace(_ pairs: [(String, String)], _ kind: URLDamage) {
        for (from, to) in pairs where text.contains(from) {
            text = text.replacing(from, with: to)
            note(kind)
        }
    }
}
