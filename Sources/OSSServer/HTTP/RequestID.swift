import OSSSigning

/// The id of a request: 24 upper-case hexadecimal digits, the first eight of which are the time.
struct RequestID: Sendable {
    let rawValue: String

    init(secondsSinceEpoch: Int64) {
        var generator = SystemRandomNumberGenerator()
        rawValue = Hex.uppercase(UInt32(truncatingIfNeeded: secondsSinceEpoch)) + Hex.uppercase(generator.next() as UInt64)
    }
}
