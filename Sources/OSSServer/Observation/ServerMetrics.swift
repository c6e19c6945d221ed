import Synchronization

/// What a server counts: requests by operation, status and error cause, their durations and bytes, refused signatures, and what is going on now.
///
/// Every label has one of a closed list of values, whatever clients send: no bucket, key or address is among them. Counting a request takes one
/// lock and makes no text.
package final class ServerMetrics: RequestObserver {
    /// Connections that are open now.
    let connections = ConnectionCount()
    private let inFlight = Atomic<Int>(0)
    private let counts = Mutex(Counts())

    private struct Outcome: Hashable {
        let operation: String
        let status: Int
        let ec: String?
    }

    private struct Counts {
        var outcomes: [Outcome: UInt64] = [:]
        var durations: [String: Histogram] = [:]
        var signatureFailures: [String: UInt64] = [:]
        var received: UInt64 = 0
        var sent: UInt64 = 0
    }

    /// How many combinations of operation, status and error cause are kept apart. There are fewer in OSS's documentation; this is for what was
    /// not thought of.
    static let maximumOutcomes = 2000

    package init() {}

    package func requestBegan() { inFlight.add(1, ordering: .relaxed) }

    package func requestEnded(_ record: RequestRecord) {
        inFlight.subtract(1, ordering: .relaxed)
        let operation = record.operation.label
        counts.withLock { counts in
            var outcome = Outcome(operation: operation, status: record.status, ec: record.ec)
            if counts.outcomes.count >= Self.maximumOutcomes, counts.outcomes[outcome] == nil {
                outcome = Outcome(operation: RecordedOperation.otherLabel, status: record.status, ec: nil)
            }
            counts.outcomes[outcome, default: 0] &+= 1
            counts.durations[operation, default: Histogram()].add(record.duration.seconds)
            if let reason = record.signatureFailure { counts.signatureFailures[reason, default: 0] &+= 1 }
            counts.received &+= UInt64(max(0, record.received))
            counts.sent &+= UInt64(max(0, record.sent))
        }
    }

    /// Writes the metrics of requests and connections.
    package func write(to text: inout PrometheusText) {
        let counts = counts.withLock { $0 }
        text.begin("waybill_requests_total", .counter, "Requests that have ended, by operation, HTTP status and OSS's error cause code.")
        for (outcome, count) in counts.outcomes.sorted(by: { Self.isBefore($0.key, $1.key) }) {
            text.add(count, [("op", outcome.operation), ("code", String(outcome.status)), ("ec", outcome.ec ?? "")])
        }
        text.begin(
            "waybill_request_duration_seconds", .histogram,
            "Time from the head of a request to the last byte of its answer, the client's own slowness included.")
        for (operation, histogram) in counts.durations.sorted(by: { $0.key < $1.key }) { text.add(histogram, [("op", operation)]) }
        text.begin("waybill_bytes_total", .counter, "Bytes of bodies that were received (in) and sent (out), counted when their request ends.")
        text.add(counts.received, [("dir", "in")])
        text.add(counts.sent, [("dir", "out")])
        text.begin("waybill_signature_failures_total", .counter, "Requests whose signature was refused, by reason.")
        for (reason, count) in counts.signatureFailures.sorted(by: { $0.key < $1.key }) { text.add(count, [("reason", reason)]) }
        text.begin("waybill_inflight", .gauge, "Requests that are being served.")
        text.add(max(0, inFlight.load(ordering: .relaxed)))
        text.begin("waybill_connections", .gauge, "Connections that are open.")
        text.add(connections.open)
    }

    private static func isBefore(_ a: Outcome, _ b: Outcome) -> Bool {
        (a.operation, a.status, a.ec ?? "") < (b.operation, b.status, b.ec ?? "")
    }
}
