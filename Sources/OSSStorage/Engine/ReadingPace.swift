/// How much of an object is read at once: little at first and for a client that is slow, more for one that comes back at once.
///
/// Of a thousand clients that read slowly, each would otherwise hold bytes that it has not asked for. One that reads fast is held up by every
/// step between the disk and its connection, so it gets more bytes in each.
struct ReadingPace {
    /// Whoever comes back within this time reads fast.
    private static let patience = Duration.milliseconds(20)
    /// How many times the first count a fast client gets in the end.
    private static let growth = 4

    private let first: Int
    private let reader: ReaderCount.Reader?
    /// What was announced as the next count.
    private var announced: Int?
    private var handedOut: ContinuousClock.Instant?

    /// - Parameters:
    ///   - first: how many bytes are read for a client of which nothing is known, and never fewer.
    ///   - reader: says how many bytes this client may have at once while there are others.
    init(first: Int, reader: ReaderCount.Reader? = nil) {
        self.first = max(first, 1)
        self.reader = reader
    }

    /// How many bytes to read now, and how many will be wanted next; none, if that is not worth reading ahead.
    mutating func step(at now: ContinuousClock.Instant = .now) -> (count: Int, next: Int) {
        let count = announced ?? first
        let isFast = handedOut.map { now - $0 < Self.patience } ?? false
        announced = isFast ? max(first, min(count * 2, first * Self.growth, reader?.share ?? .max)) : nil
        return (count, announced ?? 0)
    }

    /// Takes note that the bytes have been handed out.
    mutating func hasHandedOut(at now: ContinuousClock.Instant = .now) { handedOut = now }
}
