import ArgumentParser
import OSSAccess
import OSSClient
import OSSSigning
import OSSWire

/// `waybill ram key`.
struct RAMKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Create, list, disable, enable and delete the access keys of users.",
        discussion: """
            waybill ram key create --user alice
            waybill ram key disable LTAIold
            waybill ram key delete LTAIold

            To rotate a key, create a new one, move its users over, disable the old one, and delete it when nobody has complained.
            """,
        subcommands: [
            RAMKeyCreateCommand.self, RAMKeyListCommand.self, RAMKeyDisableCommand.self, RAMKeyEnableCommand.self, RAMKeyDeleteCommand.self,
        ])
}

/// `waybill ram key create`.
struct RAMKeyCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create an access key, and print its secret, this once, unless it came from a file.",
        discussion: """
            waybill ram key create --user alice
            waybill ram key create --user alice --id LTAIalice --secret-file alice.secret

            Without --secret-file the secret is random, and stdout shows it beside the id: raw prints both in one line, json as access_key_secret. \
            It is never shown again. A secret from a file is not printed.
            """)

    @Option(help: ArgumentHelp("Whose key it is.", valueName: "name"))
    var user: String

    @Option(help: "The key's id (default: LTAI and 20 random letters and digits).")
    var id: String?

    @Option(
        help: ArgumentHelp(
            "A file with the key's secret in its first line; - is stdin (default: a random secret, which is shown, this once).", valueName: "file"),
        completion: .file())
    var secretFile: String?

    @OptionGroup var options: RAMOptions

    func run() async throws {
        let now = ClientClock.machineTime()
        let given = try secretFile.map { try SecretArgument.value($0 == "-" ? "-" : "file://\($0)", flag: "--secret-file") }
        if let id, let owner = try KeptAccessKey.load(from: options.data)?.accessKeyID, owner.utf8.elementsEqual(id.utf8) {
            throw CommandFailure(IdentityError(.keyExists, "the access key \(id) is the owner's"))
        }
        let key = try await RAMFolder(path: options.data).change { identities throws(IdentityError) in
            let random = KeptAccessKey.random()
            return try identities.createKey(of: user, id: id ?? random.id, secret: Secret(given ?? random.secret), at: now)
        }
        var record = RAMRecord.key(key, of: user)
        let secret = given == nil ? key.secret.exposed : nil
        record = RAMRecord(
            type: record.type, columns: [key.id.rawValue] + (secret.map { [$0] } ?? []),
            members: record.members + (secret.map { [("access_key_secret", .string($0))] } ?? []))
        options.print([record])
    }
}

/// `waybill ram key list`.
struct RAMKeyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List access keys, without their secrets.")

    @Option(help: ArgumentHelp("Only this user's.", valueName: "name"))
    var user: String?

    @OptionGroup var options: RAMOptions

    func run() async throws {
        let identities = try await RAMFolder(path: options.data).identities()
        var users = identities.users
        if let name = user {
            guard let user = identities.user(name) else { throw CommandFailure(IdentityError(.noUser, "there is no user \(name.printable)")) }
            users = [user]
        }
        options.print(users.flatMap { user in user.keys.map { RAMRecord.key($0, of: user.name) } })
    }
}

/// `waybill ram key disable`.
struct RAMKeyDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Have an access key refused from the next request on, until it is enabled again.")

    @Argument(help: "The key's id.")
    var id: KeyIDArgument

    @OptionGroup var options: RAMOptions

    func run() async throws {
        try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.setKey(id.id, enabled: false) }
        options.print([.change("disable", ("access_key_id", id.id.rawValue))])
    }
}

/// `waybill ram key enable`.
struct RAMKeyEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Have a disabled access key accepted again.")

    @Argument(help: "The key's id.")
    var id: KeyIDArgument

    @OptionGroup var options: RAMOptions

    func run() async throws {
        try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.setKey(id.id, enabled: true) }
        options.print([.change("enable", ("access_key_id", id.id.rawValue))])
    }
}

/// `waybill ram key delete`.
struct RAMKeyDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete an access key for ever.")

    @Argument(help: "The key's id.")
    var id: KeyIDArgument

    @OptionGroup var options: RAMOptions

    func run() async throws {
        try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.deleteKey(id.id) }
        options.print([.change("delete", ("access_key_id", id.id.rawValue))])
    }
}

/// The id of an access key.
struct KeyIDArgument: ExpressibleByArgument {
    let id: AccessKeyID

    init?(argument: String) {
        guard let id = try? AccessKeyID(argument) else { return nil }
        self.id = id
    }
}
