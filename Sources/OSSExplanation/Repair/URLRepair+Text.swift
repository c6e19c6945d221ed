import OSSSigning

/// Damage to the text: characters, encodings of mails and documents, what stands around it.
extension URLRepair {
    mutating func cleanCharacters() {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        text = text.replacing("\r\n", with: "\n")
        guard text.contains(where: { $0 >= 0x80 }) else { return }
        replace(
            ["\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{2060}", "\u{FEFF}", "\u{AD}"].map { ($0, "") }, .invisibleCharacters)
        for blank in ["\u{A0}", "\u{202F}", "\u{2009}", "\u{3000}"] { text = text.replacing(blank, with: " ") }
        replace(["\u{201C}", "\u{201D}", "\u{AB}", "\u{BB}", "\u{2018}", "\u{2019}"].map { ($0, "\"") }, .typographicCharacters)
        replace(
            [("\u{FF06}", "&"), ("\u{FF1D}", "="), ("\u{FF1F}", "?"), ("\u{FF1A}", ":"), ("\u{FF0F}", "/"), ("\u{FF05}", "%")], .typographicCharacters
        )
        text = text.replacing("\u{2026}", with: "...")
        guard let question = text.firstIndex(of: ASCII.question) else { return }
        let path = text[..<question]
        text = Array(text[question...])
        replace(["\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}"].map { ($0, "-") }, .typographicCharacters)
        text = path + text
    }

    mutating func undoQuotedPrintable() {
        let isEncoded = AuthenticationNames.all.contains { text.contains("\($0)=3D") }
        if isEncoded {
            text = QuotedPrintable.decode(text)
            note(.quotedPrintable)
        } else if text.contains("=\n") {
            let joined = QuotedPrintable.withoutSoftBreaks(text)
            if joined.count < text.count { note(.quotedPrintable) }
            text = joined
        }
    }

    mutating func undoMarkup() {
        if text.position(ofAnyCase: "&amp;") != nil || text.contains("&#38;") || text.position(ofAnyCase: "&#x26;") != nil {
            for _ in 0..<4 { text = text.replacing("&amp;", with: "&").replacing("&AMP;", with: "&") }
            text = text.replacing("&#38;", with: "&").replacing("&#x26;", with: "&").replacing("&#X26;", with: "&").replacing("&#038;", with: "&")
            note(.ampersandsEscaped)
        }
        replace([("\\u0026", "&"), ("\\u003d", "="), ("\\u003D", "="), ("\\u003f", "?"), ("\\u003F", "?"), ("\\/", "/")], .jsonEscaped)
        for mark in "&?=_-.~%*()[]:" where text.contains("\\\(mark)") { replace([("\\\(mark)", String(mark))], .backslashes) }
        replace([("^&", "&"), ("%5C&", "&"), ("%5C?", "?"), ("%5C=", "="), ("%5c&", "&")], .backslashes)
        while text.last == ASCII.backslash { text.removeLast() }
    }

    /// What stands behind a URL in prose, code and terminals, and what opened before it.
    mutating func stripSurroundings(opened: UInt8?) {
        for end in ["&quot;", "&gt;", "&#39;", "&lt;"] {
            if let found = text.position(of: end) {
                text = Array(text[..<found])
                note(.surrounded)
            }
        }
        if let end = text.firstIndex(where: { Array("<>\"`|".utf8).contains($0) }) {
            let isPair = opened != nil
            let isQuote = opened == text[end] && [UInt8(ascii: "\""), UInt8(ascii: "`")].contains(text[end])
            note(isQuote ? .quoted : isPair ? .surrounded : .trailing(String(Unicode.Scalar(text[end]))))
            text = Array(text[..<end])
        }
        let hasQuery = text.contains(ASCII.question)
        let marks = Array((hasQuery ? ".,;:!)]}'*_>\\" : ",;'>").utf8)
        var stripped: [UInt8] = []
        let dots = text.suffix(3).elementsEqual("...".utf8)
        while let last = text.last, marks.contains(last) { stripped.insert(text.removeLast(), at: 0) }
        if !stripped.isEmpty, !dots {
            let isQuote = opened == UInt8(ascii: "'") && stripped.first == UInt8(ascii: "'")
            note(isQuote ? .quoted : opened == nil ? .trailing(stripped.text) : .surrounded)
        }
        for end in ["%22", "%3E", "%3e", "%27", "%60", "%20"] where hasQuery && text.suffix(3).elementsEqual(end.utf8) {
            text.removeLast(3)
            note(.trailing(end))
        }
    }
}
