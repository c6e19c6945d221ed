import NIOHTTP1
import OSSSigning
import OSSWire
import Testing

@testable import OSSServer

@Suite("Metrics") struct ServerMetricsTests {
    private static func record(
        _ target: String = "/", destination: Routes.Destination? = .operation(.putObject), status: Int = 200, ec: String? = nil,
        failure: String? = nil, received: Int64 = 0, sent: Int64 = 0, duration: Duration = .milliseconds(3)
    ) throws -> RequestRecord {
        let head = HTTPRequestHead(version: .http1_1, method: .PUT, uri: target, headers: ["Host": "h"])
        var trace = RequestTrace()
        trace.destination = destination
        trace.signatureFailure = failure
        if let ec { trace.error = OSSError(status: status, code: .accessDenied, message: "", ec: ec) }
        var record = RequestRecord(
            try RequestEnvelope(head, limits: ServerLimits()), Response(status: status), trace,
            .init(
                time: SigningTime(year: 2024, month: 11, day: 12)!, requestID: RequestID(secondsSinceEpoch: 0), clientIP: "", received: received,
                serverTime: .zero))
        record.sent = sent
        record.duration = duration
        return record
    }

    private static func text(_ metrics: ServerMetrics) -> [Substring] {
        var text = PrometheusText()
        metrics.write(to: &text)
        return text.text.split(separator: "\n")
    }

    @Test("requests are counted by operation, status and error cause") func counts() throws {
        let metrics = ServerMetrics()
        for _ in 0..<3 { metrics.requestBegan() }
        metrics.requestEnded(try Self.record(received: 10, sent: 1))
        metrics.requestEnded(try Self.record(status: 403, ec: "0002-00000040", failure: "signature_mismatch", received: 5, sent: 2))
        let lines = Self.text(metrics)
        #expect(lines.contains(#"waybill_requests_total{op="PutObject",code="200",ec=""} 1"#))
        #expect(lines.contains(#"waybill_requests_total{op="PutObject",code="403",ec="0002-00000040"} 1"#))
        #expect(lines.contains(#"waybill_signature_failures_total{reason="signature_mismatch"} 1"#))
        #expect(lines.contains(#"waybill_bytes_total{dir="in"} 15"#))
        #expect(lines.contains(#"waybill_bytes_total{dir="out"} 3"#))
        #expect(lines.contains("waybill_inflight 1"))
        #expect(lines.contains("waybill_connections 0"))
    }

    @Test("a duration is counted in every bucket from its own on") func histogram() throws {
        let metrics = ServerMetrics()
        for duration in [Duration.microseconds(900), .milliseconds(1), .milliseconds(30), .seconds(4000)] {
            metrics.requestEnded(try Self.record(duration: duration))
        }
        let lines = Self.text(metrics)
        for (bound, count) in [("0.001", 2), ("0.0025", 2), ("0.025", 2), ("0.05", 3), ("1800", 3), ("+Inf", 4)] {
            #expect(lines.contains("waybill_request_duration_seconds_bucket{op=\"PutObject\",le=\"\(bound)\"} \(count)"))
        }
        #expect(lines.contains(#"waybill_request_duration_seconds_count{op="PutObject"} 4"#))
        let sum = try #require(
            lines.first { $0.hasPrefix("waybill_request_duration_seconds_sum") }?.split(separator: " ").last.flatMap { Double($0) })
        #expect(abs(sum - 4000.0319) < 1e-9)
    }

    @Test("whatever is asked for, the labels stay few") func bounded() throws {
        let metrics = ServerMetrics()
        for number in 0..<1000 {
            metrics.requestEnded(try Self.record("/b/\(number)", destination: .unknown("GET ?x\(number)"), status: 501))
            metrics.requestEnded(try Self.record("/b/\(number)"))
        }
        let requests = Self.text(metrics).filter { $0.hasPrefix("waybill_requests_total{") }
        #expect(
            requests == [
                #"waybill_requests_total{op="Other",code="501",ec=""} 1000"#, #"waybill_requests_total{op="PutObject",code="200",ec=""} 1000"#,
            ])
    }

    @Test("combinations beyond the limit are counted together") func overflow() throws {
        let metrics = ServerMetrics()
        for number in 0..<(ServerMetrics.maximumOutcomes + 500) { metrics.requestEnded(try Self.record(status: 403, ec: "\(number)")) }
        let requests = Self.text(metrics).filter { $0.hasPrefix("waybill_requests_total{") }
        #expect(requests.count == ServerMetrics.maximumOutcomes + 1)
        #expect(requests.contains(#"waybill_requests_total{op="Other",code="403",ec=""} 500"#))
    }

    @Test("every operation has a label of its own") func labels() {
        let labels = Operation.allCases.map { RecordedOperation(kind: .operation($0)).label }
        #expect(Set(labels).count == labels.count)
        #expect(!labels.contains(RecordedOperation.otherLabel))
    }

    @Test("what a label holds is escaped") func escaping() {
        var text = PrometheusText()
        text.begin("m", .gauge, "Help.")
        text.add(1, [("l", "a\"b\\c\nd")])
        text.add(0.5)
        text.add(2.0)
        #expect(text.text == "# HELP m Help.\n# TYPE m gauge\nm{l=\"a\\\"b\\\\c\\nd\"} 1\nm 0.5\nm 2\n")
    }
}
