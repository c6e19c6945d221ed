import Testing

@testable import waybill

@Suite("Arguments") struct ArgumentTests {
    @Test(
        "durations",
        arguments: [
            ("90", 90_000), ("500ms", 500), ("30s", 30_000), ("15m", 900_000), ("1h", 3_600_000), ("7d", 604_800_000), ("1w", 604_800_000),
            ("1h30m", 5_400_000), ("1d2h3m4s5ms", 93_784_005), ("0", 0), ("-1s", -1000),
        ] as [(String, Int64)]) func durations(text: String, milliseconds: Int64)
    {
        #expect(DurationArgument(argument: text)?.duration == .milliseconds(milliseconds))
    }

    @Test(
        "what is no duration",
        arguments: [
            "", "-", "h", "1.5h", "1h30", "1 h", "1y", "1H", "１", "--1", "9223372036854775807w", "9223372036854775808", "9223372036854775807ms1ms",
            "1hm",
        ]) func noDurations(text: String)
    { #expect(DurationArgument(argument: text) == nil) }

    @Test(
        "sizes",
        arguments: [
            ("0", 0), ("10485760", 10_485_760), ("1K", 1024), ("1k", 1024), ("1Ki", 1024), ("1KB", 1024), ("1KiB", 1024), ("10M", 10_485_760),
            ("5G", 5_368_709_120),
            ("1T", 1_099_511_627_776), ("7b", 7),
        ] as [(String, Int64)]) func sizes(text: String, bytes: Int64)
    { #expect(SizeArgument(argument: text)?.bytes == bytes) }

    @Test("what is no size", arguments: ["", "K", "-1", "1.5M", "1 M", "1X", "9223372036854775808", "9223372036854775807K", "8192P", "１"])
    func noSizes(text: String) { #expect(SizeArgument(argument: text) == nil) }
}
