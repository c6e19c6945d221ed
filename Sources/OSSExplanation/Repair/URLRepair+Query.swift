import OSSSigning

/// Damage to the query, and to what divides it from the path.
extension URLRepair {
    mutating func fixQuestionMark() {
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

    mutating func fixSeparators() {
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

    mutating func undoDoubleEncoding() {
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

    mutating func removeEscapedLineBreaks() {
        guard let question = text.firstIndex(of: ASCII.question) else { return }
        let query = Array(text[question...])
        let clean = ["%0D", "%0d", "%0A", "%0a"].reduce(query) { $0.replacing($1, with: "") }
        guard clean.count < query.count else { return }
        text = text[..<question] + clean
        note(.escapedLineBreak)
    }

    mutating func fixAmpersands() {
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

    mutating func fixCase() {
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

    mutating func fixFragment() {
        guard let mark = text.firstIndex(of: UInt8(ascii: "#")) else { return }
        let isInKey = text[mark...].contains(ASCII.question) && !text[..<mark].contains(ASCII.question)
        if isInKey {
            text = text.replacing("#", with: "%23")
        } else {
            text = Array(text[..<mark])
        }
        note(isInKey ? .fragmentInKey : .fragment)
    }

    mutating func noteBrokenEscapes() {
        guard (try? PercentEncoding.decode(text)) == nil else { return }
        note(.brokenEscape)
    }
}
