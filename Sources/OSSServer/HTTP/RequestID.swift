/// The id of a request: 24 upper-case hexadecimal digits, the first eight of which are the time.
struct RequestID: Sendable {
    let rawValue: String

    init(secondsSinceEpoch: Int64) {
        var generator = SystemRandomNumberGenerator()
        let digits = [
            Self.hex(UInt64(truncatingIfNeeded: secondsSinceEpoch) & 0xFFFF_FFFF, count: 8), Self.hex(generator.next(), count: 16),
        ]
        rawValue = digits.joined()
    }

    private static func hex(_ value: UInt64, count: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: count - digits.utf8.count) + digits
    }
}
