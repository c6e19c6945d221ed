import Testing

@testable import waybill

@Suite("The terminal") struct TerminalTests {
    /// What has colour, by the conventions of no-color.org and bixense.com/clicolors.
    static let table: [(isTerminal: Bool, color: Terminal.ColorChoice, environment: [String: String], hasColor: Bool)] = [
        (true, .auto, [:], true), (false, .auto, [:], false), (true, .never, [:], false), (false, .always, [:], true),
        (true, .auto, ["NO_COLOR": "1"], false), (true, .always, ["NO_COLOR": "0"], false), (true, .auto, ["NO_COLOR": ""], true),
        (false, .auto, ["CLICOLOR_FORCE": "1"], true), (false, .auto, ["CLICOLOR_FORCE": "0"], false),
        (true, .never, ["CLICOLOR_FORCE": "1"], false), (true, .auto, ["CLICOLOR": "0"], false), (true, .auto, ["CLICOLOR": "1"], true),
        (false, .auto, ["CLICOLOR": "1"], false), (true, .auto, ["TERM": "dumb"], false), (true, .always, ["TERM": "dumb"], true),
        (false, .auto, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
    ]

    @Test("colour", arguments: table.indices) func color(row: Int) {
        let row = Self.table[row]
        let terminal = Terminal(isTerminal: row.isTerminal, columns: nil, color: row.color, environment: row.environment)
        #expect(terminal.hasColor == row.hasColor)
        #expect(terminal.styled("x", .problem) == (row.hasColor ? "\u{1B}[31mx\u{1B}[0m" : "x"))
    }

    @Test("what can be overwritten") func interactive() {
        #expect(Terminal(isTerminal: true, columns: nil, color: .auto, environment: ["TERM": "xterm"]).isInteractive)
        #expect(!Terminal(isTerminal: true, columns: nil, color: .auto, environment: ["TERM": "dumb"]).isInteractive)
        #expect(!Terminal(isTerminal: true, columns: nil, color: .auto, environment: ["CI": "true"]).isInteractive)
        #expect(!Terminal(isTerminal: false, columns: nil, color: .auto, environment: [:]).isInteractive)
    }

    @Test("columns", arguments: [(nil, nil, 80), (120, "7", 120), (nil, "7", 7), (nil, "0", 80), (nil, "wide", 80)] as [(Int?, String?, Int)])
    func width(columns: Int?, variable: String?, width: Int) {
        #expect(Terminal(isTerminal: true, columns: columns, color: .auto, environment: ["COLUMNS": variable ?? ""]).width == width)
    }
}
