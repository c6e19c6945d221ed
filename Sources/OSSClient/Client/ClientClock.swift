package import OSSSigning
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The time as OSS sees it: this machine's clock, and what was learned about how wrong it is.
///
/// OSS refuses a request whose time is more than 15 minutes off, and tells its own time in the refusal.
package final class ClientClock: Sendable {
    private let machine: @Sendable () -> SigningTime
    private let offset = Mutex<Int64>(0)

    /// - Parameter machine: the clock to correct; this machine's unless given.
    package init(_ machine: @escaping @Sendable () -> SigningTime = ClientClock.machineTime) { self.machine = machine }

    /// The corrected time.
    package var now: SigningTime {
        let time = machine()
        return time.advanced(bySeconds: offset.withLock { $0 }) ?? time
    }

    /// Learns the server's time; whether that changed anything worth another attempt.
    package func learn(_ server: SigningTime) -> Bool {
        let difference = machine().seconds(until: server)
        return offset.withLock { offset in
            let changed = abs(offset - difference) > 1
            offset = difference
            return changed
        }
    }

    /// This machine's clock, in whole seconds.
    package static let machineTime: @Sendable () -> SigningTime = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        guard let now = SigningTime(secondsSinceEpoch: Int64(time.tv_sec)) else { preconditionFailure("the clock stands before 1970") }
        return now
    }
}
