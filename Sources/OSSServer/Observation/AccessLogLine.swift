import HTTPTypes
import OSSSigning

/// A request as a line of OSS's access log.
///
/// OSS page: "Logging". The fields stand in its order: remote address, two that are reserved, time, request line, HTTP status, bytes sent, time of
/// the request in milliseconds, referer, user agent, host, request id, logging flag, requester, operation, bucket, key, object size, time until
/// the answer was ready in milliseconds, error code, length of the request, owner of the bucket, change of the stored size, kind of
/// synchronisation, storage class, storage class changed to, acceleration, access key id. What is not known is `-`.
///
/// Nobody opens a door with a line: signatures, tokens and callbacks in the request line are replaced. Nobody forges one: every byte of a client
/// that is not printable ASCII is escaped.
package enum AccessLogLine {
    /// Appends the line of a request, its line feed included.
    package static func append(_ record: RequestRecord, to line: inout [UInt8]) {
        let envelope = record.envelope
        line += (record.clientIP.isEmpty ? "-" : record.clientIP).utf8
        line += " - - [".utf8
        line += time(record.time).utf8
        line += "] \"".utf8
        if let envelope { appendRequestLine(envelope, to: &line) } else { line.append(ASCII.hyphen) }
        line += "\" \(record.status) \(record.sent) \(record.duration.wholeMilliseconds)".utf8
        // Browsers name the page that they come from, with its whole query.
        for text in [envelope?.fields[.referer], envelope?.fields[.userAgent], envelope?.authority] {
            append(text.map { RedactedTarget.path($0.utf8) }, to: &line)
        }
        append(record.requestID, to: &line)
        append("true", to: &line)
        append(record.requesterID, to: &line)
        append(record.operation.name, to: &line)
        append(record.resource.bucket?.rawValue, to: &line)
        append(record.resource.key.map { RedactedTarget.path(PercentEncoding.encode($0.bytes, keepingSlash: true).utf8) }, to: &line)
        line += " \(record.objectSize.map { String($0) } ?? "-") \(record.serverTime.wholeMilliseconds)".utf8
        append(record.code, to: &line)
        let (length, overflow) = record.received.addingReportingOverflow(Int64(record.headLength))
        line += " \(overflow ? Int64.max : length)".utf8
        append(record.accountID, to: &line)
        line += " - \"-\"".utf8
        append(record.storageClass, to: &line)
        line += " \"-\" \"-\"".utf8
        append(record.accessKeyID, to: &line)
        line.append(ASCII.lineFeed)
    }

    /// `03/Jan/2021:14:59:49 +0000`, made of `Sun, 03 Jan 2021 14:59:49 GMT`.
    private static func time(_ time: SigningTime) -> String {
        let words = time.httpDate.split(separator: " ")
        guard words.count == 6 else { return "-" }
        return "\(words[1])/\(words[2])/\(words[3]):\(words[4]) +0000"
    }

    /// Of a path or a query, in bytes; callbacks, the longest values, are left out anyway.
    private static let longestPart = 8192

    private static func appendRequestLine(_ envelope: RequestEnvelope, to line: inout [UInt8]) {
        let target = envelope.target
        LogEscaping.append(envelope.method.rawValue.utf8, to: &line, limit: 64)
        line.append(ASCII.space)
        LogEscaping.append(RedactedTarget.path(target.path), to: &line, limit: longestPart)
        if !target.query.isEmpty {
            line.append(ASCII.question)
            LogEscaping.append(RedactedTarget.query(target.query), to: &line, limit: longestPart)
        }
        line += (envelope.isHTTP10 ? " HTTP/1.0" : " HTTP/1.1").utf8
    }

    private static func append(_ text: String?, to line: inout [UInt8]) { append(text.map { Array($0.utf8) }, to: &line) }

    private static func append(_ bytes: [UInt8]?, to line: inout [UInt8]) {
        line += " \"".utf8
        if let bytes, !bytes.isEmpty { LogEscaping.append(bytes, to: &line, limit: 4096) } else { line.append(ASCII.hyphen) }
        line += "\"".utf8
    }
}
