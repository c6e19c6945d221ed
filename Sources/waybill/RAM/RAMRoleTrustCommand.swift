import ArgumentParser
import OSSAccess

/// `waybill ram role trust`.
struct RAMRoleTrustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Say anew who may assume a role; sessions that have begun go on.",
        discussion: """
            waybill ram role trust uploads --trust-user alice --trust-user bob
            waybill ram role trust uploads --whole-account

            A user who assumes it needs a policy that allows sts:AssumeRole, besides being trusted.
            """)

    @Argument(help: "The role's name.")
    var name: String

    @Option(help: ArgumentHelp("A user who may assume it, and nobody else (repeatable).", valueName: "user"))
    var trustUser: [String] = []

    @Flag(help: "Every user of the account may assume it.")
    var wholeAccount = false

    @OptionGroup var options: RAMOptions

    func validate() throws {
        guard wholeAccount == trustUser.isEmpty else { throw ValidationError("give --trust-user or --whole-account, and not both") }
    }

    func run() async throws {
        let trust: TrustPolicy = wholeAccount ? .wholeAccount : .users(trustUser)
        try await RAMFolder(path: options.data).change { identities throws(IdentityError) in try identities.setTrust(trust, ofRole: name) }
        options.print([.change("trust", ("role", name))])
    }
}
