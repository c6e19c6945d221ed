extension Query {
    /// Appends V4's canonical query: every pair but `x-oss-signature`, escaped, sorted by escaped name and then value, joined by `&`.
    ///
    /// The sort is by the escaped bytes: `%7Cp` comes before `p`, while `|p` would come behind it. An empty value leaves its `=` out.
    func appendCanonical(to output: inout ByteWriter) {
        storage.withUnsafeBufferPointer { bytes in
            var isFirst = true
            for item in inCanonicalOrder(bytes) where item.known != .signature {
                if !isFirst { output.append(ASCII.ampersand) }
                isFirst = false
                output.append(escaping: UnsafeBufferPointer(rebasing: bytes[item.name]))
                guard !item.value.isEmpty else { continue }
                output.append(ASCII.equals)
                output.append(escaping: UnsafeBufferPointer(rebasing: bytes[item.value]))
            }
        }
    }

    /// Most queries come sorted, ours always; those are not copied.
    private func inCanonicalOrder(_ bytes: UnsafeBufferPointer<UInt8>) -> [Item] {
        for index in items.indices.dropFirst() where Self.precedes(items[index], items[index - 1], in: bytes) {
            return items.sorted { Self.precedes($0, $1, in: bytes) }
        }
        return items
    }

    private static func precedes(_ a: Item, _ b: Item, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let order = compare(bytes, a.name, b.name)
        return order != 0 ? order < 0 : compare(bytes, a.value, b.value) < 0
    }

    /// Compares as the escaped forms would: `%` sorts before everything that is not escaped, and escapes sort by their byte.
    private static func compare(_ bytes: UnsafeBufferPointer<UInt8>, _ a: Range<Int>, _ b: Range<Int>) -> Int {
        for offset in 0..<min(a.count, b.count) {
            let (x, y) = (bytes[a.lowerBound + offset], bytes[b.lowerBound + offset])
            if x != y { return rank(x) - rank(y) }
        }
        return a.count - b.count
    }

    private static func rank(_ byte: UInt8) -> Int { ASCII.isUnreserved(byte) ? 256 + Int(byte) : Int(byte) }
}
