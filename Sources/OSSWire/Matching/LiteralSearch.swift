import OSSSigning

/// Finds a literal in a text without going back in it (Knuth, Morris and Pratt): n bytes of text cost at most 2 * n comparisons, so that
/// `aaaa...b` in a text of `a` is no trap.
struct LiteralSearch: Sendable {
    /// At least one byte; in lower case when case is ignored.
    private let literal: [UInt8]
    /// For each count of bytes that match: how many of them are the beginning of the literal again.
    private let fallback: [Int]

    init(_ literal: [UInt8]) {
        var fallback = [0, 0]
        var matched = 0
        for byte in literal.dropFirst() {
            while matched > 0, literal[matched] != byte { matched = fallback[matched] }
            if literal[matched] == byte { matched += 1 }
            fallback.append(matched)
        }
        self.literal = literal
        self.fallback = fallback
    }

    /// The position behind the first place between `start` and `end` where the literal stands.
    func end(in text: some ByteText, from start: Int, to end: Int, ignoresCase: Bool) -> Int? {
        guard end - start >= literal.count else { return nil }
        var matched = 0
        for position in start..<end {
            let byte = ignoresCase ? ASCII.lowercased(text[position]) : text[position]
            while matched > 0, literal[matched] != byte { matched = fallback[matched] }
            if literal[matched] == byte { matched += 1 }
            if matched == literal.count { return position + 1 }
        }
        return nil
    }
}
