import OSSWire

/// When a failed request is repeated, and after which pause.
///
/// Pauses have "full jitter": a random time between nothing and a bound that doubles with each attempt, so that many clients that failed
/// together do not come back together. A `Retry-After` of the server is a lower bound.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent at most, the first time included.
    public var maximumAttempts = 5
    /// The bound of the first pause.
    public var baseDelay = Duration.milliseconds(200)
    /// The bound of every pause.
    public var maximumDelay = Duration.seconds(20)

    /// The defaults.
    public init() {}

    /// Every request is sent once.
    public static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.maximumAttempts = 1
        return policy
    }

    /// What to do after a failure.
    package enum Decision: Equatable, Sendable {
        case giveUp
        case retry(after: Duration)
    }

    /// Decides after the `attempt`-th attempt (from 1 on) failed.
    ///
    /// - Parameter random: a number from 0 up to, but not including, 1.
    package func decision(attempt: Int, error: any Error, isReplayable: Bool, random: Double) -> Decision {
        guard attempt < maximumAttempts, isReplayable, Self.isPassing(error) else { return .giveUp }
        let jittered = bound(attempt: attempt) * min(max(random, 0), 1)
        let floor = (error as? ServiceError)?.retryAfter ?? .zero
        return .retry(after: max(jittered, floor))
    }

    /// The bound of the pause after an attempt.
    package func bound(attempt: Int) -> Duration {
        var bound = baseDelay
        for _ in 1..<max(attempt, 1) where bound < maximumDelay { bound *= 2 }
        return min(bound, maximumDelay)
    }

    /// Whether the same request may succeed later.
    ///
    /// OSS's statuses: 401 (a proxy before it), 408 and 429, and all from 500 on but 501. `RequestTimeTooSkewed` is repeated by the client after it
    /// has learned the server's clock, and not here.
    static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let error as ServiceError:
            [401, 408, 429].contains(error.status) || (500...599).contains(error.status) && error.status != 501
                || error.code == .requestTimeout
        case let error as ClientError:
            [.connectionFailed, .connectionLost, .timeout, .checksumMismatch].contains(error.code)
        default: false
        }
    }
}
