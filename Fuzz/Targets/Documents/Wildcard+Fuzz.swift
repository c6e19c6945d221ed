import OSSSigning
import OSSWire

extension FuzzTarget {
    /// Patterns with `*` and `?`: the first line is the pattern, the rest the text.
    static let wildcard = FuzzTarget("wildcard") { input in
        var lines = InputLines(input)
        let pattern = lines.next()
        let text = lines.remainder()
        guard pattern.count * text.count <= 1 << 20 else { return }
        // For other bytes it is left open what a character is.
        let isText = String(validating: pattern, as: UTF8.self) != nil && String(validating: text, as: UTF8.self) != nil
        for ignoresCase in [false, true] {
            let fold: ([UInt8]) -> [UInt8] = { $0.map { ignoresCase && (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 } }
            let found = WildcardPattern(pattern, hasSingle: false, ignoresCase: ignoresCase).matches(text)
            try BrokenLaw.unless(
                !isText || found == NaiveWildcard.matches(fold(pattern), fold(text), hasSingle: false), "both matchers agree on runs")
            guard pattern.allSatisfy({ $0 < 0x80 }), text.allSatisfy({ $0 < 0x80 }) else { continue }
            let single = WildcardPattern(pattern, ignoresCase: ignoresCase).matches(text)
            try BrokenLaw.unless(
                single == NaiveWildcard.matches(fold(pattern), fold(text), hasSingle: true), "both matchers agree on single characters")
        }
    }
}

/// Matching by a table of which prefixes match which, cell by cell.
enum NaiveWildcard {
    static func matches(_ pattern: [UInt8], _ text: [UInt8], hasSingle: Bool) -> Bool {
        var row = [Bool](repeating: false, count: text.count + 1)
        row[0] = true
        for symbol in pattern {
            var next = [Bool](repeating: false, count: text.count + 1)
            if symbol == UInt8(ascii: "*") {
                var hasMatched = false
                for index in row.indices {
                    hasMatched = hasMatched || row[index]
                    next[index] = hasMatched
                }
            } else {
                for index in text.indices where row[index] {
                    next[index + 1] = text[index] == symbol || (hasSingle && symbol == UInt8(ascii: "?"))
                }
            }
            row = next
        }
        return row[text.count]
    }
}
