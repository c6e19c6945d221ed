extension Query {
    /// Appends V4's canonical query: every pair but `x-oss-signature`, escaped, sorted by escaped name and then value, joined by `&`.
    ///
    /// The sort is by the escaped bytes: `%7Cp` comes before `p`, while `|p` would come behind it. An empty value leaves its `=` out.
    func appendCanonical(to output: inout ByteWriter) {
        var escaped = ByteWriter(capacity: storage.count + storage.count / 2)
        var pairs: [EscapedPair] = []
        pairs.reserveCapacity(items.count)
        storage.withUnsafeBufferPointer { bytes in
            for item in items where item.known != .signature {
                let start = escaped.count
                escaped.append(escaping: UnsafeBufferPointer(rebasing: bytes[item.name]))
                let nameEnd = escaped.count
                if !item.value.isEmpty {
                    escaped.append(ASCII.equals)
                    escaped.append(escaping: UnsafeBufferPointer(rebasing: bytes[item.value]))
                }
                pairs.append(EscapedPair(start: start, nameEnd: nameEnd, end: escaped.count))
            }
        }
        let bytes = escaped.bytes
        pairs.sort { $0.precedes($1, in: bytes) }
        for index in pairs.indices {
            if index > 0 { output.append(ASCII.ampersand) }
            output.append(UnsafeBufferPointer(rebasing: bytes[pairs[index].start..<pairs[index].end]))
        }
    }
}

/// Where an escaped pair stands.
private struct EscapedPair {
    let start: Int
    let nameEnd: Int
    let end: Int

    func precedes(_ other: EscapedPair, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let order = Self.compare(bytes, start..<nameEnd, other.start..<other.nameEnd)
        return order != 0 ? order < 0 : Self.compare(bytes, nameEnd..<end, other.nameEnd..<other.end) < 0
    }

    private static func compare(_ bytes: UnsafeBufferPointer<UInt8>, _ a: Range<Int>, _ b: Range<Int>) -> Int {
        for offset in 0..<min(a.count, b.count) {
            let difference = Int(bytes[a.lowerBound + offset]) - Int(bytes[b.lowerBound + offset])
            if difference != 0 { return difference }
        }
        return a.count - b.count
    }
}
