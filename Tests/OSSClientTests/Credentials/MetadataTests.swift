import HTTPTypes
import Testing

@testable import OSSClient

@Suite("The metadata of an ECS instance")
struct MetadataTests {
    private static let answer =
        #"{"Code":"Success","AccessKeyId":"STS.a","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2024-11-12T14:32:38Z","LastUpdated":"x"}"#
    private static let path = "/latest/meta-data/ram/security-credentials/"
    private static let tokenName = HTTPField.Name("X-aliyun-ecs-metadata-token")!

    /// An instance: whether it gives tokens, whether it wants one, and its role.
    private func instance(givesTokens: Bool = true, wantsToken: Bool = true, role: String? = "uploader") -> AnsweringTransport {
        AnsweringTransport { asked in
            if asked.line == "PUT /latest/api/token" {
                #expect(asked.request.headers[HTTPField.Name("X-aliyun-ecs-metadata-token-ttl-seconds")!] == "21600")
                return TransportResponse(status: givesTokens ? 200 : 404, "metadata-token")
            }
            if wantsToken, asked.request.headers[Self.tokenName] != "metadata-token" { return TransportResponse(status: 403, "") }
            guard let role else { return TransportResponse(status: 404, "") }
            return switch asked.line {
            case "GET \(Self.path)": TransportResponse(status: 200, "\(role)\n")
            case "GET \(Self.path)\(role)": TransportResponse(status: 200, Self.answer)
            default: TransportResponse(status: 404, "")
            }
        }
    }

    @Test("a token is got, then the role, then the credentials")
    func version2() async throws {
        let transport = instance()
        let credentials = try await MetadataFetch(roleName: nil, allowsVersion1: false, network: .scripted(transport)).credentials()
        #expect(credentials.accessKey?.id.rawValue == "STS.a")
        #expect(transport.asked.map(\.line) == ["PUT /latest/api/token", "GET \(Self.path)", "GET \(Self.path)uploader"])
        #expect(transport.asked.allSatisfy { $0.request.url.hasPrefix("http://100.100.100.200/") && $0.request.connectTimeout == .seconds(1) })
    }

    @Test("a role that is named is not asked for")
    func named() async throws {
        let transport = instance()
        _ = try await MetadataFetch(roleName: "uploader", allowsVersion1: false, network: .scripted(transport)).credentials()
        #expect(transport.asked.map(\.line) == ["PUT /latest/api/token", "GET \(Self.path)uploader"])
    }

    @Test("without tokens version 1 is spoken, unless it is switched off")
    func version1() async throws {
        let transport = instance(givesTokens: false, wantsToken: false)
        _ = try await MetadataFetch(roleName: nil, allowsVersion1: true, network: .scripted(transport)).credentials()
        #expect(transport.asked.dropFirst().allSatisfy { $0.request.headers[Self.tokenName] == nil })
        let refused = instance(givesTokens: false, wantsToken: false)
        await #expect(throws: ClientError(.credentialsUnavailable, "")) {
            try await MetadataFetch(roleName: nil, allowsVersion1: false, network: .scripted(refused)).credentials()
        }
        #expect(refused.asked.map(\.line) == ["PUT /latest/api/token"])
    }

    @Test(
        "an instance without a role, or with a name that would lead elsewhere, has no credentials", arguments: [nil, "../../token", "a/b", "", "a?b"])
    func noRole(role: String?) async throws {
        let transport = instance(role: role)
        await #expect(throws: ClientError(.credentialsUnavailable, "")) {
            try await MetadataFetch(roleName: nil, allowsVersion1: true, network: .scripted(transport)).credentials()
        }
        #expect(transport.asked.allSatisfy { $0.line == "PUT /latest/api/token" || $0.line == "GET \(Self.path)" })
    }

    @Test(
        "an answer that is too long, no success, or nonsense is refused without being repeated",
        arguments: [
            String(repeating: "SeCrEt", count: 20_000), #"{"Code":"SeCrEt!","AccessKeyId":"a","AccessKeySecret":"SeCrEt"}"#, "SeCrEt", "[]", "",
        ])
    func hostile(body: String) async throws {
        let transport = AnsweringTransport(body)
        await #expect { try await URIFetch("http://localhost/SeCrEt", network: .scripted(transport)).credentials() } throws: { error in
            error is ClientError && !"\(error)".contains("SeCrEt")
        }
    }

    @Test("a server that trickles is given up")
    func trickle() async throws {
        await #expect(throws: ClientError(.timeout, "")) {
            try await withTimeLimit(.milliseconds(20), "source") { try await Task.sleep(for: .seconds(3600)) }
        }
    }
}
