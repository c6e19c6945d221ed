import Testing

@testable import OSSClient

@Suite("Flags, environment and file together")
struct LayeredSettingsTests {
    /// Settings of three layers, each given as pairs.
    private func recipe(
        flags: [ClientSetting: String] = [:], environment: [ClientSetting: String] = [:], file: [ClientSetting: String] = [:]
    ) throws -> CredentialsRecipe? {
        let names: [ClientSetting: String] = [.accessKeyID: "OSS_ACCESS_KEY_ID", .accessKeySecret: "OSS_ACCESS_KEY_SECRET"]
        let layers = [
            SettingLayer(
                "flags", absence: "", values: Dictionary(uniqueKeysWithValues: flags.map { ($0, SettingValue($1, origin: "--\($0.rawValue)")) })),
            SettingLayer(
                "environment", absence: "",
                values: Dictionary(uniqueKeysWithValues: environment.map { ($0, SettingValue($1, origin: names[$0] ?? "OSS")) })),
            SettingLayer("file", absence: "", values: Dictionary(uniqueKeysWithValues: file.map { ($0, SettingValue($1, origin: "conf:1")) })),
        ]
        return try LayeredSettings(layers, variables: EnvironmentVariables([:])).recipe()
    }

    private func key(_ id: String, _ secret: String, _ token: String? = nil) throws -> CredentialsRecipe {
        .fixed(try Credentials(accessKeyID: id, accessKeySecret: secret, securityToken: token))
    }

    private let weak: [ClientSetting: String] = [.accessKeyID: "c", .accessKeySecret: "cs", .stsToken: "ct"]

    @Test("a whole key is taken from the strongest layer, and no token of a weaker one comes with it")
    func precedence() throws {
        let environment: [ClientSetting: String] = [.accessKeyID: "b", .accessKeySecret: "bs"]
        #expect(try recipe(flags: [.accessKeyID: "a", .accessKeySecret: "as"], environment: environment, file: weak) == key("a", "as"))
        #expect(try recipe(environment: environment, file: weak) == key("b", "bs"))
        #expect(try recipe(file: weak) == key("c", "cs", "ct"))
        #expect(try recipe(flags: [.stsToken: "at"], environment: environment) == key("b", "bs", "at"))
        #expect(try recipe() == nil)
    }

    @Test("a weaker layer may hold the other half of a key, but not the half of another one")
    func halves() throws {
        #expect(try recipe(flags: [.accessKeyID: "a"], environment: [.accessKeySecret: "bs"]) == key("a", "bs"))
        #expect(try recipe(flags: [.accessKeySecret: "as"], environment: [.accessKeyID: "b"]) == key("b", "as"))
        #expect(try recipe(flags: [.accessKeyID: "c"], file: weak) == key("c", "cs", "ct"))
        #expect { try recipe(flags: [.accessKeyID: "a"], file: weak) } throws: { "\($0)" == "--access-key-id is set and --access-key-secret is not" }
        #expect { try recipe(environment: [.accessKeyID: "b"]) } throws: { "\($0)" == "OSS_ACCESS_KEY_ID is set and OSS_ACCESS_KEY_SECRET is not" }
        #expect { try recipe(file: [.accessKeySecret: "SeCrEt"]) } throws: { "\($0)" == "conf:1: there is the access key's secret and not its id" }
    }

    @Test("each mode makes what it says, whatever its case")
    func modes() throws {
        let own: [ClientSetting: String] = [.accessKeyID: "a", .accessKeySecret: "s"]
        func with(_ values: [ClientSetting: String]) -> [ClientSetting: String] { own.merging(values) { $1 } }
        let session = RoleSession(roleARN: "r", sessionName: "n")
        let table: [(values: [ClientSetting: String], expected: CredentialsRecipe?)] = [
            (with([.mode: "AK"]), try key("a", "s")),
            (with([.mode: "ststoken", .stsToken: "t"]), try key("a", "s", "t")),
            (with([.mode: "Ram-Role-Arn", .roleARN: "r", .roleSessionName: "n"]), .role(session, source: try key("a", "s"))),
            (with([.roleARN: "r", .roleSessionName: "n"]), .role(session, source: try key("a", "s"))),
            ([.mode: "EcsRamRole", .ecsRoleName: "e"], .ecsRole("e")),
            ([.mode: "EcsRamRole"], .ecsRole(nil)),
            ([.ecsRoleName: "e"], .ecsRole("e")),
            ([.ecsAk: "http://100.100.100.200/latest/meta-data/Ram/security-credentials/e"], .ecsRole("e")),
            (with([.mode: "EcsRamRole"]), .ecsRole(nil)),
            (
                [.mode: "oidcRoleArn", .roleARN: "r", .roleSessionName: "n", .oidcProviderARN: "p", .oidcTokenFile: "/f"],
                .oidc(OIDCRole(session, providerARN: "p", tokenFile: "/f"))
            ),
            ([.mode: "Process", .credentialProcess: "issue 'a b'"], .process(["/bin/sh", "-c", "issue 'a b'"])),
            ([.credentialProcess: "issue"], .process(["/bin/sh", "-c", "issue"])),
            ([.mode: "CredentialsURI", .credentialsURI: "http://h/"], .uri("http://h/")),
            (with([.mode: "Anonymous"]), .fixed(.anonymous)),
            ([.mode: "AK"], nil),
        ]
        for (values, expected) in table { #expect(try recipe(file: values) == expected, "\(values[.mode] ?? "no mode")") }
    }

    @Test(
        "a mode that cannot be carried out says what it lacks",
        arguments: [
            ([.mode: "magic"], "there is no such mode"), ([.mode: "StsToken", .accessKeyID: "a", .accessKeySecret: "SeCrEt"], "needs an STS token"),
            ([.mode: "RamRoleArn"], "needs an access key"),
            ([.mode: "RamRoleArn", .accessKeyID: "a", .accessKeySecret: "SeCrEt"], "needs a role-arn"),
            ([.mode: "oidcRoleArn"], "needs an OIDC provider ARN"), ([.mode: "Process"], "needs a credential-process"),
            ([.mode: "CredentialsURI"], "needs a credentials-uri"),
            ([.roleARN: "r", .accessKeyID: "a", .accessKeySecret: "SeCrEt", .tokenTimeout: "5"], "from 900 on"),
        ] as [([ClientSetting: String], String)])
    func incomplete(values: [ClientSetting: String], message: String) {
        #expect { try recipe(file: values) } throws: { "\($0)".contains(message) && "\($0)".contains("conf:1") && !"\($0)".contains("SeCrEt") }
    }

    @Test("a key in the environment comes before the file's mode, and the environment's role is assumed with the file's key")
    func mixed() throws {
        let environment: [ClientSetting: String] = [.accessKeyID: "b", .accessKeySecret: "bs"]
        #expect(try recipe(environment: environment, file: [.mode: "EcsRamRole"]) == key("b", "bs"))
        #expect(try recipe(flags: [.mode: "EcsRamRole"], environment: environment) == .ecsRole(nil))
        #expect(try recipe(flags: [.mode: "Anonymous"], environment: environment) == .fixed(.anonymous))
        #expect(
            try recipe(environment: [.roleARN: "r"], file: [.accessKeyID: "c", .accessKeySecret: "cs"])
                == .role(RoleSession(roleARN: "r"), source: key("c", "cs")))
        #expect(
            try recipe(flags: [.accessKeyID: "a", .accessKeySecret: "as"], environment: [.roleARN: "r"]) == key("a", "as"),
            "a role of the environment does not stand in for a key that was named")
    }
}
