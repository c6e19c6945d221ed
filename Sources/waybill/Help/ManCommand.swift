import ArgumentParser

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `waybill man`: prints the manual, or writes its pages into a folder.
struct ManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Print a page of the manual, or write all of them into a folder.",
        discussion: """
            waybill man | man -l -
            waybill man presign | man -l -
            waybill man ram | man -l -
            waybill man --output ~/.local/share/man/man1

            Subcommands have no pages of their own: they stand on their group's page, `waybill ram key create` on that of ram. For the options of \
            one, see its --help.
            """)

    @Argument(help: "The command whose page is printed, without subcommands (default: waybill itself).")
    var command: String?

    @Option(help: ArgumentHelp("Write waybill.1 and a page for each command into this folder, which is made if it is missing.", valueName: "dir"))
    var output: String?

    func run() throws {
        let pages = try ManualPage.all()
        guard let output else {
            let name = command.map { "waybill-\($0)" } ?? "waybill"
            guard let page = pages.first(where: { $0.name == name }) else { throw CommandFailure.usage("there is no command \(command ?? "")") }
            return Console.data(page.text)
        }
        guard command == nil else { throw CommandFailure.usage("--output writes all pages") }
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
            for page in pages { try Data((page.text + "\n").utf8).write(to: URL(filePath: "\(output)/\(page.name).1")) }
        } catch {
            throw CommandFailure.local("cannot write into \(output)")
        }
    }
}
