import OSSSigning
import OSSWire

extension LogLineReader {
    /// `{"time":"...","level":"info","message":"request","request_id":"...","status":403,...}`
    static func structured(_ line: [UInt8]) -> Observation? {
        guard line.first == UInt8(ascii: "{"), let object = try? JSONReader.read(line).object else { return nil }
        var values: [String: String] = [:]
        for member in object.members.prefix(64) {
            switch member.value {
            case .string(let text): values[member.name] = text
            case .integer(let number): values[member.name] = String(number)
            default: continue
            }
        }
        return observation(values)
    }

    /// `192.0.2.1 - - [03/Jan/2021:14:59:49 +0000] "GET /key HTTP/1.1" 403 243 12 "-" "curl/7.88.1" "host" "request id" "true" ...`
    ///
    /// OSS page: "Logging". The signature in the request line, if it is there, is left alone: what OSS answered says more.
    static func oss(_ line: [UInt8]) -> Observation? {
        guard let fields = ossFields(line), fields.count >= 20 else { return nil }
        let words = fields[4].split(separator: ASCII.space)
        guard let status = ASCII.number(fields[5]), ASCII.number(fields[7]) != nil, words.count == 3 || fields[4] == [ASCII.hyphen] else {
            return nil
        }
        var observation = Observation(kind: .logLine)
        observation.method = words.count == 3 ? Array(words[0]).text : nil
        observation.client = SendingClient(userAgent: value(fields[9]))
        observation.facts.host = value(fields[10])
        observation.requestID = value(fields[11])
        observation.facts.bucket = value(fields[15])
        observation.facts.key = value(fields[16]).flatMap { try? PercentEncoding.decode($0.utf8) }?.text
        let document = value(fields[19]).map { ServerDocument(code: $0, ec: nil, requestID: value(fields[11])) }
        observation.response = ObservedResponse(status: status, document: document)
        return observation
    }

    /// The text of a field; `nil` for `-`.
    private static func value(_ field: [UInt8]) -> String? { field == [ASCII.hyphen] ? nil : field.text }

    /// Words, texts in quotes and in brackets, at most 40; `nil` when one of them has no end.
    private static func ossFields(_ line: [UInt8]) -> [[UInt8]]? {
        var fields: [[UInt8]] = []
        var index = 0
        while index < line.count, fields.count < 40 {
            let first = line[index]
            guard first != ASCII.space else {
                index += 1
                continue
            }
            let isQuoted = first == UInt8(ascii: "\"") || first == UInt8(ascii: "[")
            let end: UInt8 = isQuoted ? (first == UInt8(ascii: "[") ? UInt8(ascii: "]") : first) : ASCII.space
            let start = isQuoted ? index + 1 : index
            guard let stop = line[start...].firstIndex(of: end) ?? (isQuoted ? nil : line.endIndex) else { return nil }
            fields.append(Array(line[start..<stop]))
            index = stop + 1
        }
        return fields
    }
}
