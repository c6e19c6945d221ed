extension Query {
    /// Appends V4's canonical query: every pair but `x-oss-signature`, escaped, sorted by escaped name and then value, joined by `&`.
    ///
    /// The sort is by the escaped bytes: `%7Cp` comes before `p`, while `|p` would come behind it. An empty value leaves its `=` out.
    func appendCanonical(to output: inout [UInt8]) {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(storage.count + 32)
        var pairs: [(name: Range<Int>, end: Int)] = []
        pairs.reserveCapacity(items.count)
        storage.withUnsafeBufferPointer { bytes in
            for item in items where !isNamed(item, ParameterName.signature) {
                let start = escaped.count
                PercentEncoding.append(UnsafeBufferPointer(rebasing: bytes[item.name]), to: &escaped)
                let nameEnd = escaped.count
                if !item.value.isEmpty {
                    escaped.append(ASCII.equals)
                    PercentEncoding.append(UnsafeBufferPointer(rebasing: bytes[item.value]), to: &escaped)
                }
                pairs.append((start..<nameEnd, escaped.count))
            }
        }
        escaped.withUnsafeBufferPointer { bytes in
            pairs.sort { a, b in
                let order = Self.compare(bytes, a.name, b.name)
                return order != 0 ? order < 0 : Self.compare(bytes, a.name.upperBound..<a.end, b.name.upperBound..<b.end) < 0
            }
            for (index, pair) in pairs.enumerated() {
                if index > 0 { output.append(ASCII.ampersand) }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[pair.name.lowerBound..<pair.end]))
            }
        }
    }

    private static func compare(_ bytes: UnsafeBufferPointer<UInt8>, _ a: Range<Int>, _ b: Range<Int>) -> Int {
        for offset in 0..<min(a.count, b.count) {
            let difference = Int(bytes[a.lowerBound + offset]) - Int(bytes[b.lowerBound + offset])
            if difference != 0 { return difference }
        }
        return a.count - b.count
    }
}
