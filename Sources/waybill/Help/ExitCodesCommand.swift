import ArgumentParser

/// `waybill exit-codes`, and with it `waybill help exit-codes`: what the exit codes mean.
struct ExitCodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exit-codes", abstract: "Print what the exit codes mean.", discussion: table)

    static let table = ExitStatus.allCases.map { "\($0.rawValue)  \($0.meaning)" }.joined(separator: "\n")

    func run() throws { Console.data(Self.table) }
}
