/// How many values lay below each of some bounds, which are fixed.
package struct Histogram: Sendable {
    /// In seconds: from what a refusal takes to what a large upload takes.
    static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800]

    /// Values up to each bound and above the one before; the last are those above all bounds.
    private(set) var counts = [UInt64](repeating: 0, count: Histogram.bounds.count + 1)
    private(set) var sum = 0.0

    mutating func add(_ value: Double) {
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] &+= 1
        sum += value
    }
}
