import OSSSigning

/// Text as bytes. What people paste is searched and edited by bytes, because `Character` joins a line feed to a carriage return and an accent to
/// the ampersand before it.
typealias ByteText = [UInt8]

extension [UInt8] {
    /// The first place of a text at or behind a position.
    func position(of text: String, from start: Int = 0) -> Int? {
        let wanted = Array(text.utf8)
        guard let first = wanted.first, count >= wanted.count, start >= 0 else { return nil }
        var index = start
        while index <= count - wanted.count {
            if self[index] == first, self[index..<index + wanted.count].elementsEqual(wanted) { return index }
            index += 1
        }
        return nil
    }

    /// The first place of a text, whatever the case of its ASCII letters.
    func position(ofAnyCase text: String, from start: Int = 0) -> Int? { lowercased.position(of: ASCII.lowercased(text), from: start) }

    func contains(_ text: String) -> Bool { position(of: text) != nil }

    func replacing(_ text: String, with other: String) -> [UInt8] {
        guard var found = position(of: text) else { return self }
        var output: [UInt8] = []
        output.reserveCapacity(count)
        var start = 0
        while true {
            output += self[start..<found]
            output += Array(other.utf8)
            start = found + text.utf8.count
            guard let next = position(of: text, from: start) else { break }
            found = next
        }
        return output + self[start...]
    }

    var lowercased: [UInt8] { map { ASCII.lowercased($0) } }

    /// Without the blanks, tabs and line breaks around it.
    var trimmed: [UInt8] { Array(drop { $0 <= ASCII.space }.reversed().drop { $0 <= ASCII.space }.reversed()) }

    var text: String { String(decoding: self, as: UTF8.self) }

    /// The lines, whatever ends them.
    var lines: [[UInt8]] {
        replacing("\r\n", with: "\n").split(separator: ASCII.lineFeed, omittingEmptySubsequences: false).map(Array.init)
    }

    func starts(with text: String) -> Bool { starts(with: text.utf8) }
}

extension String {
    /// Compared by bytes, whatever the case of ASCII letters.
    func isSame(asAnyCase other: String) -> Bool { ASCII.lowercased(self).utf8.elementsEqual(ASCII.lowercased(other).utf8) }

    /// Whether a text stands in this one, by bytes.
    func has(_ text: String) -> Bool { Array(utf8).contains(text) }

    /// Whether this text begins with another one, by bytes.
    func begins(with text: String) -> Bool { utf8.starts(with: text.utf8) }

    /// Whether this text ends with another one, by bytes.
    func ends(with text: String) -> Bool { utf8.count >= text.utf8.count && utf8.suffix(text.utf8.count).elementsEqual(text.utf8) }
}
