import ArgumentParser
import OSSAccess
import OSSSigning
import OSSWire

/// `waybill ram policy`.
struct RAMPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Put, show, list, delete, attach and detach policies.",
        discussion: """
            waybill ram policy put uploader policy.json
            waybill ram policy attach uploader --user alice
            waybill ram policy attach AliyunOSSReadOnlyAccess --role reader
            """,
        subcommands: [
            RAMPolicyPutCommand.self, RAMPolicyGetCommand.self, RAMPolicyListCommand.self, RAMPolicyDeleteCommand.self,
            RAMPolicyAttachCommand.self, RAMPolicyDetachCommand.self,
        ])
}

/// `waybill ram policy put`.
struct RAMPolicyPutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Make a policy, or replace its document.",
        discussion: "A document that OSS would refuse is refused, in OSS's words: exit code 2. Nothing is changed then.")

    @Argument(help: "The policy's name: 1 to 128 letters, digits and '-'.")
    var name: String

    @Argument(help: "The document, in JSON; - is stdin.", completion: .file())
    var file: String

    @OptionGroup var options: RAMOptions

    func run() async throws {
        let json = try BoundedFile.read(file, limit: InputText.maximumBytes)
        _ = try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.putPolicy(name, json: json) }
        options.print([.change("put", ("policy", name))])
    }
}

/// `waybill ram policy get`.
struct RAMPolicyGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Print the document of a policy, of the account or of the system.")

    @Argument(help: "The policy's name.")
    var name: String

    @OptionGroup var options: RAMOptions

    func run() async throws {
        let identities = try await RAMFolder(path: options.data).identities()
        guard let policy = identities.policy(name) else {
            throw CommandFailure(IdentityError(.noPolicy, "there is no policy \(name.printable)"))
        }
        switch options.output.format {
        case .raw: Console.data(String(decoding: policy.document.json, as: UTF8.self))
        case .json:
            let isSystem = SystemPolicy.named(name) != nil
            let record = RAMRecord.policy(policy, isSystem: isSystem, holders: identities.holders(ofPolicy: name))
            let document = (try? JSONReader.read(policy.document.json)) ?? .null
            options.print([RAMRecord(type: record.type, columns: [], members: record.members + [("document", document)])])
        }
    }
}

/// `waybill ram policy list`.
struct RAMPolicyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the policies, and whom they are attached to.")

    @Flag(help: "List the policies of the system, too.")
    var all = false

    @OptionGroup var options: RAMOptions

    func run() async throws {
        let identities = try await RAMFolder(path: options.data).identities()
        let own = identities.policies.map { (NamedPolicy(name: $0.name, document: $0.document), false) }
        let system = all ? SystemPolicy.all.map { ($0, true) } : []
        options.print((own + system).map { RAMRecord.policy($0, isSystem: $1, holders: identities.holders(ofPolicy: $0.name)) })
    }
}

/// `waybill ram policy delete`.
struct RAMPolicyDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a policy that is attached to nobody.")

    @Argument(help: "The policy's name.")
    var name: String

    @OptionGroup var options: RAMOptions

    func run() async throws {
        try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.deletePolicy(name) }
        options.print([.change("delete", ("policy", name))])
    }
}

/// `waybill ram policy attach`.
struct RAMPolicyAttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "attach", abstract: "Attach a policy to a user or a role.")

    @Argument(help: "The policy's name, of the account or of the system.")
    var name: String

    @OptionGroup var holder: HolderOptions
    @OptionGroup var options: RAMOptions

    func run() async throws {
        let holder = try holder.holder
        try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.attachPolicy(name, to: holder) }
        options.print([.change("attach", ("policy", name), holder.member)])
    }
}

/// `waybill ram policy detach`.
struct RAMPolicyDetachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "detach", abstract: "Detach a policy from a user or a role.")

    @Argument(help: "The policy's name.")
    var name: String

    @OptionGroup var holder: HolderOptions
    @OptionGroup var options: RAMOptions

    func run() async throws {
        let holder = try holder.holder
        try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.detachPolicy(name, from: holder) }
        options.print([.change("detach", ("policy", name), holder.member)])
    }
}

/// A user or a role.
struct HolderOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The user.", valueName: "name"))
    var user: String?

    @Option(help: ArgumentHelp("The role.", valueName: "name"))
    var role: String?

    func validate() throws {
        guard (user == nil) != (role == nil) else { throw ValidationError("give either --user or --role") }
    }

    var holder: Identities.Holder {
        get throws {
            if let user { return .user(user) }
            guard let role else { throw CommandFailure.usage("give either --user or --role") }
            return .role(role)
        }
    }
}

extension Identities.Holder {
    /// For JSON.
    fileprivate var member: (String, String) {
        switch self {
        case .user(let name): ("user", name)
        case .role(let name): ("role", name)
        }
    }
}
