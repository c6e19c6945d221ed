import Testing

@testable import OSSClient

@Suite("The order in which credentials are looked for")
struct CredentialsChainTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let stsAnswer = """
        {"RequestId":"1","Credentials":{"AccessKeyId":"STS.fetched","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2024-11-12T09:32:38Z"}}
        """

    /// Every source there is, in the order of the reference, each with what sets it up.
    private func setUps() throws -> [(source: String, variables: [String: String])] {
        let ossutil = try folder.file("ossutilconfig", Array("[default]\naccessKeyID=ossutil\naccessKeySecret=s\n".utf8))
        let credentials = try folder.file("credentials", Array("[default]\ntype=access_key\naccess_key_id=sdk\naccess_key_secret=s\n".utf8))
        let token = try folder.file("token", Array("jwt\n".utf8))
        return [
            ("environment_oss", ["OSS_ACCESS_KEY_ID": "oss", "OSS_ACCESS_KEY_SECRET": "s"]),
            ("ossutil_config", ["OSSUTIL_CONFIG_FILE": ossutil]),
            ("environment_alibaba_cloud", ["ALIBABA_CLOUD_ACCESS_KEY_ID": "alibaba", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"]),
            (
                "oidc",
                [
                    "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/r", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/p",
                    "ALIBABA_CLOUD_OIDC_TOKEN_FILE": token,
                ]
            ),
            ("aliyun_cli_config", [:]),
            ("alibabacloud_credentials_file", ["ALIBABA_CLOUD_CREDENTIALS_FILE": credentials]),
            ("ecs_metadata", [:]),
            ("credentials_uri", ["ALIBABA_CLOUD_CREDENTIALS_URI": "http://127.0.0.1:1/credentials"]),
        ]
    }

    @Test("the first that is set up wins, and nobody behind it is asked", arguments: 0..<8)
    func order(first: Int) async throws {
        let setUps = try setUps()
        var variables = ["HOME": folder.path]
        for setUp in setUps[first...] { variables.merge(setUp.variables) { $1 } }
        if first <= 4 {
            try Self.writeAliyun(
                #"{"current":"default","profiles":[{"name":"default","mode":"AK","access_key_id":"cli","access_key_secret":"s"}]}"#, folder)
        }
        if first == 7 { variables["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "TRUE" }
        let transport = AnsweringTransport { asked in
            switch asked.line {
            case "PUT /latest/api/token": TransportResponse(status: 200, "metadata-token")
            case "GET /latest/meta-data/ram/security-credentials/": TransportResponse(status: 200, "uploader")
            case "GET /latest/meta-data/ram/security-credentials/uploader", "GET /credentials":
                TransportResponse(
                    status: 200,
                    #"{"Code":"Success","AccessKeyId":"STS.fetched","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2024-11-12T09:32:38Z"}"#)
            default: TransportResponse(status: 200, Self.stsAnswer)
            }
        }
        let provider = DefaultCredentialsProvider(EnvironmentVariables(variables), network: .scripted(transport))
        let id = try await provider.credentials().accessKey?.id.rawValue
        #expect(id == ["oss", "ossutil", "alibaba", "STS.fetched", "cli", "sdk", "STS.fetched", "STS.fetched"][first])
        let trace = await provider.trace()
        #expect(trace.winner?.source == setUps[first].source)
        #expect(trace.steps.map(\.source) == setUps.map(\.source))
        for step in trace.steps[..<first] { if case .skipped = step.outcome {} else { Issue.record("\(step) should be skipped") } }
        #expect(trace.steps[(first + 1)...].allSatisfy { $0.outcome == .notAsked })
        let isMetadataAsked = transport.asked.contains { $0.request.url.hasPrefix("http://100.100.100.200/") }
        #expect(isMetadataAsked == (first == 6))
        if [0, 1, 2, 4, 5].contains(first) { #expect(transport.asked.isEmpty, "nothing is asked of the network for what is at hand") }
    }

    private static func writeAliyun(_ text: String, _ folder: TemporaryFolder) throws {
        try FileManagerBox.makeFolder("\(folder.path)/.aliyun")
        _ = try folder.file(".aliyun/config.json", Array(text.utf8))
    }

    @Test("without anything set up the instance is asked, with a second to answer, and then the error says what to set")
    func nothing() async throws {
        let transport = AnsweringTransport { _ in throw ClientError(.connectionFailed, "no connection within the time limit") }
        let provider = DefaultCredentialsProvider(EnvironmentVariables(["HOME": folder.path]), network: .scripted(transport))
        await #expect(throws: ClientError(.credentialsNotFound, "")) { try await provider.credentials() }
        #expect(transport.asked.map(\.line) == ["PUT /latest/api/token"], "a host that is not there is asked once")
        #expect(transport.asked.allSatisfy { $0.request.connectTimeout == .seconds(1) })
        #expect(await provider.trace().winner == nil)
    }

    @Test(
        "a source that is set up wrongly ends the search with a reason, and no other identity is used",
        arguments: [
            (["OSS_ACCESS_KEY_ID": "id"], "environment_oss", "OSS_ACCESS_KEY_ID is set and OSS_ACCESS_KEY_SECRET is not"),
            (["OSS_ACCESS_KEY_SECRET": "SeCrEt"], "environment_oss", "OSS_ACCESS_KEY_SECRET is set and OSS_ACCESS_KEY_ID is not"),
            (
                ["ALIBABA_CLOUD_ACCESS_KEY_SECRET": "SeCrEt"], "environment_alibaba_cloud",
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET is set and ALIBABA_CLOUD_ACCESS_KEY_ID is not"
            ),
            (
                ["OSS_ACCESS_KEY_ID": "a b", "OSS_ACCESS_KEY_SECRET": "SeCrEt"], "environment_oss",
                "OSS_ACCESS_KEY_ID: the access key's id has characters that no id has, or is too long"
            ),
            (
                [
                    "ALIBABA_CLOUD_ROLE_ARN": "r", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "p", "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "/nowhere/token",
                    "ALIBABA_CLOUD_CREDENTIALS_URI": "http://127.0.0.1:1/",
                ], "oidc", "AssumeRoleWithOIDC: there is no token file at /nowhere/token"
            ),
        ])
    func wrong(variables: [String: String], source: String, reason: String) async throws {
        let variables = variables.merging(["HOME": folder.path]) { $1 }
        let transport = AnsweringTransport(#"{"Code":"Success","AccessKeyId":"other","AccessKeySecret":"s"}"#)
        let provider = DefaultCredentialsProvider(EnvironmentVariables(variables), network: .scripted(transport))
        await #expect { try await provider.credentials() } throws: { "\($0)" == reason }
        let trace = await provider.trace()
        #expect(trace.winner == nil)
        #expect(trace.steps.first { $0.source == source }?.outcome == .failed(reason))
        #expect(!"\(trace)".contains("SeCrEt"))
        #expect(transport.asked.isEmpty)
    }

    @Test("who won once is asked again, and the others are not")
    func remembered() async throws {
        let looks = Counter()
        let sources = [
            CredentialsSource("a") {
                looks.add("a"); return .absent("no")
            },
            CredentialsSource("b") {
                looks.add("b"); return .found(.fixed(try Credentials(accessKeyID: "b", accessKeySecret: "s")))
            },
        ]
        let chain = CredentialsChain(sources, network: .scripted(.dead))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await chain.credentials() } }
            try await group.waitForAll()
        }
        #expect(looks.all == ["a", "b"])
    }
}
