import ArgumentParser
import OSSAccess
import OSSClient
import OSSServer
import OSSSigning

/// `waybill ram simulate`: may somebody do something, and which statement says so?
struct RAMSimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Say whether somebody may do something, and which statement decides it.",
        discussion: """
            waybill ram simulate --user uploader --action oss:PutObject --resource acs:oss:*:*:uploads/in/a.txt
            waybill ram simulate --role uploads-role --session-policy narrow.json --action oss:PutObject --resource oss://uploads/in/a.txt
            waybill ram simulate --anonymous --action oss:ListObjects --resource oss://uploads --context oss:Prefix=in/
            waybill ram simulate --ram-file ram.yaml --user uploader --action oss:GetObject --resource oss://uploads/a --json

            The session policy, the RAM policies, the bucket's policy, the ACLs and the block on public access are asked in OSS's order, as they \
            stand in the data folder now; a server may be running on it. Of the request only its time is known, and that it is not over TLS: say \
            the rest with --context. A key of a condition that is not given is missing. \
            Exit code 0: it is allowed. 2: it is refused, and where nothing denies it, the statement that comes nearest is named. \
            1: the question was malformed, or there is no such user or role.
            """)

    @Option(help: ArgumentHelp("The RAM user who asks.", valueName: "name"))
    var user: String?

    @Option(help: ArgumentHelp("The role whose session asks.", valueName: "name"))
    var role: String?

    @Option(help: ArgumentHelp("The name of the role's session.", valueName: "name"))
    var roleSessionName = "simulated"

    @Flag(help: "The account itself asks, with one of its own keys.")
    var owner = false

    @Flag(help: "Nobody in particular asks: there is no signature.")
    var anonymous = false

    @Option(help: ArgumentHelp("What is to be done.", valueName: "oss:PutObject"))
    var action: String

    @Option(
        help: ArgumentHelp(
            "What it is to be done to: acs:oss:*:*:BUCKET/KEY, or oss://BUCKET/KEY. Nothing in it is a wildcard.", valueName: "resource"))
    var resource: SimulatedResource

    @Option(
        help: ArgumentHelp(
            "What the request says of itself, under the name that conditions have for it (repeatable).", valueName: "acs:SourceIp=192.0.2.1"))
    var context: [ContextArgument] = []

    @Option(help: ArgumentHelp("The policy with which the role was assumed.", valueName: "file"), completion: .file())
    var sessionPolicy: String?

    @Option(help: ArgumentHelp("The server's region (default: that of the server which runs on the data folder).", valueName: "region"))
    var region: String?

    @Option(help: ArgumentHelp("The data folder whose users, buckets and policies count.", valueName: "dir"))
    var data = defaultDataFolder

    @Option(help: ArgumentHelp("The file of identities that count in place of the data folder's.", valueName: "file"), completion: .file())
    var ramFile: String?

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints the decision and its reason in lines; json prints one object with decision, layer, reason, ec and statement."
    }

    func validate() throws {
        guard [user != nil, role != nil, owner, anonymous].filter({ $0 }).count == 1 else {
            throw ValidationError("say who asks: --user NAME, --role NAME, --owner or --anonymous")
        }
        guard sessionPolicy == nil || role != nil else { throw ValidationError("--session-policy belongs to --role") }
        guard !action.isEmpty else { throw ValidationError("--action is empty") }
    }

    func run() async throws {
        let world = try AccessWorld.load(data: data, ramFile: ramFile, region: region)
        let asker = try asker(in: world)
        let asked = AccessAction(action)
        if let bucket = resource.resource.resource?.bucket { note(bucket, in: world, asked) }
        let grouped = Dictionary(grouping: context, by: \.key).map { ($0.key, $0.value.map(\.value)) }
        let report = try world.simulation(of: asker, asked, resource.resource, context: grouped, at: ClientClock.machineTime()).report
        Console.data(output.format == .json ? try JSONText.encode(report) : report.lines.joined(separator: "\n"))
        if !report.isAllowed { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    private func asker(in world: AccessWorld) throws -> AccessSubject {
        if owner { return world.identities.owner() }
        if anonymous { return .anonymous }
        if let user {
            guard let found = world.identities.users.first(where: { $0.name.utf8.elementsEqual(user.utf8) }) else {
                throw CommandFailure.usage("there is no RAM user \(user.withoutControls())")
            }
            return world.identities.subject(of: found)
        }
        guard let role, let found = world.identities.roles.first(where: { $0.name.utf8.elementsEqual(role.utf8) }) else {
            throw CommandFailure.usage("there is no role \((role ?? "").withoutControls())")
        }
        let session = RoleSessionReference(
            account: world.identities.account, roleID: found.id, roleName: found.name, sessionName: roleSessionName)
        return world.identities.subject(of: session, try sessionPolicy.map(readPolicy))
    }

    private func readPolicy(_ path: String) throws -> PolicyDocument {
        let bytes = try BoundedFile.read(path, limit: InputText.maximumBytes)
        do { return try PolicyDocument(json: bytes, .session) } catch {
            throw CommandFailure.usage("--session-policy: \(error.problem.withoutControls())")
        }
    }

    /// What may make the answer another one than was meant.
    private func note(_ bucket: BucketName, in world: AccessWorld, _ action: AccessAction) {
        switch try? world.has(bucket) {
        case true?: break
        case false?: Console.note("note: there is no bucket \(bucket) in \(data); it is judged as a private one without a policy")
        case nil: Console.note("note: there is no data folder \(data): the bucket's policy and its ACLs are not known, and count as none")
        }
        if !AccessRule.isKnown(action) { Console.note("note: no operation of the server needs \(action.name.withoutControls())") }
    }
}
