import OSSSigning

/// A pattern with `*` for any run of characters, also an empty one, and `?` for one character. It matches a text as a whole.
///
/// All ways to match are followed at once, one bit for each position of the pattern. A text of n bytes against a pattern of m costs n * m / 64
/// steps at the worst, whatever the two contain: there is nothing to go back to. A character is what UTF-8 makes of the bytes; bytes that are not
/// UTF-8 stand for themselves.
package struct WildcardPattern: Hashable, Sendable {
    /// The positions in the pattern that a character may stand at, as bits; bit 0 is the position before the first character.
    private var positions: [UInt32: [UInt64]] = [:]
    /// The same for a character that does not occur in the pattern: those of `?`.
    private var anyPositions: [UInt64]
    /// The positions that have a `*` behind them, where any character may be passed over.
    private var loops: [UInt64]
    /// The position behind the last character.
    private let end: Int
    private let ignoresCase: Bool

    /// Reads a pattern.
    /// - Parameters:
    ///   - pattern: The pattern in UTF-8. Nothing escapes a wildcard.
    ///   - hasSingle: Whether `?` is a wildcard; otherwise it stands for itself.
    ///   - ignoresCase: Whether `A-Z` equals `a-z`.
    package init(_ pattern: some Sequence<UInt8>, hasSingle: Bool = true, ignoresCase: Bool = false) {
        let characters = Characters(pattern, ignoresCase: ignoresCase)
        let literals = characters.units.filter { $0 != Self.run }
        let words = literals.count / 64 + 1
        anyPositions = [UInt64](repeating: 0, count: words)
        loops = anyPositions
        end = literals.count
        self.ignoresCase = ignoresCase
        var position = 0
        for unit in characters.units {
            if unit == Self.run {
                Self.set(position, in: &loops)
                continue
            }
            position += 1
            if hasSingle, unit == Self.single {
                Self.set(position, in: &anyPositions)
            } else {
                Self.set(position, in: &positions[unit, default: [UInt64](repeating: 0, count: words)])
            }
        }
        for unit in positions.keys {
            for word in 0..<words { positions[unit]?[word] |= anyPositions[word] }
        }
    }

    /// Whether the pattern covers the whole of a text in UTF-8.
    package func matches(_ text: some Sequence<UInt8>) -> Bool {
        var reached = [UInt64](repeating: 0, count: loops.count)
        reached[0] = 1
        for unit in Characters(text, ignoresCase: ignoresCase).units {
            let allowed = positions[unit] ?? anyPositions
            var carry: UInt64 = 0
            var isAlive = false
            for word in reached.indices {
                let before = reached[word]
                reached[word] = ((before << 1 | carry) & allowed[word]) | (before & loops[word])
                carry = before >> 63
                if reached[word] != 0 { isAlive = true }
            }
            if !isAlive { return false }
        }
        return reached[end / 64] >> UInt64(end % 64) & 1 == 1
    }

    private static let run = UInt32(UInt8(ascii: "*"))
    private static let single = UInt32(ASCII.question)

    private static func set(_ bit: Int, in words: inout [UInt64]) { words[bit / 64] |= 1 << UInt64(bit % 64) }
}

/// The characters of a text, each as its bytes in one number. Nothing is validated: equal bytes give equal numbers.
private struct Characters {
    private(set) var units: [UInt32] = []

    init(_ text: some Sequence<UInt8>, ignoresCase: Bool) {
        var missing = 0
        units.reserveCapacity(text.underestimatedCount)
        for byte in text {
            if missing > 0, byte & 0xC0 == 0x80, let last = units.last {
                units[units.count - 1] = last << 8 | UInt32(byte)
                missing -= 1
            } else {
                units.append(UInt32(ignoresCase ? ASCII.lowercased(byte) : byte))
                missing = byte >= 0xF8 ? 0 : byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0
            }
        }
    }
}
