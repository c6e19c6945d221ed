import ArgumentParser

/// `waybill ram`: who may do what on a server of ours. The commands change the data folder, whether a server runs on it or not; a running one goes
/// by the change from its next request on.
struct RAMCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ram", abstract: "Manage users, access keys, policies and roles of a local server.",
        discussion: """
            waybill ram user create alice --with-key
            waybill ram policy put uploader policy.json
            waybill ram policy attach uploader --user alice
            waybill ram key disable LTAI...

            A running server goes by a change from its next request on. Secrets are printed when they are made, and never again.
            """, subcommands: [RAMUserCommand.self, RAMKeyCommand.self, RAMPolicyCommand.self, RAMRoleCommand.self, RAMSimulateCommand.self])
}

/// The flags of all of these commands.
struct RAMOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The data folder of the server.", valueName: "dir"))
    var data = defaultDataFolder

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints lines for people; json prints an object, and of lists one on each line."
    }

    /// Prints what a command has found or done.
    func print(_ records: [RAMRecord]) {
        switch output.format {
        case .raw:
            let table = RAMRecord.table(records)
            if !table.isEmpty { Console.data(table) }
        case .json: for record in records { Console.data(record.json) }
        }
    }
}
