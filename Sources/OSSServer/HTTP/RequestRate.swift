import OSSWire
import Synchronization

/// How many requests a second are answered, in all and to each client.
///
/// Whoever was silent for a second may send a second's worth at once. A request that is refused takes nothing away, so a client that tries again
/// too early waits no longer for it.
final class RequestRate: Sendable {
    private static let burst = Duration.seconds(1)

    private struct State {
        var all: RateBucket
        /// Clients that asked lately, and those before them. Together they bound what strangers can make the server remember.
        var recent: [IPAddress?: RateBucket] = [:]
        var earlier: [IPAddress?: RateBucket] = [:]
    }

    private let interval: Duration?
    private let intervalOfClient: Duration?
    private let remembered: Int
    private let state: Mutex<State>

    /// - Parameter remembered: how many clients are told apart before those that were silent longest begin anew.
    /// - Returns: `nil` when there is no limit.
    init?(_ limits: ServerLimits, remembering remembered: Int = 32_768, since start: ContinuousClock.Instant = .now) {
        guard limits.requestsPerSecond != nil || limits.requestsPerSecondOfClient != nil else { return nil }
        interval = limits.requestsPerSecond.map { .seconds(1) / max(1, $0) }
        intervalOfClient = limits.requestsPerSecondOfClient.map { .seconds(1) / max(1, $0) }
        self.remembered = remembered
        state = Mutex(State(all: RateBucket(due: start)))
    }

    /// Counts a request.
    /// - Parameter client: `nil` for one without an address; they share one rate.
    /// - Returns: the refusal, if it is one too many.
    func excess(of client: IPAddress?, at now: ContinuousClock.Instant) -> OSSError? {
        state.withLock { state in
            if let intervalOfClient {
                let client = client.map(Self.network)
                var bucket = state.recent[client] ?? state.earlier[client] ?? RateBucket(due: now)
                guard bucket.take(intervalOfClient, burst: Self.burst, at: now) else { return .qpsLimitExceeded }
                // What all together may not is not held against this client: it is counted for both or for neither.
                if let interval, !state.all.take(interval, burst: Self.burst, at: now) { return .totalQpsLimitExceeded }
                if state.recent.count >= remembered, state.recent[client] == nil {
                    (state.earlier, state.recent) = (state.recent, [:])
                }
                state.recent[client] = bucket
                return nil
            }
            if let interval, !state.all.take(interval, burst: Self.burst, at: now) { return .totalQpsLimitExceeded }
            return nil
        }
    }

    /// The part of an address that one client has to itself.
    private static func network(_ address: IPAddress) -> IPAddress {
        address.family == .v4 ? address : IPAddress(family: .v6, bits: (address.bits >> 64) << 64)
    }
}

extension OSSError {
    /// One client sends more than it may.
    static let qpsLimitExceeded = OSSError(
        status: 503, code: ErrorCode(rawValue: "QpsLimitExceeded"), message: "Please reduce your request rate.")
    /// All clients together do.
    static let totalQpsLimitExceeded = OSSError(
        status: 503, code: ErrorCode(rawValue: "TotalQpsLimitExceeded"), message: "Please reduce your request rate.")
}
