import Testing

@testable import OSSClient

@Suite("The profiles of the aliyun command line and of the SDKs")
struct AliyunConfigurationTests {
    private func recipe(_ profiles: String, _ name: String? = nil, variables: [String: String] = [:]) throws -> CredentialsRecipe? {
        let text = "{\"current\":\"main\",\"profiles\":[\(profiles)],\"meta_path\":\"\"}"
        let finding = try AliyunConfiguration(Array(text.utf8), path: "conf").finding(name, variables: EnvironmentVariables(variables))
        if case .found(let recipe) = finding { return recipe } else { return nil }
    }

    private func key(_ token: String? = nil, expiration: SigningTime? = nil) throws -> CredentialsRecipe {
        .fixed(try Credentials(accessKeyID: "a", accessKeySecret: "s", securityToken: token, expiration: expiration))
    }

    private func session(_ change: (inout RoleSession) -> Void = { _ in }) -> RoleSession {
        var session = RoleSession(roleARN: "r", sessionName: "n")
        change(&session)
        return session
    }

    @Test("each mode of ~/.aliyun/config.json")
    func modes() throws {
        let ak = #""access_key_id":"a","access_key_secret":"s""#
        let role = #""ram_role_arn":"r","ram_session_name":"n""#
        let region = try Region("cn-beijing")
        let beijing = session {
            $0.endpoint = STSEndpoint(region: region, isInVPC: true)
            $0.duration = .seconds(1800)
            $0.policy = "{}"
            $0.externalID = "x"
        }
        let table: [(String, CredentialsRecipe?)] = [
            (#"{"name":"main","mode":"AK",\#(ak),"sts_token":""}"#, try key()),
            (#"{"name":"main","mode":"StsToken",\#(ak),"sts_token":"t"}"#, try key("t")),
            (
                #"{"name":"main","mode":"StsToken",\#(ak),"sts_token":"t","sts_expiration":1893456000}"#,
                try key("t", expiration: SigningTime(rfc3339: "2030-01-01T00:00:00Z"))
            ),
            (#"{"name":"main","mode":"RamRoleArn",\#(ak),\#(role)}"#, .role(session(), source: try key())),
            (
                #"{"name":"main","mode":"RamRoleArn",\#(ak),\#(role),"expired_seconds":1800,"policy":"{}","external_id":"x","sts_region":"cn-beijing","enable_vpc":true}"#,
                .role(beijing, source: try key())
            ),
            (#"{"name":"main","mode":"EcsRamRole","ram_role_name":"e"}"#, .ecsRole("e")),
            (#"{"name":"main","mode":"EcsRamRole","ram_role_name":""}"#, .ecsRole(nil)),
            (#"{"name":"main","mode":"RamRoleArnWithEcs",\#(role),"ram_role_name":"e"}"#, .role(session(), source: .ecsRole("e"))),
            (
                #"{"name":"main","mode":"OIDC","ram_role_arn":"r","role_session_name":"n","oidc_provider_arn":"p","oidc_token_file":"/f"}"#,
                .oidc(OIDCRole(session(), providerARN: "p", tokenFile: "/f"))
            ),
            (#"{"name":"main","mode":"External","process_command":"issue 'a b'"}"#, .process(["issue", "a b"])),
            (#"{"name":"main","mode":"CredentialsURI","credentials_uri":"http://h/c"}"#, .uri("http://h/c")),
            (
                #"{"name":"main","mode":"ChainableRamRoleArn","source_profile":"two",\#(role)},{"name":"two","mode":"StsToken",\#(ak),"sts_token":"t"}"#,
                .role(session(), source: try key("t"))
            ),
            (#"{"name":"main","mode":"AK","access_key_id":"","access_key_secret":""}"#, nil),
            (#"{"name":"other","mode":"AK",\#(ak)}"#, nil),
        ]
        for (text, expected) in table { #expect(try recipe(text) == expected, "\(text)") }
        #expect(try recipe(#"{"name":"other","mode":"AK",\#(ak)}"#, "other") == key())
    }

    @Test(
        "what cannot be used says why, and repeats no secret",
        arguments: [
            (#"{"name":"main","mode":"CloudSSO","access_token":"SeCrEt"}"#, "browser"), (#"{"name":"main","mode":"OAuth"}"#, "browser"),
            (#"{"name":"main","mode":"RsaKeyPair"}"#, "not supported"), (#"{"name":"main","mode":"AK","access_key_secret":"SeCrEt"}"#, "no id"),
            (#"{"name":"main","mode":"StsToken","access_key_id":"a","access_key_secret":"SeCrEt"}"#, "sts_token"),
            (#"{"name":"main","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"SeCrEt"}"#, "ram_role_arn"),
            (#"{"name":"main","mode":"OIDC"}"#, "oidc_provider_arn"),
            (#"{"name":"main","mode":"External","process_command":"a 'SeCrEt"}"#, "process_command"),
            (#"{"name":"main","mode":"ChainableRamRoleArn","source_profile":"main","ram_role_arn":"r"}"#, "circle"),
            (
                #"{"name":"main","mode":"ChainableRamRoleArn","source_profile":"b","ram_role_arn":"r"},{"name":"b","mode":"ChainableRamRoleArn","source_profile":"main","ram_role_arn":"r"}"#,
                "circle"
            ),
            (#"{"name":"main","mode":"ChainableRamRoleArn","source_profile":"b","ram_role_arn":"r"}"#, "no such profile"),
            (#"{"name":"main","mode":"AK","access_key_id":"a","access_key_secret":"SeCrEt"}}"#, "not JSON"), (#"{"name":SeCrEt}"#, "not JSON"),
        ])
    func wrong(profiles: String, message: String) {
        #expect { try recipe(profiles) } throws: { error in
            "\(error)".contains(message) && "\(error)".contains("conf") && !"\(error)".contains("SeCrEt")
                && (error as? ClientError)?.code == .invalidConfiguration
        }
    }

    private func profile(_ lines: String, variables: [String: String] = [:]) throws -> CredentialsRecipe? {
        let text = "[other]\ntype = magic\n[default]\n\(lines)"
        let finding = try AlibabaCloudProfiles(Array(text.utf8), path: "conf").finding("default", variables: EnvironmentVariables(variables))
        if case .found(let recipe) = finding { return recipe } else { return nil }
    }

    @Test("each type of ~/.alibabacloud/credentials")
    func types() throws {
        let ak = "access_key_id = a # mine\naccess_key_secret = s#comment\n"
        let role = "role_arn = r\nrole_session_name = n\n"
        let table: [(String, CredentialsRecipe?)] = [
            ("type = access_key\n\(ak)", try key()), ("type = sts\n\(ak)security_token = t\n", try key("t")),
            ("type = ram_role_arn\n\(ak)\(role)policy = {}\n", .role(session { $0.policy = "{}" }, source: try key())),
            (
                "type = oidc_role_arn\n\(role)oidc_provider_arn = p\noidc_token_file_path = /f\n",
                .oidc(OIDCRole(session(), providerARN: "p", tokenFile: "/f"))
            ),
            ("type = ecs_ram_role\nrole_name = e\n", .ecsRole("e")), ("type = ecs_ram_role\n", .ecsRole(nil)),
            ("type = access_key\nenable = false\n\(ak)", nil),
        ]
        for (text, expected) in table { #expect(try profile(text) == expected, "\(text)") }
        let finding = try AlibabaCloudProfiles([], path: "conf").finding("default", variables: EnvironmentVariables([:]))
        guard case .absent = finding else {
            Issue.record("there is no such profile")
            return
        }
    }

    @Test(
        "what cannot be used says why, with its line",
        arguments: [
            (
                "type = rsa_key_pair\npublic_key_id = a\nprivate_key_file = SeCrEt\n",
                "conf:3: profile default: the type rsa_key_pair is not supported"
            ),
            ("type = SeCr\u{1}Et\n", "conf:3: profile default: the type SeCr?Et is not supported"),
            ("type = access_key\naccess_key_secret = SeCrEt\n", "conf:3: profile default: access_key_id or access_key_secret is missing"),
            ("type = sts\naccess_key_secret = SeCrEt\n", "conf:3: profile default: the type sts needs a security_token"),
            ("type = ram_role_arn\naccess_key_id = a\naccess_key_secret = SeCrEt\n", "conf:3: profile default: role_arn is missing"),
            ("SeCrEt\n", "conf:4: this is neither [section] nor key = value"),
        ])
    func wrongTypes(text: String, message: String) {
        #expect { try profile(text) } throws: { "\($0)".hasPrefix(message) }
    }
}
