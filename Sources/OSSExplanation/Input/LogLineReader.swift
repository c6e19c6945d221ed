import OSSSigning
import OSSWire

/// Reads a line of a log: this server's own, as text or as JSON, OSS's access log, or the combined format that proxies write.
enum LogLineReader {
    static func read(_ text: [UInt8]) -> Observation? {
        for line in text.lines.prefix(100) {
            if let observation = observation(of: line) { return observation }
        }
        return nil
    }

    /// The failed requests of a log, the last first, at most 20; all of them with this id when one is given.
    static func failures(_ text: [UInt8], requestID: String?) -> [Observation] {
        var found: [Observation] = []
        for line in text.split(separator: ASCII.lineFeed).reversed() where found.count < 20 {
            if let requestID, !Array(line).contains(requestID) { continue }
            guard let observation = observation(of: Array(line)), requestID != nil || observation.isFailure else { continue }
            found.append(observation)
        }
        return found
    }

    private static func observation(of line: [UInt8]) -> Observation? {
        own(line) ?? structured(line) ?? oss(line) ?? combined(line)
    }

    /// `... waybill: code=AccessDenied ec=0002-00000069 method=PUT request_id=... status=403 ...`
    private static func own(_ line: [UInt8]) -> Observation? {
        var values: [String: String] = [:]
        for word in line.split(separator: ASCII.space).prefix(64) {
            guard let equals = word.firstIndex(of: ASCII.equals) else { continue }
            values[Array(word[..<equals]).text] = Array(word[(equals + 1)...]).text
        }
        return observation(values)
    }

    /// What this server says of a request, by the names of its log.
    static func observation(_ values: [String: String]) -> Observation? {
        guard let id = values["request_id"], let status = values["status"].flatMap({ ASCII.number($0.utf8) }), values["operation"] != nil else {
            return nil
        }
        var observation = Observation(kind: .logLine)
        observation.method = values["method"]
        observation.requestID = id
        observation.facts.bucket = values["bucket"]
        observation.facts.key = values["key"].flatMap { try? PercentEncoding.decode($0.utf8) }?.text
        let document = values["code"].map { ServerDocument(code: $0, ec: values["ec"], requestID: id) }
        observation.response = ObservedResponse(status: status, document: document)
        return observation
    }

    /// `... "PUT /key?x-oss-... HTTP/1.1" 403 243 "-" "curl/7.88.1"`
    private static func combined(_ line: [UInt8]) -> Observation? {
        let parts = line.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false).map(Array.init)
        for (index, part) in parts.enumerated() {
            let words = part.split(separator: ASCII.space).map(Array.init)
            guard words.count == 3, words[2].starts(with: "HTTP/"), words[0].allSatisfy(ASCII.isUppercase), words[1].first == ASCII.slash else {
                continue
            }
            let status = index + 1 < parts.count ? parts[index + 1].split(separator: ASCII.space).first.flatMap { ASCII.number($0) } : nil
            guard let status else { return nil }
            var observation = Observation(kind: .logLine)
            observation.method = words[0].text
            observation.url = words[1].text
            observation.client = SendingClient(userAgent: parts.last(where: { !$0.trimmed.isEmpty && $0 != [ASCII.hyphen] })?.text)
            observation.response = ObservedResponse(status: status)
            return observation
        }
        return nil
    }
}
