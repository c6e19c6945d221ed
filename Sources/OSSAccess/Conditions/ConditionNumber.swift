import OSSSigning

/// A decimal number, compared exactly: `10`, `-3.50`, at most 40 characters and no exponent.
struct ConditionNumber: Hashable, Sendable {
    private let isNegative: Bool
    /// Without zeros in front.
    private let whole: [UInt8]
    /// Without zeros at the end.
    private let fraction: [UInt8]

    init?(_ text: String) {
        guard text.utf8.count <= 40 else { return nil }
        let hasSign = text.utf8.first == ASCII.hyphen
        let parts = text.utf8.dropFirst(hasSign ? 1 : 0).split(separator: ASCII.period, omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(ASCII.isDigit) }) else { return nil }
        whole = Array(parts[0].drop { $0 == 0x30 })
        var fraction = parts.count == 2 ? Array(parts[1]) : []
        while fraction.last == 0x30 { fraction.removeLast() }
        self.fraction = fraction
        isNegative = hasSign && !(whole.isEmpty && fraction.isEmpty)
    }

    private func isSmallerInSize(than other: Self) -> Bool {
        if whole.count != other.whole.count { return whole.count < other.whole.count }
        if whole != other.whole { return whole.lexicographicallyPrecedes(other.whole) }
        return fraction.lexicographicallyPrecedes(other.fraction)
    }
}

extension ConditionNumber: Comparable {
    static func < (a: Self, b: Self) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        return a.isNegative ? b.isSmallerInSize(than: a) : a.isSmallerInSize(than: b)
    }
}
