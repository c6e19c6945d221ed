import OSSSigning

/// Where a URL begins and ends in a text, when blanks and line breaks may stand in the middle of it.
struct URLExtent {
    private(set) var url: [UInt8] = []
    private(set) var damage: [URLDamage] = []
    /// The bracket or quote before the URL.
    private(set) var opened: UInt8?
    /// The URL with its blanks read in the other way.
    private(set) var alternative: [UInt8]?

    /// Whether it is the target of a Markdown link, which is right as it stands.
    private(set) var isLink = false
    private var isQuotedMail = false

    init?(_ text: [UInt8]) {
        guard let start = Self.start(in: text) else { return nil }
        if start > 0, Array("<([{\"'`".utf8).contains(text[start - 1]) { opened = text[start - 1] }
        isLink = start > 1 && text[start - 2..<start].elementsEqual("](".utf8)
        take(text[start...])
        guard url.count > 4 else { return nil }
    }

    /// Where the URL begins: at its scheme, whole, escaped or damaged, else at the beginning of the word that holds a signature.
    private static func start(in text: [UInt8]) -> Int? {
        let lower = text.lowercased
        let schemes = [
            "https://", "http://", "https:\\/\\/", "http:\\/\\/", "https%3a%2f%2f", "http%3a%2f%2f", "https:/", "http:/", "https//", "http//",
        ]
        for scheme in schemes {
            guard let found = lower.position(of: scheme) else { continue }
            // Of a link [text](target), the target.
            if let target = lower.position(of: "](\(scheme)") { return target + 2 }
            return found
        }
        for mark in ["x-oss-signature", "x-oss-credential", "ossaccesskeyid=", ".aliyuncs.com"] {
            guard let found = lower.position(of: mark) else { continue }
            let before = text[..<found].reversed().prefix { $0 > ASCII.space && !Array("<([{\"'`".utf8).contains($0) }
            let word = text[(found - before.count)...].prefix { $0 > ASCII.space }
            return word.contains(ASCII.period) && word.contains(ASCII.slash) ? found - before.count : nil
        }
        return nil
    }

    /// Word by word, as long as the next one belongs to the URL.
    private mutating func take(_ text: ArraySlice<UInt8>) {
        var rest = text
        url = Array(rest.prefix { $0 > ASCII.space })
        rest = rest.dropFirst(url.count)
        var withBlanksKept = url
        while true {
            let gap = rest.prefix { $0 <= ASCII.space }
            var word = rest.dropFirst(gap.count).prefix { $0 > ASCII.space }
            let hasBreak = gap.contains(ASCII.lineFeed)
            var consumed = gap.count + word.count
            if hasBreak, word.elementsEqual([UInt8(ascii: ">")]) {
                let second = rest.dropFirst(consumed).drop { $0 == ASCII.space }.prefix { $0 > ASCII.space }
                consumed = rest.distance(from: rest.startIndex, to: second.endIndex)
                word = second
                isQuotedMail = true
            } else if hasBreak, word.first == UInt8(ascii: ">"), word.count > 1 {
                word = word.dropFirst()
                isQuotedMail = true
            }
            guard !gap.isEmpty, !word.isEmpty, url.count < URLRepair.limit, belongs(Array(word), after: Array(gap), rest: rest.dropFirst(consumed))
            else {
                return finish(withBlanksKept)
            }
            let isInPath = !url.contains(ASCII.question)
            let isInSignature = RawQuery(ofURL: url).pairs.last.map { $0.name.elementsEqual("Signature".utf8) } ?? false
            let kept = Array(String(repeating: isInPath ? "%20" : "%2B", count: hasBreak ? 0 : gap.count).utf8)
            let isKept = !hasBreak && (isInPath || isInSignature)
            url += (isKept ? kept : []) + word
            withBlanksKept += (isKept ? [] : hasBreak ? [] : Array("%20".utf8)) + word
            damage.append(hasBreak ? .lineBreaks : isInPath ? .blanksInKey : .blanks)
            rest = rest.dropFirst(consumed)
        }
    }

    private mutating func finish(_ other: [UInt8]) {
        if isQuotedMail, damage.contains(.lineBreaks) { damage.append(.mailQuoting) }
        damage = damage.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        if other != url { alternative = other }
    }

    private func belongs(_ word: [UInt8], after gap: [UInt8], rest: ArraySlice<UInt8>) -> Bool {
        let first = word.first ?? 0
        guard !Array("<\"'`".utf8).contains(first), gap.filter({ $0 == ASCII.lineFeed }).count <= 1 else { return false }
        guard !url.contains(where: { Array("<>\"".utf8).contains($0) }) else { return false }
        let plain = url.replacing("&amp;", with: "&")
        let isStart = AuthenticationNames.all.contains { word.starts(with: "\($0)=") } || first == ASCII.ampersand
        guard !RawQuery(ofURL: plain).isComplete else { return isStart && word.contains(ASCII.equals) }
        if isStart { return true }
        if !url.contains(ASCII.question) { return word.contains(ASCII.question) || isKeyBeforeQuery(rest) }
        let isDigits = word.allSatisfy { Hex.value($0) != nil }
        return isDigits || word.contains { [ASCII.equals, ASCII.ampersand, ASCII.percent].contains($0) }
    }

    /// Whether a signed query still comes on this line, so that what stands before it is the rest of a key with blanks.
    private func isKeyBeforeQuery(_ rest: ArraySlice<UInt8>) -> Bool {
        let line = Array(rest.prefix { $0 != ASCII.lineFeed })
        guard let question = line.firstIndex(of: ASCII.question) else { return false }
        return AuthenticationNames.all.contains { line[question...].map { $0 }.position(of: "\($0)=") != nil } && !line.contains("://")
    }
}
