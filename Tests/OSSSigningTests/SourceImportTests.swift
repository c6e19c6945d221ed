import Foundation
import Testing

/// The signing library runs where Foundation does not, and starts in a millisecond: its sources import two modules.
@Suite("What the signing library is linked with") struct SourceImportTests {
    @Test("its sources import HTTPTypes and Crypto, and nothing else") func imports() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let sources = tests.deletingLastPathComponent().appending(path: "Sources/OSSSigning")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)).compactMap { $0 as? URL }
        let swift = files.filter { $0.pathExtension == "swift" }
        #expect(swift.count > 20)
        for file in swift {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            for line in lines {
                guard
                    let module = line.wholeMatch(
                        of: /(?:@\w+(?:\([^)]*\))? )*(?:\w+ )?import (?:(?:struct|class|enum|func|protocol|let|var|typealias) )?(\w+).*/)
                else { continue }
                #expect(["HTTPTypes", "Crypto"].contains(String(module.1)), "\(file.lastPathComponent): \(line)")
            }
        }
    }
}
