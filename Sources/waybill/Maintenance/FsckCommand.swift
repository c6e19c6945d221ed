import ArgumentParser
import OSSStorage
import OSSStorageLocal
import Synchronization

/// `waybill fsck`: checks every stored byte of a data folder.
struct FsckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck", abstract: "Check every stored byte of a data folder, and name what is damaged.",
        discussion: """
            waybill fsck
            waybill fsck --data /var/lib/waybill --json

            Reads every object, older version and part, and compares it with its CRC-64, length, MD5 and ETag; checks the catalogue's file; and lists what nobody needs. Nothing is changed, and a server may be running on the folder. Ends with 0 when nothing is damaged, and with 6 when something is.
            """)

    @Option(help: ArgumentHelp("The data folder.", valueName: "dir"))
    var data = defaultDataFolder

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints a line for each finding and a summary; json prints one object."
    }

    func run() async throws {
        let inspector = try MaintainedFolder.inspector(of: data)
        let display = CheckDisplay()
        let findings = Mutex<[StorageFinding]>([])
        let isRaw = output.format == .raw
        let count: StorageCheck.Count
        do {
            count = try await inspector.check(progress: display.show) { finding in
                if isRaw {
                    display.clear()
                    Console.data(FindingLine(finding).text)
                }
                findings.withLock { $0.append(finding) }
            }
        } catch {
            throw CommandFailure.local("cannot check the data folder \(data): \(error)")
        }
        display.clear()
        let report = CheckReport(count, findings.withLock { $0 })
        Console.data(isRaw ? report.text : try JSONText.encode(report))
        if report.damaged > 0 { throw ExitCode(ExitStatus.integrity.rawValue) }
    }
}
