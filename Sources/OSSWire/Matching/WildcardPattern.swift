import OSSSigning

/// A pattern with `*` for any run of characters, also an empty one, and `?` for one character. It matches a text as a whole.
///
/// A character is what UTF-8 makes of the bytes; bytes that are not UTF-8 stand for themselves. Matching allocates nothing for a text that lies
/// in one piece, and never goes back: a text of n bytes against a pattern of m costs some n + m steps without `?`, and n * m / 64 with it,
/// whatever the two contain. It is a class so that a list of patterns is copied and passed on for one reference each.
package final class WildcardPattern: Sendable {
    /// What follows the literal bytes that every match begins with.
    private enum Rest: Sendable {
        /// Nothing: the pattern is one text.
        case nothing
        /// Runs with literal pieces between them, found one behind the other.
        case pieces([LiteralSearch])
        /// Wildcards for single characters, or bytes that are not UTF-8: all ways are followed at once, over the whole text.
        case characters(CharacterAutomaton)
    }

    /// Before the first wildcard.
    let head: [UInt8]
    /// Behind the last wildcard.
    let tail: [UInt8]
    private let rest: Rest
    private let ignoresCase: Bool

    /// Reads a pattern.
    /// - Parameters:
    ///   - pattern: The pattern in UTF-8. Nothing escapes a wildcard.
    ///   - hasSingle: Whether `?` is a wildcard; otherwise it stands for itself.
    ///   - ignoresCase: Whether `A-Z` equals `a-z`.
    package init(_ pattern: some Sequence<UInt8>, hasSingle: Bool = true, ignoresCase: Bool = false) {
        let bytes = pattern.map { ignoresCase ? ASCII.lowercased($0) : $0 }
        let isWildcard: (UInt8) -> Bool = { $0 == Self.run || (hasSingle && $0 == ASCII.question) }
        self.ignoresCase = ignoresCase
        guard let first = bytes.firstIndex(where: isWildcard), let last = bytes.lastIndex(where: isWildcard) else {
            (head, tail, rest) = (bytes, [], .nothing)
            return
        }
        head = Array(bytes[..<first])
        tail = Array(bytes[(last + 1)...])
        let pieces = bytes.split(separator: Self.run, omittingEmptySubsequences: true)
        // Whole characters are found nowhere but at the beginning of one, so that bytes alone decide.
        if pieces.allSatisfy(TextCharacter.areWhole), !hasSingle || !bytes.contains(ASCII.question) {
            rest = .pieces(bytes[first...last].split(separator: Self.run).map { LiteralSearch(Array($0)) })
        } else {
            rest = .characters(CharacterAutomaton(bytes, hasSingle: hasSingle))
        }
    }

    /// The text, when the pattern has no wildcard.
    package var literal: [UInt8]? { if case .nothing = rest { head } else { nil } }

    /// Whether it covers every text.
    package var coversEverything: Bool {
        if case .pieces(let pieces) = rest { pieces.isEmpty && head.isEmpty && tail.isEmpty } else { false }
    }

    /// Whether the pattern covers the whole of a text in UTF-8.
    @inlinable package func matches(_ text: some Sequence<UInt8>) -> Bool {
        text.withContiguousStorageIfAvailable { matches(bytes: $0) } ?? Array(text).withUnsafeBufferPointer { matches(bytes: $0) }
    }

    /// The same for a text in memory.
    @usableFromInline package func matches(bytes: UnsafeBufferPointer<UInt8>) -> Bool { covers(bytes) }

    /// The same for a text whose bytes are counted from 0, wherever they are; tests count how often one is read.
    func covers(_ text: some ByteText) -> Bool {
        let count = text.count
        guard count >= head.count + tail.count, equals(head, text, at: 0) else { return false }
        switch rest {
        case .nothing: return count == head.count
        case .pieces(let pieces):
            let end = count - tail.count
            guard equals(tail, text, at: end) else { return false }
            var position = head.count
            for piece in pieces {
                guard let found = piece.end(in: text, from: position, to: end, ignoresCase: ignoresCase) else { return false }
                position = found
            }
            return true
        case .characters(let automaton):
            return equals(tail, text, at: count - tail.count) && automaton.matches(text, ignoresCase: ignoresCase)
        }
    }

    private func equals(_ literal: [UInt8], _ text: some ByteText, at start: Int) -> Bool {
        for index in literal.indices {
            let byte = text[start + index]
            if (ignoresCase ? ASCII.lowercased(byte) : byte) != literal[index] { return false }
        }
        return true
    }

    static let run = UInt8(ascii: "*")
}
