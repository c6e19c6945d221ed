import OSSSigning

/// curl's options, as far as they change the request.
enum CurlCommand {
    /// Short options that take a value.
    private static let shortWithValue = Set("XHTdFAuoebDcCEKmMPQrtUwxYyz".utf8)
    /// Long options that take a value and change nothing that is signed.
    private static let longWithValue: Set<String> = [
        "output", "max-time", "connect-timeout", "retry", "retry-delay", "proxy", "cacert", "cert", "key", "write-out", "resolve", "limit-rate",
        "range", "referer", "cookie", "cookie-jar", "interface", "dump-header", "stderr", "trace", "trace-ascii", "config", "max-redirs", "noproxy",
        "connect-to", "ciphers", "tls-max", "expect100-timeout", "speed-limit", "speed-time", "unix-socket", "proxy-user", "oauth2-bearer",
        "aws-sigv4", "continue-at", "time-cond", "upload-file", "request", "header", "data", "data-ascii", "data-raw", "data-binary",
        "data-urlencode", "json", "form", "form-string", "user-agent", "user", "url",
    ]

    private static let names: [UInt8: String] = [
        UInt8(ascii: "X"): "request", UInt8(ascii: "H"): "header", UInt8(ascii: "T"): "upload-file", UInt8(ascii: "d"): "data",
        UInt8(ascii: "F"): "form", UInt8(ascii: "A"): "user-agent", UInt8(ascii: "u"): "user", UInt8(ascii: "I"): "head", UInt8(ascii: "G"): "get",
    ]

    /// - Returns: the URL as it stands in the command.
    static func read(_ arguments: [[UInt8]], into observation: inout Observation) -> [UInt8]? {
        var reader = Reader()
        var index = 0
        while index < arguments.count {
            let word = arguments[index]
            index += 1
            let next = index < arguments.count ? arguments[index] : nil
            guard word.first == ASCII.hyphen, word.count > 1 else {
                if reader.url == nil { reader.url = word }
                continue
            }
            if word.starts(with: "--") {
                let parts = word.dropFirst(2).split(separator: ASCII.equals, maxSplits: 1)
                let name = String(decoding: parts.first ?? [], as: UTF8.self)
                let takesNext = longWithValue.contains(name) && parts.count < 2
                reader.apply(name, parts.count > 1 ? Array(parts[1]) : takesNext ? next : nil)
                if takesNext { index += 1 }
                continue
            }
            var rest = word.dropFirst()
            while let letter = rest.popFirst() {
                guard shortWithValue.contains(letter) else {
                    reader.apply(names[letter] ?? "", nil)
                    continue
                }
                reader.apply(names[letter] ?? "", rest.isEmpty ? next : Array(rest))
                if rest.isEmpty { index += 1 }
                break
            }
        }
        return reader.finish(&observation)
    }

    /// What the options add up to.
    private struct Reader {
        var url: [UInt8]?
        private var method: String?
        private var fields: [HeaderLine] = []
        private var removed: Set<String> = []
        private var body: Body?
        private var isGet = false
        private var isHead = false
        private var agent: String?
        private var authorization: String?
        private var data: [[UInt8]] = []

        enum Body: Equatable { case file, standardInput, form, data, json }

        mutating func apply(_ name: String, _ value: [UInt8]?) {
            let text = value?.text ?? ""
            switch name {
            case "request": method = text
            case "header": header(value ?? [])
            case "upload-file": body = text == "-" || text == "." ? .standardInput : .file
            case "data", "data-ascii", "data-raw", "data-binary", "data-urlencode":
                if body != .json { body = .data }
                data.append(value ?? [])
            case "json": body = .json
            case "form", "form-string": body = .form
            case "user-agent": agent = text
            case "user": authorization = "Basic"
            case "oauth2-bearer": authorization = "Bearer"
            case "aws-sigv4": authorization = "AWS4-HMAC-SHA256"
            case "url": url = value
            case "head": isHead = true
            case "get": isGet = true
            default: break
            }
        }

        private mutating func header(_ line: [UInt8]) {
            if let colon = line.firstIndex(of: ASCII.colon) {
                let name = Array(line[..<colon]).trimmed.text
                let value = Array(line[(colon + 1)...]).trimmed.text
                guard !value.isEmpty else {
                    removed.insert(ASCII.lowercased(name))
                    return
                }
                fields.append(HeaderLine(name: name, value: value))
            } else if line.last == ASCII.semicolon {
                fields.append(HeaderLine(name: Array(line.dropLast()).trimmed.text, value: ""))
            }
        }

        func finish(_ observation: inout Observation) -> [UInt8]? {
            observation.fields = fields
            let automatic = isHead ? "HEAD" : body == nil || isGet ? "GET" : body == .file || body == .standardInput ? "PUT" : "POST"
            observation.method = method ?? automatic
            observation.isMultipartForm = body == .form
            observation.isChunked = body == .standardInput
            switch body {
            case .form: CommandReader.add("Content-Type", "multipart/form-data", to: &observation, removed: removed)
            case .data where !isGet: CommandReader.add("Content-Type", "application/x-www-form-urlencoded", to: &observation, removed: removed)
            case .json: CommandReader.add("Content-Type", "application/json", to: &observation, removed: removed)
            default: break
            }
            if let authorization { CommandReader.add("Authorization", authorization + " x", to: &observation, removed: removed) }
            if let agent, !agent.isEmpty { observation.fields.append(HeaderLine(name: "User-Agent", value: agent)) }
            guard isGet, body == .data, let url else { return url }
            return url + (url.contains(ASCII.question) ? [ASCII.ampersand] : [ASCII.question]) + data.joined(separator: [ASCII.ampersand])
        }
    }
}
