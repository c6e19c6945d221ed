import Logging
import OSSSigning
import OSSWire

/// Writes the log to stderr, a line for each event, as text for people or as a JSON object.
///
/// What came from outside can neither begin a line of its own nor change a terminal: control characters are escaped in both forms.
struct ServerLogHandler: LogHandler {
    let format: ObservationOptions.LogFormat
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(format: ObservationOptions.LogFormat) { self.format = format }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = LogLine(time: LogTime.now(), level: event.level, source: event.source, message: event.message.description, metadata: all)
        let text = format == .json ? line.json : line.text
        LogQueue.standardError.append(Array((text + "\n").utf8))
    }
}

/// One event of the log.
struct LogLine {
    let time: String
    let level: Logger.Level
    let source: String
    let message: String
    let metadata: Logger.Metadata

    /// `2026-11-23T06:17:22.123Z info waybill: key=value key=value [OSSServer] message`
    var text: String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        return Self.plain("\(time) \(level.rawValue) waybill:\(pairs) [\(source)] \(message)")
    }

    /// `{"time":"...","level":"info","source":"OSSServer","message":"request","request_id":"...","status":200}`
    var json: String {
        var members = [("time", Self.quoted(time)), ("level", Self.quoted(level.rawValue)), ("source", Self.quoted(source))]
        members.append(("message", Self.quoted(message)))
        let own = Set(members.map(\.0))
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            members.append((own.contains(key) ? "metadata_\(key)" : key, Self.json(value)))
        }
        return "{" + members.map { "\(Self.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    private static func json(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .stringConvertible(let value):
            switch value {
            case let number as any BinaryInteger: String(describing: number)
            case let number as Double where number.isFinite: String(describing: number)
            case let flag as Bool: String(describing: flag)
            default: quoted(value.description)
            }
        case .array(let values): "[" + values.map { json($0) }.joined(separator: ",") + "]"
        case .dictionary(let members):
            "{" + members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(json($0.value))" }.joined(separator: ",") + "}"
        }
    }

    private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } }

    private static func plain(_ text: String) -> String { isPlain(text) ? text : text.withoutControls(keeping: []) }

    /// JSON escapes what is below a blank; what else moves a cursor or ends a line somewhere is escaped here.
    private static func quoted(_ text: String) -> String {
        let quoted = JSONQuoting.quote(text)
        guard !isPlain(text) else { return quoted }
        return quoted.unicodeScalars.reduce(into: "") { output, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    output += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                }
            default: output.unicodeScalars.append(scalar)
            }
        }
    }
}
