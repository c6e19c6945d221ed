import OSSSigning

/// Reads a command line of curl, wget or httpie: what it would send.
enum CommandReader {
    private static let programs: [String: SendingClient] = [
        "curl": .curl, "curl.exe": .curl, "wget": .wget, "wget.exe": .wget, "http": .httpie, "https": .httpie,
    ]

    /// Whether a line of the text is such a command.
    static func command(in text: [UInt8]) -> [UInt8]? {
        let lines = text.replacing("\r\n", with: "\n").split(separator: ASCII.lineFeed, omittingEmptySubsequences: false)
        for (index, line) in lines.prefix(2000).enumerated() {
            let prompts = Array("$%#> ".utf8)
            let bare = line.drop { $0 <= ASCII.space || prompts.contains($0) }
            let program = String(decoding: bare.prefix { $0 > ASCII.space }, as: UTF8.self)
            guard programs[program] != nil, bare.count > program.utf8.count, bare.contains(ASCII.hyphen) || bare.contains(ASCII.slash) else {
                continue
            }
            return Array(([bare] + lines[(index + 1)...].prefix(400)).joined(separator: [ASCII.lineFeed]))
        }
        return nil
    }

    /// - Parameter text: what the command stands in; it may set the variable that the URL is in.
    static func read(_ command: [UInt8], in text: [UInt8]) throws(UnreadableInput) -> Observation {
        let shell = ShellWords(command)
        guard let program = shell.words.first, let client = programs[program.text] else {
            throw UnreadableInput("this is no command that is understood")
        }
        var observation = Observation(kind: .command)
        observation.client = client
        observation.knowsFields = true
        let arguments = shell.words.dropFirst().map { $0 }
        let given =
            switch client {
            case .wget: WgetCommand.read(arguments, into: &observation)
            case .httpie: HTTPieCommand.read(arguments, into: &observation)
            default: CurlCommand.read(arguments, into: &observation)
            }
        guard let word = given else { throw UnreadableInput("the command has no URL") }
        let url = value(of: word, in: text) ?? word
        guard url.first != UInt8(ascii: "$") else { throw UnreadableInput("the command's URL is a variable; put the URL itself in its place") }
        guard let repaired = URLRepair(url) else { throw UnreadableInput("the command's URL is no URL") }
        // A browser's "copy as cURL" brings the browser's name along.
        if SendingClient(userAgent: observation.field("User-Agent")) == .browser { observation.client = .browser }
        observation.url = repaired.url
        observation.otherURLs = repaired.alternatives.map(\.text)
        // curl and httpie take a host without its scheme.
        observation.damage = repaired.damage.filter { $0 != .scheme || url.contains("//") } + (shell.hasBareAmpersand ? [.queryCut] : [])
        return observation
    }

    /// What a line of the text sets a shell's variable to.
    private static func value(of word: [UInt8], in text: [UInt8]) -> [UInt8]? {
        let name = word.dropFirst().filter { ![UInt8(ascii: "{"), UInt8(ascii: "}")].contains($0) }
        guard word.first == UInt8(ascii: "$"), !name.isEmpty else { return nil }
        for line in text.lines.prefix(2000) {
            guard let place = line.position(of: "\(name.text)="), line[..<place].last ?? ASCII.space <= ASCII.space else { continue }
            return ShellWords(Array(line[place...])).words.first.map { Array($0.dropFirst(name.count + 1)) }
        }
        return nil
    }

    /// Sets what a client adds by itself, unless the user has said something about it.
    static func add(_ name: String, _ value: String, to observation: inout Observation, removed: Set<String>) {
        guard observation.field(name) == nil, !removed.contains(ASCII.lowercased(name)) else { return }
        observation.fields.append(HeaderLine(name: name, value: value))
        observation.addedByClient.insert(ASCII.lowercased(name))
    }
}
