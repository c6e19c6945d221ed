import OSSSigning

/// A date of ISO 8601 in a condition: `2024-11-12T08:32:38Z`, with an offset such as `+08:00` instead of the `Z`, without the seconds, or a day
/// alone, which stands for its beginning in UTC. Fractions of a second are cut off. The years are 1970 to 9999.
struct ConditionMoment: Hashable, Comparable, Sendable {
    private let time: SigningTime

    init?(_ text: String) {
        // Longer fractions are nobody's clock.
        guard text.utf8.count <= 64 else { return nil }
        guard let time = SigningTime(rfc3339: text) ?? Self.spelledOut(text).flatMap({ SigningTime(rfc3339: $0) }) else { return nil }
        self.time = time
    }

    static func < (a: Self, b: Self) -> Bool { a.time < b.time }

    /// With what is left out, the clock or its seconds; an offset gets its colon.
    private static func spelledOut(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        if bytes.count == 10 { return text + "T00:00:00Z" }
        guard bytes.count > 16 else { return nil }
        let hasSeconds = bytes[16] == ASCII.colon
        let zoneStart = bytes[16...].firstIndex { $0 == UInt8(ascii: "+") || $0 == ASCII.hyphen } ?? bytes.endIndex
        let zone = bytes[zoneStart...]
        let isShortZone = zone.count == 5 && zone.dropFirst().allSatisfy(ASCII.isDigit)
        guard !hasSeconds || isShortZone else { return nil }
        let clock = bytes[..<(hasSeconds ? zoneStart : 16)] + (hasSeconds ? [] : Array(":00".utf8))
        let suffix = hasSeconds ? [] : bytes[16..<zoneStart]
        let offset = isShortZone ? zone.prefix(3) + [ASCII.colon] + zone.suffix(2) : zone
        return String(decoding: clock + suffix + offset, as: UTF8.self)
    }
}
