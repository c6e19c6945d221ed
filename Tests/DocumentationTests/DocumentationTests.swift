import Foundation
import HTTPTypes
import OSSSigning
import Testing

@Suite("Documentation")
struct DocumentationTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    static func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    @Test("the README's example is the code that this test compiles") func readmeExample() throws {
        let example = try Self.text("Tests/DocumentationTests/ReadmeExample.swift")
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
