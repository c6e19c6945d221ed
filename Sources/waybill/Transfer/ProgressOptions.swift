import ArgumentParser

/// How a command tells how far it is, on stderr.
struct ProgressOptions: ParsableArguments {
    @Option(
        help: "auto shows a bar on a terminal and one line at the end elsewhere; bar, plain (a line every few seconds), json (a line a second), none."
    )
    var progress = Kind.auto

    @Flag(help: "The same as --progress none.")
    var noProgress = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    enum Kind: String, ExpressibleByArgument { case auto, bar, plain, json, none }

    /// What is shown, the terminal considered.
    var display: ProgressDisplay {
        guard !quiet else { return ProgressDisplay(.silent) }
        switch noProgress ? .none : progress {
        case .auto: return ProgressDisplay(Terminal.standardError().isInteractive ? .bar : .summary)
        case .bar: return ProgressDisplay(.bar)
        case .plain: return ProgressDisplay(.plain)
        case .json: return ProgressDisplay(.json)
        case .none: return ProgressDisplay(.summary)
        }
    }
}
