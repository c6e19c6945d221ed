import Foundation
import Testing

@testable import waybill

/// `docs/access.md` lists who can have decided; programs switch on these names.
@Suite("The layers of a simulation") struct SimulationLayerTests {
    @Test("the document lists every layer, and no other") func document() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/access.md").path
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("| `layer` |") })
        let names = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { String($0.split(separator: "`")[1]) }
        #expect(names.sorted() == SimulationReport.Layer.allCases.map(\.rawValue).sorted())
    }
}
