import ArgumentParser
import OSSSigning
import OSSStorage
import OSSStorageLocal

/// `waybill gc`: removes the bytes that nobody needs any more.
struct GarbageCollectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Remove the bytes of a data folder that nobody needs any more.",
        discussion: """
            waybill gc --dry-run
            waybill gc --data /var/lib/waybill --grace 0

            A server does this by itself, every ten minutes; this is for a folder without one. Beside a running server only --dry-run works: what a running upload is about to refer to cannot be told from what a crash left.
            """)

    @Option(help: ArgumentHelp("The data folder.", valueName: "dir"))
    var data = defaultDataFolder

    @Flag(help: "Say what would be removed, and remove nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("How long nothing must have needed it; 0 takes everything.", valueName: "seconds"))
    var grace: Int64 = Sweeper.defaultGrace

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints a line for each kind; json prints one object."
    }

    func validate() throws {
        guard (0...3_153_600_000).contains(grace) else { throw ValidationError("--grace is 0 to 3153600000") }
    }

    func run() async throws {
        guard let cutoff = ServerClock.machine.now().advanced(bySeconds: grace == 0 ? 1 : -grace) else {
            throw CommandFailure.usage("--grace goes back before 1970")
        }
        let inspector = try MaintainedFolder.inspector(of: data)
        do {
            let before = try await inspector.removable(olderThan: cutoff)
            if dryRun { return try report(before) }
            let local = try await LocalStorage.open(data)
            do { _ = try await local.storage.sweep(olderThan: cutoff) } catch {
                try? await local.close()
                throw error
            }
            // What is still there was not removed; what came meanwhile is nobody's: the folder was locked.
            let after = try await inspector.removable(olderThan: cutoff)
            try await local.close()
            try report(before.without(after))
        } catch LocalStorageError.folderInUse {
            throw CommandFailure.local("a server is running on \(data), and sweeps by itself; --dry-run shows what it will remove")
        } catch {
            throw error as? CommandFailure ?? CommandFailure.local("cannot clear the data folder \(data): \(error)")
        }
    }

    private func report(_ removed: FolderInspector.Removable) throws {
        let report = RemovalReport(removed, isDryRun: dryRun)
        Console.data(output.format == .json ? try JSONText.encode(report) : report.text)
    }
}

extension FolderInspector.Removable {
    /// What is not among the others any more.
    fileprivate func without(_ others: Self) -> Self {
        var rest = self
        for part in [\Self.garbage, \Self.orphans, \Self.staged] {
            rest[keyPath: part].count = max(rest[keyPath: part].count - others[keyPath: part].count, 0)
            rest[keyPath: part].bytes = max(rest[keyPath: part].bytes - others[keyPath: part].bytes, 0)
        }
        return rest
    }
}

/// What was removed, or would be.
private struct RemovalReport: Encodable {
    struct Files: Encodable {
        let files: Int
        let bytes: Int64

        init(_ files: FolderInspector.Removable.Files) { (self.files, bytes) = (files.count, files.bytes) }
    }

    let dryRun: Bool
    let garbage: Files
    let orphans: Files
    let staged: Files

    enum CodingKeys: String, CodingKey {
        case garbage, orphans, staged
        case dryRun = "dry_run"
    }

    init(_ removable: FolderInspector.Removable, isDryRun: Bool) {
        dryRun = isDryRun
        garbage = Files(removable.garbage)
        orphans = Files(removable.orphans)
        staged = Files(removable.staged)
    }

    var text: String {
        let word = dryRun ? "would remove" : "removed"
        return [("garbage", garbage), ("orphans", orphans), ("staged", staged)]
            .map { "\(word)\t\($0.0)\t\($0.1.files) files\t\($0.1.bytes) bytes" }.joined(separator: "\n")
    }
}
