import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The machine's time, as the log shows it: `2026-11-23T06:17:22.123Z`.
enum LogTime {
    static func now() -> String {
        var time = timespec()
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return "-" }
        return text(seconds: Int64(time.tv_sec), milliseconds: Int(time.tv_nsec / 1_000_000))
    }

    static func text(seconds: Int64, milliseconds: Int) -> String {
        guard let moment = SigningTime(secondsSinceEpoch: seconds) else { return "-" }
        let digits = String(1000 + min(max(milliseconds, 0), 999)).dropFirst()
        return "\(moment.rfc3339.dropLast()).\(digits)Z"
    }
}
