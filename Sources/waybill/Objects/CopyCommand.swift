import ArgumentParser
import OSSClient
import OSSSigning

/// `waybill cp`: copies between here and OSS, and inside of OSS.
struct CopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cp", abstract: "Copy files and objects, one or many.",
        discussion: """
            waybill cp photo.jpg oss://examplebucket/photos/
            waybill cp -r site/ oss://examplebucket/site/ --exclude '*.map'
            waybill cp -r oss://examplebucket/site/ backup/ --update
            waybill cp oss://examplebucket/a oss://otherbucket/b

            With -r the paths below the source are kept below the target; the source's own name is not part of them. Every transfer is checked by \
            its CRC-64. What is uploaded gets the Content-Type that belongs to the ending of its key, or of the file's name, unless \
            --content-type says another; a copy inside of OSS keeps its own. On a terminal it asks before it replaces something, unless told not to.
            """)

    @Argument(help: "A file, a folder, oss://BUCKET/KEY, or - for stdin.", completion: .file())
    var source: String

    @Argument(help: "A file, a folder, oss://BUCKET/KEY, or - for stdout.", completion: .file())
    var target: String

    @Flag(name: .shortAndLong, help: "All files below a folder, or all objects whose keys begin so.")
    var recursive = false

    @Flag(name: .shortAndLong, help: "Replace without asking.")
    var force = false

    @Flag(name: .shortAndLong, help: "Only what is newer than the one that is there, or is not there.")
    var update = false

    @Flag(help: "Only what is not there.")
    var ignoreExisting = false

    @Option(name: [.customShort("j"), .customLong("job")], help: ArgumentHelp("How many files are copied at the same time.", valueName: "count"))
    var jobs = 3

    @Option(help: ArgumentHelp("The version of the object that is copied.", valueName: "id"))
    var versionID: String?

    @OptionGroup var names: NameFilterOptions
    @OptionGroup var encoding: KeyEncodingOption
    @OptionGroup(title: "Object") var object: StoredObjectOptions
    @OptionGroup(title: "Transfer") var transfer: TransferOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions
    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @Flag(name: [.customShort("n"), .long], help: "Say what would be copied, and copy nothing.")
    var dryRun = false

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints nothing; json prints an object for each thing that was copied."
    }

    func validate() throws {
        guard (1...100).contains(jobs) else { throw ValidationError("--job is 1 to 100") }
        if versionID != nil, recursive { throw ValidationError("--version-id is for one object") }
    }

    func run() async throws {
        do { try await copy() } catch let exit as ExitCode { throw exit } catch { throw CommandFailure(error) }
    }

    private func copy() async throws {
        SystemSignals.ignoreFileSizeLimit()
        // With -r the values are needed again and again.
        try object.checkStandardInput(isRead: source == "-" || recursive)
        // And what is wrong with them is said once.
        if recursive { _ = try object.callback.encoded() }
        let from = try Location(source, encoding: encoding)
        let to = try Location(target, encoding: encoding)
        let run = CopyRun(command: self, display: progress.display)
        do {
            try await interruptible(advice: "what was copied is there; run the same command again to go on") {
                switch (from, to) {
                case (.local(let path), .remote(let location)): try await run.upload(path, to: location)
                case (.stream, .remote(let location)): try await run.uploadStandardInput(to: location)
                case (.remote(let location), .local(let path)): try await run.download(location, to: path)
                case (.remote(let location), .stream): try await run.print(location)
                case (.remote(let from), .remote(let to)): try await run.copy(from, to: to)
                case (.local, .local), (.stream, .local), (.stream, .stream), (.local, .stream):
                    throw CommandFailure.usage("one of the two is in OSS: oss://BUCKET/KEY")
                }
            }
        } catch {
            run.display.clear()
            throw error
        }
        try run.finish(isMany: recursive)
    }
}
