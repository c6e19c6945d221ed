import ArgumentParser

/// What a command prints on stdout in each format: its words for help.
protocol OutputDescription {
    static var help: ArgumentHelp { get }
}

/// What is printed on stdout: for people and pipes, or for programs. The flags of every command that prints data, by the names that other tools
/// have for them, too.
struct OutputOptions<Description: OutputDescription>: ParsableArguments {
    @Option(name: [.customLong("output-format"), .customLong("output")], help: Description.help)
    var outputFormat: OutputFormat?

    @Flag(help: "The same as --output-format json.")
    var json = false

    /// The format that was chosen, raw unless one was.
    var format: OutputFormat { json ? .json : outputFormat ?? .raw }

    func validate() throws {
        if json, outputFormat == .raw { throw ValidationError("give either --json or --output-format") }
    }
}

/// The formats that every command has.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case raw, json

    /// `text` is another tool's name of raw.
    init?(argument: String) { self.init(rawValue: argument == "text" ? "raw" : argument) }
}
