import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The machine's clock. It is read here and nowhere else.
enum WallClock {
    static func now() -> SigningTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        guard let now = SigningTime(secondsSinceEpoch: Int64(time.tv_sec)) else { preconditionFailure("the clock stands before 1970") }
        return now
    }
}
