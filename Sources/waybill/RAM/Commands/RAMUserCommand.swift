import ArgumentParser
import OSSAccess
import OSSClient
import OSSSigning
import OSSWire

/// `waybill ram user`.
struct RAMUserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Create, list and delete users.",
        subcommands: [RAMUserCreateCommand.self, RAMUserListCommand.self, RAMUserDeleteCommand.self])
}

/// `waybill ram user create`.
struct RAMUserCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a user, who may do nothing until a policy is attached.")

    @Argument(help: "The name: 1 to 64 letters, digits, '.', '_' and '-'.")
    var name: String

    @Flag(help: "Make an access key, too, and print its secret, this once.")
    var withKey = false

    @OptionGroup var options: RAMOptions

    func run() async throws {
        let now = ClientClock.machineTime()
        let (user, key) = try await RAMFolder(path: options.data).change { identities throws(IdentityError) in
            var generator = SystemRandomNumberGenerator()
            let user = try identities.createUser(name, at: now, using: &generator)
            guard withKey else { return (user, UserAccessKey?.none) }
            let (id, secret) = KeptAccessKey.random()
            return (user, try identities.createKey(of: name, id: id, secret: Secret(secret), at: now))
        }
        var record = RAMRecord(
            type: "user", columns: [user.name, user.id],
            members: [("name", .string(user.name)), ("id", .string(user.id)), ("created", .string(user.created.rfc3339))])
        if let key {
            record = RAMRecord(
                type: "user", columns: record.columns + [key.id.rawValue, key.secret.exposed],
                members: record.members + [("access_key_id", .string(key.id.rawValue)), ("access_key_secret", .string(key.secret.exposed))])
        }
        options.print([record])
    }
}

/// `waybill ram user list`.
struct RAMUserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the users, with their policies.")

    @OptionGroup var options: RAMOptions

    func run() async throws { options.print(try await RAMFolder(path: options.data).identities().users.map(RAMRecord.user)) }
}

/// `waybill ram user delete`.
struct RAMUserDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a user who has neither keys nor policies.")

    @Argument(help: "The user's name.")
    var name: String

    @Flag(help: "Delete its keys, too, and detach its policies.")
    var force = false

    @OptionGroup var options: RAMOptions

    func run() async throws {
        try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.deleteUser(name, force: force) }
        options.print([.change("delete", ("user", name))])
    }
}
