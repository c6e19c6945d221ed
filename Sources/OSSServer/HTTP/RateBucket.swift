/// What comes too often, by the time at which the next would be due if they came evenly.
struct RateBucket {
    private(set) var due: ContinuousClock.Instant

    /// - Parameters:
    ///   - interval: the time from one to the next when they come evenly.
    ///   - burst: so much time's worth may come at once after a silence; one always may.
    /// - Returns: whether one more is within the rate, which then counts.
    mutating func take(_ interval: Duration, burst: Duration, at now: ContinuousClock.Instant) -> Bool {
        let next = max(due, now).advanced(by: interval)
        guard now.duration(to: next) <= max(burst, interval) else { return false }
        due = next
        return true
    }
}
