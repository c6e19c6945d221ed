import OSSSigning

/// Finds a presigned URL in pasted text and undoes what mails, chats, shells and editors did to it.
///
/// It guesses nothing that a signature could not bear out: every step puts back what a known tool is known to change.
struct URLRepair {
    /// The longest text that is looked at.
    static let limit = 256 * 1024

    private(set) var text: [UInt8]
    private(set) var damage: [URLDamage] = []
    /// Other spellings that the URL may have had, for who can check the signature.
    private(set) var alternatives: [[UInt8]] = []

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
    }

    private mutating func note(_ kind: URLDamage) { if !damage.contains(kind) { damage.append(kind) } }

    /// Replaces texts, and says so.
    private mutating func replace(_ pairs: [(String, String)], _ kind: URLDamage) {
        for (from, to) in pairs where text.contains(from) {
            text = text.replacing(from, with: to)
            note(kind)
        }
    }

    private mutating func cleanCharacters() {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        text = text.replacing("\r\n", with: "\n")
        guard text.contains(where: { $0 >= 0x80 }) else { return }
        replace(["\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{2060}", "\u{FEFF}", "\u{AD}"].map { ($0, "") }, .invisibleCharacters)
        for blank in ["\u{A0}", "\u{202F}", "\u{2009}", "\u{3000}"] { text = text.replacing(blank, with: " ") }
        replace(["\u{201C}", "\u{201D}", "\u{AB}", "\u{BB}", "\u{2018}", "\u{2019}"].map { ($0, "\"") }, .typographicCharacters)
        replace([("\u{FF06}", "&"), ("\u{FF1D}", "="), ("\u{FF1F}", "?"), ("\u{FF1A}", ":"), ("\u{FF0F}", "/"), ("\u{FF05}", "%")], .typographicCharacters)
        text = text.replacing("\u{2026}", with: "...")
        guard let question = text.firstIndex(of: ASCII.question) else { return }
        let path = text[..<question]
        text = Array(text[question...])
        replace(["\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}"].map { ($0, "-") }, .typographicCharacters)
        text = path + text
    }

    private mutating func undoQuotedPrintable() {
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

    private mutating func undoMarkup() {
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
    private mutating func stripSurroundings(opened: UInt8?) {
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
            let isQuote = opened == UInt8(ascii: "'") && stripped == [UInt8(ascii: "'")]
            note(isQuote ? .quoted : opened == nil ? .trailing(stripped.text) : .surrounded)
        }
        for end in ["%22", "%3E", "%3e", "%27", "%60", "%20"] where hasQuery && text.suffix(3).elementsEqual(end.utf8) {
            text.removeLast(3)
            note(.trailing(end))
        }
    }

    private mutating func unwrap() {
        if text.prefix(16).map({ ASCII.lowercased($0) }).starts(with: "http%3a%2f%2f".utf8) || text.prefix(16).lowercasedStarts("https%3a%2f%2f") {
            if let decoded = try? PercentEncoding.decode(text) {
                text = decoded
                note(.escapedWhole)
            }
        }
        let query = RawQuery(ofURL: text)
        guard !query.isSigned else { return }
        for pair in query.pairs {
            guard let value = pair.value, let inner = try? PercentEncoding.decode(value), inner.starts(with: "http") else { continue }
            guard RawQuery(ofURL: inner).isSigned else { continue }
            let host = text.dropFirst((text.position(of: "://") ?? -3) + 3).prefix { $0 != ASCII.slash && $0 != ASCII.question }
            note(.wrapped(host: String(decoding: host, as: UTF8.self)))
            text = inner
            return
        }
    }

    private mutating func fixScheme() {
        let head = Array(text.prefix(9)).lowercased
        for (scheme, secure) in [("https", true), ("ttps", true), ("http", false), ("ttp", false)] where head.starts(with: scheme) {
            let rest = text.dropFirst(scheme.utf8.count)
            let marks = rest.prefix { [ASCII.colon, ASCII.slash, ASCII.backslash, ASCII.semicolon].contains($0) }
            guard !marks.isEmpty else { break }
            // A third slash is the path's of a URL without a host, and nothing to repair.
            if scheme.begins(with: "http"), marks.elementsEqual("://".utf8) { return }
            text = Array((secure ? "https://" : "http://").utf8) + rest.dropFirst(marks.count)
            return note(.scheme)
        }
        text = Array("https://".utf8) + text
        note(.scheme)
    }

    private mutating func fixNonASCII() {
        guard text.contains(where: { $0 >= 0x80 }) else { return }
        text = text.flatMap { $0 >= 0x80 ? Array(PercentEncoding.encode([$0]).utf8) : [$0] }
        note(.rawNonASCII)
    }

    private var hasAuthentication: Bool { AuthenticationNames.all.contains { text.contains("\($0)=") } }

    private mutating func fixQuestionMark() {
        if !text.contains(ASCII.question) {
            for mark in ["%3F", "%3f"] {
                guard let name = AuthenticationNames.all.first(where: { text.position(ofAnyCase: mark + $0) != nil }),
                    let place = text.position(ofAnyCase: mark + name)
                else { continue }
                text.replaceSubrange(place..<place + 3, with: [ASCII.question])
                return note(.escapedSeparators)
            }
            let places = AuthenticationNames.all.compactMap { text.position(of: "\($0)=") }
            guard let first = places.min(), first > 8 else { return }
            if let ampersand = text[..<first].firstIndex(of: ASCII.ampersand) {
                text[ampersand] = ASCII.question
            } else {
                text.insert(ASCII.question, at: first)
            }
            return note(.missingQuestionMark)
        }
        for name in AuthenticationNames.all {
            guard let place = text.position(of: "?\(name)="), let first = text.firstIndex(of: ASCII.question), first < place else { continue }
            text[place] = ASCII.ampersand
            note(.extraQuestionMark)
        }
    }

    private mutating func fixSeparators() {
        guard let question = text.firstIndex(of: ASCII.question) else { return }
        for name in AuthenticationNames.all {
            for (from, to, kind) in [
                ("%26\(name)", "&\(name)", URLDamage.escapedSeparators), ("\(name)%3D", "\(name)=", .escapedSeparators),
                ("\(name)%3d", "\(name)=", .escapedSeparators), (";\(name)=", "&\(name)=", .semicolons),
            ] {
                guard let place = text.position(of: from, from: question) else { continue }
                text.replaceSubrange(place..<place + from.utf8.count, with: to.utf8)
                note(kind)
            }
        }
    }

    private mutating func undoDoubleEncoding() {
        let query = RawQuery(ofURL: text)
        let values = ["x-oss-credential", "Signature", "x-oss-security-token"].compactMap { name in
            query.pairs.first { $0.name.elementsEqual(name.utf8) }?.value
        }
        guard values.contains(where: { $0.contains("%25") }), let question = text.firstIndex(of: ASCII.question) else { return }
        let (path, rest) = (Array(text[..<question]), Array(text[question...]).replacing("%25", with: "%"))
        text = path.replacing("%25", with: "%") + rest
        if path.contains("%25") { alternatives.append(path + rest) }
        note(.escapedTwice)
    }

    private mutating func removeEscapedLineBreaks() {
        guard let question = text.firstIndex(of: ASCII.question) else { return }
        let query = Array(text[question...])
        let clean = ["%0D", "%0d", "%0A", "%0a"].reduce(query) { $0.replacing($1, with: "") }
        guard clean.count < query.count else { return }
        text = text[..<question] + clean
        note(.escapedLineBreak)
    }

    private mutating func fixAmpersands() {
        guard let question = text.firstIndex(of: ASCII.question) else { return }
        for name in AuthenticationNames.all {
            guard let place = text.position(of: "\(name)=", from: question) else { continue }
            guard place > question + 1, ![ASCII.ampersand, ASCII.hyphen].contains(text[place - 1]) else { continue }
            text.insert(ASCII.ampersand, at: place)
            note(.missingAmpersand(before: name))
        }
        while text.contains("&&") { text = text.replacing("&&", with: "&") }
        while text.last == ASCII.ampersand { text.removeLast() }
    }

    private mutating func fixCase() {
        guard let question = text.firstIndex(of: ASCII.question) else { return }
        let query = Array(text[question...])
        var fixed = query.replacing("oss4-hmac-sha256", with: "OSS4-HMAC-SHA256")
        for name in AuthenticationNames.v1 {
            for mark in ["?", "&"] { fixed = fixed.replacing("\(mark)\(ASCII.lowercased(name))=", with: "\(mark)\(name)=") }
        }
        if let date = fixed.position(of: "x-oss-date=").map({ $0 + 11 }), date + 16 <= fixed.count {
            if fixed[date + 8] == UInt8(ascii: "t") { fixed[date + 8] = UInt8(ascii: "T") }
            if fixed[date + 15] == UInt8(ascii: "z") { fixed[date + 15] = UInt8(ascii: "Z") }
        }
        guard fixed != query else { return }
        text = text[..<question] + fixed
        note(.lowercased)
    }

    private mutating func fixFragment() {
        guard let mark = text.firstIndex(of: UInt8(ascii: "#")) else { return }
        let isInKey = text[mark...].contains(ASCII.question) && !text[..<mark].contains(ASCII.question)
        if isInKey {
            text = text.replacing("#", with: "%23")
        } else {
            text = Array(text[..<mark])
        }
        note(isInKey ? .fragmentInKey : .fragment)
    }

    private mutating func noteBrokenEscapes() {
        guard (try? PercentEncoding.decode(text)) == nil else { return }
        note(.brokenEscape)
    }
}

extension Collection where Element == UInt8 {
    fileprivate func lowercasedStarts(_ text: String) -> Bool { map { ASCII.lowercased($0) }.starts(with: text.utf8) }
}
