#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What stderr can show. stdout is data, and never coloured.
struct Terminal: Sendable {
    /// Whether a person is looking at stderr.
    let isTerminal: Bool
    /// Whether what is on the screen can be overwritten: a terminal that is not dumb, and not in CI. Progress bars need it.
    let isInteractive: Bool
    /// Whether notes are coloured.
    let hasColor: Bool
    /// Columns; 80 where nobody knows.
    let width: Int

    /// When notes are coloured: `--color`.
    enum ColorChoice: String, CaseIterable { case auto, always, never }

    /// The terminal that this process was started in.
    static func standardError(color: ColorChoice = .auto) -> Terminal {
        var size = winsize()
        let columns = ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
        return Terminal(isTerminal: isatty(2) == 1, columns: columns, color: color, environment: ProcessInfo.processInfo.environment)
    }

    /// `NO_COLOR` (not empty) wins over the choice, the choice over `CLICOLOR_FORCE` and `CLICOLOR`, and these over what stderr is.
    /// A dumb terminal has no colour unless it is forced.
    init(isTerminal: Bool, columns: Int?, color: ColorChoice, environment: [String: String]) {
        let isDumb = environment["TERM"] == "dumb"
        self.isTerminal = isTerminal
        isInteractive = isTerminal && !isDumb && (environment["CI"] ?? "").isEmpty
        width = columns ?? environment["COLUMNS"].flatMap { Int($0) }.flatMap { (1...10_000).contains($0) ? $0 : nil } ?? 80
        let isOff = !(environment["NO_COLOR"] ?? "").isEmpty
        let isForced = !["", "0"].contains(environment["CLICOLOR_FORCE"] ?? "")
        hasColor =
            switch color {
            case _ where isOff: false
            case .always: true
            case .never: false
            case .auto where isForced: true
            case .auto: isTerminal && !isDumb && environment["CLICOLOR"] != "0"
            }
    }

    /// A text in a style, where there is colour.
    func styled(_ text: String, _ style: Style) -> String { hasColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text }

    /// The styles in use: few, and each with a meaning.
    enum Style: Int { case strong = 1, problem = 31, success = 32, caution = 33 }
}
