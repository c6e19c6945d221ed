import OSSSigning

/// A pattern with wildcards for single characters. All ways to match are followed at once, one bit for each position of the pattern.
struct CharacterAutomaton: Sendable {
    /// How many words hold a bit for each position; bit 0 is the position before the first character.
    private let wordCount: Int
    /// The position behind the last character.
    private let end: Int
    /// The characters that occur in the pattern, in order.
    private let characters: [UInt32]
    /// One row of words for each of them, and one for all others: the positions that the character may stand at.
    private let rows: [UInt64]
    /// The positions that have a `*` behind them, where any character may be passed over.
    private let loops: [UInt64]

    /// - Parameter pattern: In UTF-8, in lower case when case is ignored.
    init(_ pattern: [UInt8], hasSingle: Bool) {
        var units: [UInt32] = []
        var position = 0
        while position < pattern.count {
            let (unit, next) = TextCharacter.read(pattern, at: position, count: pattern.count, ignoresCase: false)
            units.append(unit)
            position = next
        }
        let run = UInt32(WildcardPattern.run)
        let isSingle: (UInt32) -> Bool = { hasSingle && $0 == UInt32(ASCII.question) }
        let literals = units.filter { $0 != run }
        let characters = Set(literals.filter { !isSingle($0) }).sorted()
        let wordCount = literals.count / 64 + 1
        var loops = [UInt64](repeating: 0, count: wordCount)
        var rows = [UInt64](repeating: 0, count: wordCount * (characters.count + 1))
        var reached = 0
        for unit in units {
            if unit == run {
                loops[reached / 64] |= 1 << UInt64(reached % 64)
                continue
            }
            reached += 1
            for (row, character) in characters.enumerated() where isSingle(unit) || character == unit {
                rows[row * wordCount + reached / 64] |= 1 << UInt64(reached % 64)
            }
            if isSingle(unit) { rows[characters.count * wordCount + reached / 64] |= 1 << UInt64(reached % 64) }
        }
        (self.wordCount, end, self.characters, self.rows, self.loops) = (wordCount, literals.count, characters, rows, loops)
    }

    func matches(_ text: some ByteText, ignoresCase: Bool) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: wordCount) { reached in
            reached.initialize(repeating: 0)
            reached[0] = 1
            let count = text.count
            var position = 0
            while position < count {
                let (character, next) = TextCharacter.read(text, at: position, count: count, ignoresCase: ignoresCase)
                guard advance(reached, row: row(of: character)) else { return false }
                position = next
            }
            return reached[end / 64] >> UInt64(end % 64) & 1 == 1
        }
    }

    /// One character further; false when no way is left.
    private func advance(_ reached: UnsafeMutableBufferPointer<UInt64>, row: Int) -> Bool {
        var carry: UInt64 = 0
        var alive: UInt64 = 0
        for word in 0..<wordCount {
            let before = reached[word]
            let after = ((before << 1 | carry) & rows[row * wordCount + word]) | (before & loops[word])
            carry = before >> 63
            reached[word] = after
            alive |= after
        }
        return alive != 0
    }

    /// The row of a character, by halving.
    private func row(of character: UInt32) -> Int {
        var (low, high) = (0, characters.count)
        while low < high {
            let middle = (low + high) / 2
            if characters[middle] < character { low = middle + 1 } else { high = middle }
        }
        return low < characters.count && characters[low] == character ? low : characters.count
    }
}
