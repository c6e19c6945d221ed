/// The literal ends of many patterns, side by side in memory: tells quickly, and without touching a reference count, which lists of patterns
/// cannot match a text. Of a policy with a hundred statements, one or two are left to look at closely.
package struct PatternSieve: Sendable {
    /// A list of patterns that was added.
    package struct List: Sendable {
        fileprivate let start: Int
        fileprivate let end: Int
    }

    private struct Entry: Sendable {
        /// Where its bytes begin: the head, and then the tail.
        let start: Int
        let headCount: Int
        let tailCount: Int
        let isLiteral: Bool
    }

    private var entries: [Entry] = []
    private var bytes: [UInt8] = []

    package init() {}

    package mutating func add(_ patterns: [WildcardPattern]) -> List {
        let start = entries.count
        for pattern in patterns {
            entries.append(
                Entry(start: bytes.count, headCount: pattern.head.count, tailCount: pattern.tail.count, isLiteral: pattern.literal != nil))
            bytes += pattern.head + pattern.tail
        }
        return List(start: start, end: entries.count)
    }

    /// Whether a pattern of the list may match, as far as its ends show. False is certain.
    /// - Parameter text: In lower case when the patterns ignore case.
    package func mayMatch(_ list: List, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        entries.withUnsafeBufferPointer { entries in
            bytes.withUnsafeBufferPointer { bytes in
                for index in list.start..<list.end where Self.mayMatch(entries[index], bytes, text) { return true }
                return false
            }
        }
    }

    @inline(__always)
    private static func mayMatch(_ entry: Entry, _ bytes: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let least = entry.headCount + entry.tailCount
        guard entry.isLiteral ? text.count == least : text.count >= least else { return false }
        // From the end: what patterns of one account have in common stands in front.
        var offset = entry.headCount
        while offset > 0 {
            offset -= 1
            if bytes[entry.start + offset] != text[offset] { return false }
        }
        let tail = text.count - entry.tailCount
        for offset in 0..<entry.tailCount where bytes[entry.start + entry.headCount + offset] != text[tail + offset] { return false }
        return true
    }
}
