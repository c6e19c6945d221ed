import HTTPTypes
import Logging
import OSSSigning

/// One line in the log for every request. Keys are escaped, and the query, which may hold a signature, is left out.
///
/// At `debug` it says who asked, and at `trace` what was sent and received.
struct RequestLog: RequestObserver {
    let logger: Logger

    func requestEnded(_ record: RequestRecord) {
        // More connections than may be: the log is not flooded on top of that.
        let level: Logger.Level = record.envelope == nil && record.status == 503 ? .debug : .info
        guard logger.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "request_id": "\(record.requestID)", "status": .stringConvertible(record.status), "operation": "\(record.operation.name)",
            "duration_ms": .stringConvertible(record.duration.milliseconds),
        ]
        if let envelope = record.envelope { metadata["method"] = "\(envelope.method.rawValue)" }
        if let bucket = record.resource.bucket { metadata["bucket"] = "\(bucket)" }
        if let key = record.resource.key {
            metadata["key"] =
                "\(String(decoding: RedactedTarget.path(Array(PercentEncoding.encode(key.bytes, keepingSlash: true).utf8)), as: UTF8.self))"
        }
        if let code = record.code { metadata["code"] = "\(code)" }
        if let ec = record.ec { metadata["ec"] = "\(ec)" }
        if logger.logLevel <= .debug { addDetails(of: record, to: &metadata) }
        logger.log(level: level, "request", metadata: metadata)
    }

    private func addDetails(of record: RequestRecord, to metadata: inout Logger.Metadata) {
        metadata["client"] = "\(record.clientIP)"
        if let requester = record.requesterID { metadata["requester"] = "\(requester)" }
        guard logger.logLevel <= .trace else { return }
        metadata["received"] = .stringConvertible(record.received)
        metadata["sent"] = .stringConvertible(record.sent)
        if let id = record.accessKeyID { metadata["access_key_id"] = "\(id)" }
        guard let envelope = record.envelope else { return }
        metadata["host"] = "\(envelope.authority)"
        metadata["query"] = "\(LogEscaping.quoted(RedactedTarget.query(envelope.target.query), limit: .max))"
        if let agent = envelope.fields[.userAgent] { metadata["user_agent"] = "\(LogEscaping.quoted(RedactedTarget.path(agent.utf8)))" }
    }
}
