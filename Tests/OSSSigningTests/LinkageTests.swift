#if os(Linux)
import Foundation
import Testing

@Suite("What a program with the signing library needs") struct LinkageTests {
    /// The libraries that the dynamic section of an ELF file names, which are strings of it. A name that stands there for another reason
    /// would fail the test and never pass it.
    @Test("a program that only signs does not load Foundation") func noFoundation() throws {
        let products = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        let candidates = [products, Bundle.main.bundleURL] + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
        let program = try #require(candidates.map { $0.appending(path: "Linkage") }.first { FileManager.default.fileExists(atPath: $0.path()) })
        let bytes = try Data(contentsOf: program)
        #expect(bytes.range(of: Data("libswiftCore.so\0".utf8)) != nil, "the way of looking finds what is there")
        for library in ["libFoundation.so", "libFoundationNetworking.so", "libFoundationXML.so", "libNIO", "libsqlite3"] {
            #expect(bytes.range(of: Data(library.utf8)) == nil, "\(library)")
        }
    }
}
#endif
