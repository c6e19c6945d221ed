import OSSSigning

/// A character of a text as its bytes in one number. Nothing is validated: equal bytes give equal numbers.
///
/// A byte that may lead two, three or four takes in as many bytes of the form `10xxxxxx` as follow it, up to that; every other byte stands alone.
enum TextCharacter {
    /// The character that begins at a position, and the position behind it.
    @inline(__always)
    static func read(_ text: some ByteText, at position: Int, count: Int, ignoresCase: Bool) -> (UInt32, next: Int) {
        let lead = text[position]
        guard lead >= 0xC0 else { return (UInt32(ignoresCase ? ASCII.lowercased(lead) : lead), position + 1) }
        var character = UInt32(lead)
        var next = position + 1
        let end = min(count, next + continuationCount(lead))
        while next < end, case let byte = text[next], byte & 0xC0 == 0x80 {
            character = character << 8 | UInt32(byte)
            next += 1
        }
        return (character, next)
    }

    /// Whether no character of a literal lacks its end, and none its beginning.
    static func areWhole(_ literal: ArraySlice<UInt8>) -> Bool {
        var missing = 0
        for byte in literal {
            if byte & 0xC0 == 0x80 {
                missing -= 1
                guard missing >= 0 else { return false }
            } else {
                guard missing == 0 else { return false }
                missing = continuationCount(byte)
            }
        }
        return missing == 0
    }

    private static func continuationCount(_ lead: UInt8) -> Int {
        lead >= 0xF8 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0
    }
}
