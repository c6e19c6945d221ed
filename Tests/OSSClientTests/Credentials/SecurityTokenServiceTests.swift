import HTTPTypes
import Testing

@testable import OSSClient

@Suite("Roles that are assumed")
struct SecurityTokenServiceTests {
    private static let answer = """
        {"RequestId":"6894B13B","AssumedRoleUser":{"Arn":"x"},"Credentials":{"SecurityToken":"CAIS+token/=","AccessKeyId":"STS.L4aBSCSJV",
        "AccessKeySecret":"wyLTSmsyPGP1","Expiration":"2024-11-12T09:32:38Z"}}
        """

    @Test("the signature is the one of Alibaba Cloud's own helper for these parameters")
    func signature() throws {
        var request = RPCRequest()
        request.query = [("Action", "AssumeRole"), ("Format", "JSON"), ("Version", "2015-04-01"), ("Timestamp", "2024-11-12T08:32:38Z")]
        request.form = [
            ("RoleArn", "acs:ram::123:role/uploader"), ("RoleSessionName", "s-1"), ("DurationSeconds", "3600"), ("ExternalId", "x"),
            ("Policy", #"{"Version":"1"}"#),
        ]
        let key = try Credentials(accessKeyID: "testid", accessKeySecret: "testsecret", securityToken: "CAIS+a/b=").accessKey!
        request.sign(with: key, nonce: "3ee8c1b8")
        #expect(request.query.last?.value == "3h1BqZydyPRv5ax5iGvILwCJ5IA=")
    }

    @Test("AssumeRole sends what the session says, signed with the source's key, and reads the answer")
    func assumeRole() async throws {
        let transport = AnsweringTransport(Self.answer)
        var session = RoleSession(roleARN: "acs:ram::1:role/r", sessionName: "ci")
        session.duration = .seconds(900)
        session.policy = "{}"
        session.externalID = "partner"
        session.endpoint = STSEndpoint(region: try Region("cn-hangzhou"), isInVPC: true)
        let fetch = RoleFetch(
            session, source: .static(try Credentials(accessKeyID: "LTAI", accessKeySecret: "SeCrEt", securityToken: "ToKeN")),
            network: .scripted(transport))
        let credentials = try await fetch.credentials()
        #expect(credentials.accessKey?.id.rawValue == "STS.L4aBSCSJV")
        #expect(credentials.accessKey?.securityToken?.exposed == "CAIS+token/=")
        #expect(credentials.accessKey?.expiration?.rfc3339 == "2024-11-12T09:32:38Z")
        let asked = try #require(transport.asked.first)
        #expect(asked.request.url.hasPrefix("https://sts-vpc.cn-hangzhou.aliyuncs.com/?"))
        let expected = [
            "Action": "AssumeRole", "Version": "2015-04-01", "RoleArn": "acs:ram::1:role/r", "RoleSessionName": "ci", "DurationSeconds": "900",
            "Policy": "{}", "ExternalId": "partner", "AccessKeyId": "LTAI", "SecurityToken": "ToKeN", "Timestamp": "2024-11-12T08:32:38Z",
        ]
        for (name, value) in expected { #expect(asked.parameters[name] == value, "\(name)") }
        #expect(!"\(asked.request.url)\(asked.body)".contains("SeCrEt"))
    }

    @Test("no two requests have the same nonce")
    func nonce() async throws {
        let transport = AnsweringTransport(Self.answer)
        let fetch = RoleFetch(
            RoleSession(roleARN: "r"), source: .static(try Credentials(accessKeyID: "a", accessKeySecret: "b")), network: .scripted(transport))
        for _ in 0..<20 { _ = try await fetch.credentials() }
        #expect(Set(transport.asked.map { $0.parameters["SignatureNonce"] }).count == 20)
    }

    @Test("AssumeRoleWithOIDC is not signed, and the token is read anew each time")
    func oidc() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("token", Array("first.jwt\n".utf8))
        let transport = AnsweringTransport(Self.answer)
        let fetch = OIDCFetch(OIDCRole(RoleSession(roleARN: "r"), providerARN: "p", tokenFile: file), network: .scripted(transport))
        _ = try await fetch.credentials()
        _ = try folder.file("token", Array("second.jwt".utf8))
        _ = try await fetch.credentials()
        #expect(transport.asked.map { $0.parameters["OIDCToken"] } == ["first.jwt", "second.jwt"])
        let parameters = try #require(transport.asked.first?.parameters)
        #expect(parameters["Action"] == "AssumeRoleWithOIDC")
        #expect(parameters["OIDCProviderArn"] == "p")
        #expect(parameters["RoleSessionName"] == "waybill-1731400358")
        #expect(parameters["Signature"] == nil)
        #expect(!transport.asked[0].request.url.contains("jwt"), "the token is in the form and not in the URL")
    }

    @Test(
        "a refusal names STS's code, and repeats nothing that may be secret",
        arguments: [
            (403, #"{"RequestId":"ABC","Code":"NoPermission","Message":"SeCrEt"}"#, "403 NoPermission"),
            (404, #"{"RequestId":"ABC","Code":"EntityNotExist.Role","Message":"SeCrEt"}"#, "there is no such role"),
            (400, #"{"RequestId":"ABC","Code":"SignatureDoesNotMatch","Message":"server string to sign is: SeCrEt"}"#, "secret is wrong"),
            (400, #"{"Code":"Se CrEt\n"}"#, "400 unknown"),
            (502, "<html>SeCrEt</html>", "502 unknown"),
            (200, "{}", "holds no credentials"),
            (200, "SeCrEt", "holds no credentials"),
            (200, #"{"Credentials":{"AccessKeyId":"a","SecurityToken":"SeCrEt"}}"#, "no AccessKeyId, or no AccessKeySecret"),
            (200, #"{"Credentials":{"AccessKeyId":"a","AccessKeySecret":"SeCrEt","Expiration":"soon"}}"#, "Expiration"),
        ])
    func refusals(status: Int, body: String, expected: String) async throws {
        let fetch = RoleFetch(
            RoleSession(roleARN: "r"), source: .static(try Credentials(accessKeyID: "a", accessKeySecret: "SeCrEt", securityToken: "SeCrEt")),
            network: .scripted(AnsweringTransport(status: status, body)))
        await #expect { try await fetch.credentials() } throws: { error in
            let refusal = (error as? ClientError)?.cause as? STSRefusal
            // A gateway on the way answers without a code, and what is no refusal has none.
            return "\(error)".contains(expected) && !"\(error)".contains("SeCrEt") && (error as? ClientError)?.code == .credentialsUnavailable
                && (refusal != nil) == (status != 200 && body.hasPrefix("{")) && refusal?.code.contains("SeCrEt") != true
        }
    }

    @Test(
        "STS's address follows settings and environment",
        arguments: [
            (nil, nil, nil, [:], "https://sts.aliyuncs.com"),
            (nil, "cn-beijing", nil, [:], "https://sts.cn-beijing.aliyuncs.com"),
            (nil, "cn-beijing", true, [:], "https://sts-vpc.cn-beijing.aliyuncs.com"),
            (nil, nil, true, [:], "https://sts.aliyuncs.com"),
            (nil, nil, nil, ["ALIBABA_CLOUD_STS_REGION": "cn-x", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "True"], "https://sts-vpc.cn-x.aliyuncs.com"),
            (
                nil, "cn-y", false, ["ALIBABA_CLOUD_STS_REGION": "cn-x", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true"],
                "https://sts.cn-y.aliyuncs.com"
            ),
            (nil, nil, nil, ["ALIBABA_CLOUD_STS_ENDPOINT": "http://127.0.0.1:8080"], "http://127.0.0.1:8080"),
            ("sts.example.com", "cn-y", nil, [:], "https://sts.example.com"),
        ] as [(String?, String?, Bool?, [String: String], String)])
    func addresses(address: String?, region: String?, isInVPC: Bool?, variables: [String: String], expected: String) throws {
        let endpoint = try STSEndpoint(
            address: address, region: region, isInVPC: isInVPC, variables: EnvironmentVariables(variables), source: "test")
        #expect(endpoint.url == expected)
    }
}
