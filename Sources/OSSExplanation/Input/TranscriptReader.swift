import OSSSigning
import OSSWire

/// Reads requests and answers as `curl -v` prints them, or as they are on the wire.
struct TranscriptReader {
    private struct Exchange {
        var method: String
        var target: String
        var fields: [HeaderLine] = []
        var status: Int?
        var responseFields: [HeaderLine] = []
    }

    private enum Part { case none, request, response }

    private var exchanges: [Exchange] = []
    private var part = Part.none

    /// Whether the text holds the first line of a request.
    static func isTranscript(_ text: [UInt8]) -> Bool {
        text.lines.prefix(5000).contains { requestLine(content(of: $0).0) != nil }
    }

    static func read(_ text: [UInt8]) throws(UnreadableInput) -> Observation {
        var reader = TranscriptReader()
        for line in text.lines.prefix(20_000) { reader.take(line) }
        guard let exchange = reader.exchanges.last(where: { $0.status ?? 0 >= 400 }) ?? reader.exchanges.last else {
            throw UnreadableInput("there is no request in this text")
        }
        var observation = Observation(kind: .transcript)
        observation.method = exchange.method
        observation.fields = exchange.fields
        observation.knowsFields = true
        observation.client = SendingClient(userAgent: observation.field("User-Agent"))
        observation.url = url(of: exchange, in: text)
        observation.isMultipartForm = observation.field("Content-Type").map { ASCII.lowercased($0).begins(with: "multipart/form-data") } ?? false
        observation.isChunked = observation.field("Transfer-Encoding").map { ASCII.lowercased($0) == "chunked" } ?? false
        let document = ServerDocument(in: text)
        if exchange.status != nil || document != nil {
            observation.response = ObservedResponse(status: exchange.status, fields: exchange.responseFields, document: document)
        }
        observation.requestID = observation.response?.field("x-oss-request-id") ?? document?.requestID
        return observation
    }

    private static func url(of exchange: Exchange, in text: [UInt8]) -> String {
        if exchange.target.has("://") { return exchange.target }
        let host = exchange.fields.first { $0.name.isSame(asAnyCase: "host") || $0.name == ":authority" }?.value ?? "localhost"
        let isSecure = ["SSL connection", "TLSv1", "port 443", "ALPN"].contains { text.contains($0) } || host.ends(with: ":443")
        return (isSecure ? "https://" : "http://") + host + exchange.target
    }

    /// The line without curl's mark, and the mark.
    private static func content(of line: [UInt8]) -> ([UInt8], UInt8?) {
        let bare = line.drop { $0 == ASCII.space || $0 == ASCII.tab }
        guard let mark = bare.first, [UInt8(ascii: ">"), UInt8(ascii: "<")].contains(mark) else { return (Array(bare), nil) }
        let rest = bare.dropFirst()
        guard rest.isEmpty || rest.first == ASCII.space else { return (Array(bare), nil) }
        return (Array(rest.dropFirst()).trimmed, mark)
    }

    private static func requestLine(_ line: [UInt8]) -> (String, String)? {
        let words = line.split(separator: ASCII.space)
        guard words.count == 3, words[2].starts(with: "HTTP/".utf8), (1...20).contains(words[0].count), words[0].allSatisfy(ASCII.isUppercase),
            words[1].first == ASCII.slash || Array(words[1]).starts(with: "http")
        else { return nil }
        return (Array(words[0]).text, Array(words[1]).text)
    }

    private mutating func take(_ raw: [UInt8]) {
        let (line, mark) = Self.content(of: raw)
        if mark != UInt8(ascii: "<"), let (method, target) = Self.requestLine(line) {
            exchanges.append(Exchange(method: method, target: target))
            part = .request
            return
        }
        if mark != UInt8(ascii: ">"), line.starts(with: "HTTP/") {
            let words = line.split(separator: ASCII.space)
            let status = words.count > 1 ? ASCII.number(words[1]) : nil
            guard let status, (100...999).contains(status), !exchanges.isEmpty else { return }
            // An interim answer is none.
            if status >= 200 {
                exchanges[exchanges.count - 1].status = status
                exchanges[exchanges.count - 1].responseFields = []
            }
            part = status >= 200 ? .response : .none
            return
        }
        guard !exchanges.isEmpty, part != .none else { return }
        guard !line.isEmpty else {
            part = .none
            return
        }
        guard let colon = line.dropFirst().firstIndex(of: ASCII.colon), exchanges[exchanges.count - 1].fields.count < 200 else { return }
        // Lines of curl about the connection stand between those of the request.
        if raw.drop(while: { $0 == ASCII.space }).starts(with: "* ".utf8) { return }
        let field = HeaderLine(name: Array(line[..<colon]).trimmed.text, value: Array(line[(colon + 1)...]).trimmed.text)
        switch part {
        case .request where mark != UInt8(ascii: "<"): exchanges[exchanges.count - 1].fields.append(field)
        case .response where mark != UInt8(ascii: ">"): exchanges[exchanges.count - 1].responseFields.append(field)
        default: break
        }
    }
}
