public import OSSSigning
import Synchronization

/// A clock that stands still until it is told to move.
public final class ManualClock: Sendable {
    private let time: Mutex<SigningTime>

    /// A clock that stands at `time`.
    public init(_ time: SigningTime) { self.time = Mutex(time) }

    /// The time it shows.
    public var now: SigningTime { time.withLock { $0 } }

    /// Moves the clock, forwards or backwards.
    public func advance(bySeconds seconds: Int64) {
        time.withLock { time in
            guard let moved = time.advanced(bySeconds: seconds) else { preconditionFailure("the clock leaves its range") }
            time = moved
        }
    }
}
