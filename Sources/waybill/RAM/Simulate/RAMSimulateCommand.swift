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

    @Flag(help: "An anonymous requester asks: there is no signature.")
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
        static let words =
            "raw prints the decision and its reason in lines; json prints one object with decision, layer, reason, ec, statement and more."
    }

    func validate() throws {
        let askers = [user != nil, role != nil, owner, anonymous].filter { $0 }.count
        guard askers > 0 else { throw ValidationError("say who asks: --user NAME, --role NAME, --owner or --anonymous") }
        guard askers == 1 else { throw ValidationError("say one of --user, --role, --owner, --anonymous") }
        guard sessionPolicy == nil || role != nil else { throw ValidationError("--session-policy belongs to --role") }
        try checkAction()
        try context.forEach(check)
    }

    private func checkAction() throws {
        let parts = action.utf8.split(separator: ASCII.colon, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count < 2 || parts.contains(where: \.isEmpty) else { return }
        let known = "oss:\(action)"
        let hint = AccessRule.isKnown(AccessAction(known)) ? "did you mean \(known)?" : "actions are SERVICE:NAME, oss:PutObject for example"
        throw ValidationError("--action \(action.withoutControls()): \(hint)")
    }

    private func check(_ given: ContextArgument) throws {
        guard ConditionKeySpelling.canonical(given.key) == nil else { return }
        let hint = ConditionKeySpelling.nearest(to: given.key).map { "; did you mean \($0)?" } ?? ""
        throw ValidationError("--context: no request has \(given.key), so that no condition can ask for it\(hint)".withoutControls())
    }

    func run() async throws {
        let world = try AccessWorld.load(data: data, ramFile: ramFile, region: region)
        let asker = try asker(in: world)
        let asked = AccessAction(action)
        let simulation = try world.simulation(of: asker, asked, resource.resource, at: ClientClock.machineTime()) { context in
            for (key, values) in grouped { context[key] = values }
        }
        let report = simulation.report()
        note(report, asked)
        Console.data(output.format == .json ? try JSONText.encode(report) : report.lines.joined(separator: "\n"))
        if !report.isAllowed { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    /// Values under one key, however it is spelled, are the values of one key. By bytes: `String ==` would join two spellings of a tag.
    private var grouped: [(key: String, values: [String])] {
        let byKey = Dictionary(grouping: context) { Array((ConditionKeySpelling.canonical($0.key) ?? $0.key).utf8) }
        return byKey.map { (String(decoding: $0.key, as: UTF8.self), $0.value.map(\.value)) }
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
    private func note(_ report: SimulationReport, _ action: AccessAction) {
        if resource.resource.resource?.bucket != nil, report.bucketExists == nil {
            Console.note("note: there is no data folder \(data): the bucket's policy and its ACLs are not known, and count as none")
        }
        if action.isOfOSS, !AccessRule.isKnown(action) {
            Console.note("note: no operation of the server needs \(action.name.withoutControls())")
        }
    }
}

extension AccessAction {
    /// Whether it is one of OSS's, and not of another service such as `sts`.
    fileprivate var isOfOSS: Bool { ASCII.lowercased(name).utf8.starts(with: "oss:".utf8) }
}
