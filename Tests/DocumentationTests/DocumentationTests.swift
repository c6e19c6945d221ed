import Foundation
import HTTPTypes
import OSSClient
import OSSSigning
import OSSTesting
import Testing

@Suite("Documentation")
struct DocumentationTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    static func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    @Test("the README's examples are the code that this test compiles", arguments: ["ReadmeExample", "ReadmeClientExample"])
    func readmeExample(name: String) throws {
        let example = try Self.text("Tests/DocumentationTests/\(name).swift")
        #expect(try Self.text("README.md").contains("```swift\n\(example)```"))
    }

    @Test("the README's example works") func exampleWorks() throws {
        struct Directory: AccessKeyDirectory {
            let key: RegisteredAccessKey
            func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { id == key.accessKey.id ? key : nil }
        }
        let credentials = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "ExampleSecretKey0123456789")
        let now = try #require(SigningTime(rfc3339: "2024-11-12T08:32:38Z"))
        let upload = try presignPhoto(name: "cat.jpg", credentials: credentials, now: now)
        let keys = Directory(key: RegisteredAccessKey(try #require(credentials.accessKey)))
        #expect(try isAccepted(upload.url, fields: upload.signedHeaders, keys: keys, now: now))
        #expect(try !isAccepted(upload.url, fields: [:], keys: keys, now: now))
    }

    @Test("the README's client example works") func clientExampleWorks() async throws {
        try await TestServer.run(buckets: ["examplebucket"]) { server in
            let client = try OSSClient(
                region: server.region.rawValue, credentials: .static(server.credentials), endpoint: server.endpoint.description)
            let now = try #require(SigningTime(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)))
            server.clock.advance(bySeconds: server.clock.now.seconds(until: now))
            let folder = FileManager.default.temporaryDirectory.appending(path: "readme-\(UUID().uuidString)")
            try Data(count: 300_000).write(to: folder)
            defer { try? FileManager.default.removeItem(at: folder) }
            let (url, waybill) = try await handOut(client: client, filmSize: 300_000)
            #expect(url.signedHeaders[.contentType] == "image/jpeg")
            let receipt = try await send(film: folder.path, with: waybill.json(), uploader: Uploader())
            #expect(receipt?.size == 300_000 && receipt?.isChecked == true)
        }
    }

    @Test("every script that a document names is there", arguments: ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"])
    func scripts(document: String) throws {
        for match in try Self.text(document).matches(of: /scripts\/[a-z]+/) {
            #expect(FileManager.default.isExecutableFile(atPath: Self.root.appending(path: String(match.output)).path), "\(match.output)")
        }
    }

    @Test("every link between documents leads somewhere", arguments: ["README.md", "ARCHITECTURE.md", "docs/compatibility.md"])
    func links(document: String) throws {
        let folder = Self.root.appending(path: document).deletingLastPathComponent()
        for match in try Self.text(document).matches(of: /\]\(([^):#]+)\)/) {
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: String(match.output.1)).path), "\(match.output.1)")
        }
    }

    @Test("every dependency has its line in ARCHITECTURE.md") func dependencies() throws {
        let architecture = try Self.text("ARCHITECTURE.md")
        for match in try Self.text("Package.swift").matches(of: /url: "https:\/\/github.com\/[^\/]+\/([^"]+)\.git"/) {
            #expect(architecture.contains("| \(match.output.1)"), "\(match.output.1)")
        }
    }
}
