package import Logging
import Metrics
import OSSSigning
import OSSWire

/// Repeats an attempt as a policy says, and once more when it was refused for the clock's sake and the clock could be set right.
package struct Retrier: Sendable {
    package let policy: RetryPolicy
    package let clock: ClientClock
    package let operation: String
    package let logger: Logger

    package init(policy: RetryPolicy, clock: ClientClock, operation: String, logger: Logger) {
        self.policy = policy
        self.clock = clock
        self.operation = operation
        self.logger = logger
    }

    /// - Parameter setsClock: whether another attempt is signed anew, so that it helps to know the server's time.
    package func run<Result: Sendable>(isReplayable: Bool, setsClock: Bool = true, _ attempt: @Sendable () async throws -> Result) async throws
        -> Result
    {
        var count = 1
        var hasSetClock = false
        while true {
            do {
                let result = try await attempt()
                Counter(label: "oss_client_requests", dimensions: [("operation", operation), ("outcome", "done")]).increment()
                return result
            } catch {
                Counter(label: "oss_client_requests", dimensions: [("operation", operation), ("outcome", "failed")]).increment()
                try Task.checkCancellation()
                if setsClock, !hasSetClock, isReplayable, learnsClock(from: error) {
                    hasSetClock = true
                    continue
                }
                guard
                    case .retry(let pause) = policy.decision(
                        attempt: count, error: error, isReplayable: isReplayable, random: .random(in: 0..<1))
                else { throw error }
                logger.debug(
                    "trying again", metadata: ["oss.operation": "\(operation)", "oss.attempt": "\(count)", "oss.error": "\(Self.word(for: error))"])
                try await Task.sleep(for: pause)
                count += 1
            }
        }
    }

    /// Learns the server's clock from a refusal that blames ours.
    private func learnsClock(from error: any Error) -> Bool {
        guard let error = error as? ServiceError, error.code == .requestTimeTooSkewed || error.ec == "0002-00000504", let time = error.serverTime
        else { return false }
        return clock.learn(time)
    }

    private static func word(for error: any Error) -> String {
        switch error {
        case let error as ServiceError: "\(error.status) \(error.code)"
        case let error as ClientError: error.code.rawValue
        default: "unknown"
        }
    }
}
