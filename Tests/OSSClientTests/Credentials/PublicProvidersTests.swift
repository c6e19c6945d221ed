import OSSClient
import Testing

@Suite("Providers that fetch credentials, as programs name them")
struct PublicProvidersTests {
    @Test("a program's credentials sign a URL, and the program is run once")
    func process() async throws {
        let folder = try TemporaryFolder()
        let line = #"echo x >> "$0"; echo '{"AccessKeyId":"STS.p","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2099-01-01T00:00:00Z"}'"#
        let client = try OSSClient(region: "cn-hangzhou", credentials: .process(["/bin/sh", "-c", line, "\(folder.path)/runs"]))
        for _ in 0..<3 {
            let presigned = try await client.presign(PutObjectRequest(bucket: "examplebucket", key: "a"))
            #expect(presigned.url.contains("x-oss-credential=STS.p%2F"))
            #expect(presigned.url.contains("x-oss-security-token=t"))
        }
        #expect(try SmallFile.read("\(folder.path)/runs")?.bytes == Array("x\n".utf8))
    }

    @Test("what is not there to be asked is an error that names the source")
    func unreachable() async throws {
        let folder = try TemporaryFolder()
        let token = try folder.file("token", Array("jwt".utf8))
        var session = RoleSession(roleARN: "acs:ram::1:role/r")
        session.endpoint = try STSEndpoint("http://127.0.0.1:1")
        let key = try StaticCredentialsProvider(accessKeyID: "a", accessKeySecret: "SeCrEt")
        let providers: [(String, RefreshingCredentialsProvider)] = [
            ("AssumeRole: ", .role(session, source: key)),
            ("AssumeRoleWithOIDC: ", .oidc(OIDCRole(session, providerARN: "p", tokenFile: token))),
            ("credentials URI: ", .uri("http://127.0.0.1:1/SeCrEt")),
            ("credential process: ", .process(["/nowhere/program"])),
        ]
        for (source, provider) in providers {
            await #expect { try await provider.credentials() } throws: { "\($0)".hasPrefix(source) && !"\($0)".contains("SeCrEt") }
        }
    }

    @Test("a closure and static credentials are what they say")
    func simple() async throws {
        let closure = ClosureCredentialsProvider { try Credentials(accessKeyID: "c", accessKeySecret: "s") }
        #expect(try await closure.credentials().accessKey?.id.rawValue == "c")
        let provider: any CredentialsProvider = .static(try Credentials(accessKeyID: "f", accessKeySecret: "s"))
        #expect(try await provider.credentials().accessKey?.id.rawValue == "f")
        #expect(StaticCredentialsProvider.anonymous.credentials() == .anonymous)
    }

    @Test("the environment's two families are not mixed")
    func environment() throws {
        let provider = EnvironmentCredentialsProvider(
            EnvironmentVariables([
                "OSS_ACCESS_KEY_ID": "", "OSS_SESSION_TOKEN": "oss", "ALIBABA_CLOUD_ACCESS_KEY_ID": "a", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s",
            ]))
        #expect(try provider.credentials() == Credentials(accessKeyID: "a", accessKeySecret: "s"))
        #expect(throws: ClientError(.credentialsUnavailable, "")) {
            try EnvironmentCredentialsProvider(
                EnvironmentVariables(["OSS_ACCESS_KEY_ID": "a", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"])
            ).credentials()
        }
        #expect(throws: ClientError(.credentialsNotFound, "")) { try EnvironmentCredentialsProvider(EnvironmentVariables([:])).credentials() }
    }
}
