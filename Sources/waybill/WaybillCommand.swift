import ArgumentParser

/// The command line. Its user interface keeps to these rules:
///
/// - stdout is data and nothing else: a URL, a JSON document. Notes, warnings and errors go to stderr.
/// - Flags come before the environment, the environment before the configuration file, that before a running local server.
/// - Exit codes are ossutil's: 0 done, 1 wrong usage, 2 refused, 3 a local problem, and ours behind them. See ``ExitStatus``.
/// - An error says what to type instead. It never repeats a secret, a signature or a presigned URL.
@main
struct WaybillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waybill", abstract: "Presigned uploads for Alibaba Cloud OSS: sign, send, serve, explain.",
        discussion: "Data goes to stdout, and everything for people to stderr. For the exit codes, see `waybill help exit-codes`.", version: "0.1.0",
        subcommands: [
            ServeCommand.self, PresignCommand.self, PostPolicyCommand.self, VerifyCommand.self, ExplainCommand.self, UploadCommand.self,
            TicketCommand.self, DownloadCommand.self, CatCommand.self, ListCommand.self, StatCommand.self, CopyCommand.self, RemoveCommand.self,
            MakeBucketCommand.self, RemoveBucketCommand.self, WaitCommand.self, HealthCommand.self, CredsCommand.self, DoctorCommand.self,
            CORSCommand.self,
            BucketPolicyCommand.self, CallbackCommand.self, RAMCommand.self, FsckCommand.self, GarbageCollectionCommand.self, CompletionCommand.self,
            ManCommand.self,
            ExitCodesCommand.self,
        ])

    static func main() async {
        do {
            try await parseAndRun()
        } catch {
            exit(after: error)
        }
    }

    private static func parseAndRun() async throws {
        var command = try parseAsRoot(try CommandLineArguments.separated(Array(CommandLine.arguments.dropFirst())))
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }

    /// Remaps ArgumentParser's exit code for wrong usage to ours. Help and version stay what they are.
    private static func exit(after error: any Error) -> Never {
        switch error {
        case let failure as CommandFailure:
            failure.report(asJSON: CommandLineArguments.wantJSON)
            ExitStatus.exit(failure.status)
        case is ExitCode: Self.exit(withError: error)
        default:
            let code = exitCode(for: error)
            if code.isSuccess || code != .validationFailure { Self.exit(withError: error) }
            Console.note(CommandLineArguments.redacted(fullMessage(for: error)))
            ExitStatus.exit(.usage)
        }
    }
}
