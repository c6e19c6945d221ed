import FuzzTargets
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("What the fuzzers keep") struct FuzzCorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz").path

    @Test("every target keeps its laws for every seed, every kept input and every regression", arguments: FuzzTarget.all.map(\.name))
    func keptInputs(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let inputs = try KeptInputs(of: name, in: Self.folder)
        #expect(!inputs.seeds.isEmpty, "\(name) has no seed")
        for (place, input) in inputs.all {
            do { try target.check(input) } catch { Issue.record("\(name): \(place): \(error)") }
        }
    }

    @Test("a folder of inputs belongs to a target") func folders() throws {
        let names = Set(FuzzTarget.all.map(\.name))
        for kind in ["Seeds", "Regressions"] {
            let found = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/\(kind)").filter { !$0.hasPrefix(".") }
            #expect(Set(found).isSubset(of: names), "\(kind): \(Set(found).subtracting(names))")
        }
    }
}

/// The inputs of one target: files that people wrote or that were findings, and what a fuzzer kept, one input in base 64 on each line.
private struct KeptInputs {
    var seeds: [(String, [UInt8])]
    var others: [(String, [UInt8])]
    var all: [(String, [UInt8])] { seeds + others }

    init(of target: String, in folder: String) throws {
        seeds = try Self.files("\(folder)/Seeds/\(target)")
        others = try Self.files("\(folder)/Regressions/\(target)")
        let corpus = "\(folder)/Corpus/\(target).base64"
        guard let text = FileManager.default.contents(atPath: corpus) else { return }
        for (number, line) in text.split(separator: 0x0A).enumerated() {
            let input = try #require(Data(base64Encoded: Data(line)), "\(corpus):\(number + 1) is not base 64")
            others.append(("\(corpus):\(number + 1)", Array(input)))
        }
    }

    private static func files(_ folder: String) throws -> [(String, [UInt8])] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            ("\(folder)/\(name)", Array(try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))))
        }
    }
}
