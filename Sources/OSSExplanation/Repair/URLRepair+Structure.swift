import OSSSigning

/// Damage to what a URL is made of before its query: wrapping, scheme, letters that are not ASCII.
extension URLRepair {
    mutating func unwrap() {
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

    mutating func fixScheme() {
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

    mutating func fixNonASCII() {
        guard text.contains(where: { $0 >= 0x80 }) else { return }
        text = text.flatMap { $0 >= 0x80 ? Array(PercentEncoding.encode([$0]).utf8) : [$0] }
        note(.rawNonASCII)
    }
}

extension Collection where Element == UInt8 {
    fileprivate func lowercasedStarts(_ text: String) -> Bool { map { ASCII.lowercased($0) }.starts(with: text.utf8) }
}
