import OSSSigning
import OSSWire

/// Recognises what an input is, and reads it.
package enum InputReader {
    /// The largest input, in bytes.
    package static let limit = 64 << 20

    /// The requests that an input shows: one, but for an archive and a file of refusals, which may hold several, the last first.
    /// - Throws: when nothing in the input can be explained.
    package static func read(_ input: [UInt8]) throws(UnreadableInput) -> [Observation] {
        guard input.count <= limit else { throw UnreadableInput("the input is larger than \(limit >> 20) MiB") }
        var text = input
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        text = text.trimmed
        guard !text.isEmpty else { throw UnreadableInput("the input is empty") }
        if text.first == UInt8(ascii: "{"), let found = try json(text) { return found }
        guard text.count <= 8 << 20 else { throw UnreadableInput("the text is larger than 8 MiB") }
        if TranscriptReader.isTranscript(text) { return [try TranscriptReader.read(text)] }
        if let command = CommandReader.command(in: text) { return [try self.command(command, in: text)] }
        if text.contains("<Error") { return [try errorDocument(text)] }
        if let line = LogLineReader.read(text) { return [line] }
        guard let repaired = URLRepair(Array(text.prefix(URLRepair.limit))) else {
            throw UnreadableInput("this is no URL, curl command, curl -v output, error document, HAR file or log line")
        }
        return [url(repaired)]
    }

    /// The failed requests that an access log shows, the last first.
    /// - Parameter requestID: the one that is wanted.
    package static func readLog(_ input: [UInt8], requestID: String?) throws(UnreadableInput) -> [Observation] {
        guard input.count <= limit else { throw UnreadableInput("the log is larger than \(limit >> 20) MiB") }
        let found = LogLineReader.failures(input, requestID: requestID)
        guard !found.isEmpty else { throw UnreadableInput("the log shows no such request") }
        return found
    }

    private static func url(_ repaired: URLRepair) -> Observation {
        var observation = Observation(kind: .url)
        observation.url = repaired.url
        observation.otherURLs = repaired.alternatives.map(\.text)
        observation.damage = repaired.damage
        return observation
    }

    /// A command, and the answer to it if that stands below it.
    private static func command(_ command: [UInt8], in text: [UInt8]) throws(UnreadableInput) -> Observation {
        var observation = try CommandReader.read(command, in: text)
        if let document = ServerDocument(in: text) {
            observation.response = ObservedResponse(status: nil, document: document)
            observation.requestID = document.requestID
        }
        return observation
    }

    private static func errorDocument(_ text: [UInt8]) throws(UnreadableInput) -> Observation {
        guard let document = ServerDocument(in: text) else { throw UnreadableInput("the error document is cut off or malformed") }
        var observation = Observation(kind: .errorDocument)
        // A URL beside the document, as a log or a message may have it.
        if let start = text.position(of: "<"), let repaired = URLRepair(Array(text[..<start].suffix(URLRepair.limit))),
            RawQuery(ofURL: repaired.text).isSigned
        {
            observation = url(repaired)
            observation.kind = .errorDocument
        }
        observation.response = ObservedResponse(status: nil, document: document)
        observation.requestID = document.requestID
        return observation
    }

    private static func json(_ text: [UInt8]) throws(UnreadableInput) -> [Observation]? {
        let lines = text.split(separator: ASCII.lineFeed).suffix(1000).map(Array.init)
        let records = lines.reversed().compactMap { line in
            (try? JSONReader.read(line))?.object.flatMap(RefusalRecord.observation)
        }
        if !records.isEmpty { return records }
        let document: JSONValue
        do { document = try JSONReader.read(text, limits: HARReader.limits) } catch {
            // Text that begins with a brace may still hold a URL.
            if text.contains("\"entries\"") { throw UnreadableInput("the archive is no JSON: \(error)") }
            return nil
        }
        if let log = document.object?["log"]?.object { return try HARReader.read(log) }
        // What `waybill presign --output-format json` prints, and other tools much like it.
        guard let text = document.object?["url"]?.string, let repaired = URLRepair(Array(text.utf8)) else { return nil }
        var observation = url(repaired)
        observation.method = document.object?["method"]?.string
        return [observation]
    }
}
