/// A page of the manual in mdoc, made from what the parser knows.
struct ManualPage {
    /// `waybill`, or `waybill-presign`.
    let name: String
    let text: String

    /// The page of the tool, and one of each command.
    static func all() throws -> [ManualPage] {
        let tool = try CommandDescription.tool()
        let commands = (tool.subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
        return [ManualPage(tool, commands: commands)] + commands.map { ManualPage($0, of: tool, others: commands) }
    }

    private init(_ tool: CommandDescription, commands: [CommandDescription]) {
        name = tool.commandName
        var page = ManualWriter(title: name, abstract: tool.abstract ?? "")
        page.section("SYNOPSIS")
        page.macro("Nm", [])
        page.macro("Ar", ["command"])
        page.macro("Op", ["Ar", "argument ..."], isRaw: true)
        page.section("DESCRIPTION")
        page.text(tool.discussion ?? tool.abstract ?? "")
        page.text("The commands:")
        page.list(commands.map { (["Cm", ManualWriter.word($0.commandName)], $0.abstract ?? "") })
        Self.end(&page, seeAlso: commands.map(\.commandName))
        text = page.text
    }

    private init(_ command: CommandDescription, of tool: CommandDescription, others: [CommandDescription]) {
        name = "\(tool.commandName)-\(command.commandName)"
        let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
        var page = ManualWriter(title: name, abstract: command.abstract ?? "")
        page.section("SYNOPSIS")
        page.macro("Nm", ["\(tool.commandName) \(command.commandName)"])
        page.macro("Op", ["Ar", "option ..."], isRaw: true)
        for argument in arguments where argument.kind == .positional {
            let value = (argument.valueName ?? "value") + (argument.isRepeating ? " ..." : "")
            if argument.isOptional { page.macro("Op", ["Ar", value], isRaw: true) } else { page.macro("Ar", [value], isRaw: true) }
        }
        page.section("DESCRIPTION")
        page.text((command.abstract ?? "") + ((command.abstract ?? "").hasSuffix(".") ? "" : "."))
        if let discussion = command.discussion { page.paragraphs(discussion) }
        let nested = Self.nested(in: command)
        if !nested.isEmpty { page.text("The commands:") }
        page.list(nested.map { (["Cm"] + $0.words.map(ManualWriter.word), $0.command.abstract ?? "") })
        page.section("OPTIONS")
        page.list(arguments.map { (Self.heading($0), Self.description($0)) })
        Self.end(&page, seeAlso: [])
        text = page.text
    }

    /// The commands below one, with the words that name each, groups left out.
    private static func nested(in command: CommandDescription) -> [(words: [String], command: CommandDescription)] {
        (command.subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }.flatMap { command in
            let deeper = nested(in: command)
            return deeper.isEmpty ? [([command.commandName], command)] : deeper.map { ([command.commandName] + $0.words, $0.command) }
        }
    }

    private static func heading(_ argument: CommandDescription.Argument) -> [String] {
        var words: [String] = []
        for name in argument.names ?? [] {
            if !words.isEmpty { words.append(",") }
            words += ["Fl", ManualWriter.word(name.text)]
        }
        if argument.kind != .flag { words += ["Ar", ManualWriter.word(argument.valueName ?? "value")] }
        return words
    }

    private static func description(_ argument: CommandDescription.Argument) -> String {
        var text = argument.abstract ?? ""
        if let values = argument.allValues, !values.isEmpty, argument.kind != .flag { text += " Values: \(values.joined(separator: ", "))." }
        if let value = argument.defaultValue, !value.isEmpty, argument.kind != .flag { text += " Default: \(value)." }
        return text
    }

    /// What every page ends with.
    private static func end(_ page: inout ManualWriter, seeAlso: [String]) {
        page.section("ENVIRONMENT")
        page.list(environment.map { (["Ev", $0.name], $0.meaning) })
        page.section("EXIT STATUS")
        page.list(ExitStatus.allCases.map { ([String($0.rawValue)], $0.meaning + ".") })
        page.section("SEE ALSO")
        page.pages(seeAlso.isEmpty ? ["waybill"] : seeAlso.sorted().map { "waybill-\($0)" })
    }

    private static let environment: [(name: String, meaning: String)] = [
        ("NO_COLOR", "No colour on stderr, if set and not empty."),
        ("OSS_ACCESS_KEY_ID", "The id of the access key."),
        ("OSS_ACCESS_KEY_SECRET", "The secret of the access key."),
        ("OSS_ENDPOINT", "The endpoint."),
        ("OSS_REGION", "The region id, such as cn-hangzhou."),
        ("OSS_SESSION_TOKEN", "The security token of a temporary access key."),
    ]
}
