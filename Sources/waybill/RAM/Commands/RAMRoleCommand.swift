import ArgumentParser
import OSSAccess
import OSSClient
import OSSSigning

/// `waybill ram role`.
struct RAMRoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Create, list and delete roles, and say who may assume them.",
        subcommands: [RAMRoleCreateCommand.self, RAMRoleListCommand.self, RAMRoleTrustCommand.self, RAMRoleDeleteCommand.self])
}

/// `waybill ram role create`.
struct RAMRoleCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a role, which may do nothing until a policy is attached.",
        discussion: """
            waybill ram role create uploads --trust-user alice --max-session-duration 1h

            A user who assumes it needs a policy that allows sts:AssumeRole, besides being trusted.
            """)

    @Argument(help: "The name: 1 to 64 letters, digits, '.', '_' and '-'.")
    var name: String

    @Option(help: ArgumentHelp("A user who may assume it (repeatable; default: every user).", valueName: "user"))
    var trustUser: [String] = []

    @Option(help: ArgumentHelp("The longest session: 3600 to 43200 seconds.", valueName: "duration"))
    var maxSessionDuration = DurationArgument(argument: "1h")!

    @OptionGroup var options: RAMOptions

    func run() async throws {
        let now = ClientClock.machineTime()
        let length = maxSessionDuration.duration.components
        guard length.attoseconds == 0, let seconds = Int(exactly: length.seconds) else {
            throw CommandFailure.usage("--max-session-duration is a number of whole seconds")
        }
        let trust: TrustPolicy = trustUser.isEmpty ? .wholeAccount : .users(trustUser)
        let role = try await RAMFolder(path: options.data).change { identities throws(IdentityError) in
            var generator = SystemRandomNumberGenerator()
            return try identities.createRole(name, trust: trust, maximumSession: seconds, at: now, using: &generator)
        }
        let record = RAMRecord.role(role)
        options.print([RAMRecord(type: record.type, columns: [role.name, role.id], members: record.members)])
    }
}

/// `waybill ram role list`.
struct RAMRoleListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the roles, with their policies and whom they trust.")

    @OptionGroup var options: RAMOptions

    func run() async throws { options.print(try await RAMFolder(path: options.data).identities().roles.map(RAMRecord.role)) }
}

/// `waybill ram role delete`.
struct RAMRoleDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a role that has no policies; its sessions end.")

    @Argument(help: "The role's name.")
    var name: String

    @Flag(help: "Detach its policies.")
    var force = false

    @OptionGroup var options: RAMOptions

    func run() async throws {
        try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.deleteRole(name, force: force) }
        options.print([.change("delete", ("role", name))])
    }
}
