import Foundation
import Testing

@testable import OSSAccess

/// `docs/access.md` has tables of what conditions may say; these tests hold them to what is read.
@Suite("The tables of docs/access.md") struct AccessDocumentTests {
    private static let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/access.md").path

    /// The names in the first column of the table that begins with this row.
    private static func names(below head: String) throws -> [String] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0 == head }, "the document has no table that begins with \(head)")
        let rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }
        return rows.flatMap { row in
            row.split(separator: "|")[0].split(separator: "`").map { String($0) }.filter { $0.contains { $0.isLetter } }
        }
    }

    @Test("the operators are those that policies may use, each once") func operators() throws {
        let written = try Self.names(below: "| operators | what they compare |")
        #expect(written.sorted() == ConditionOperator.allCases.map(\.rawValue).sorted())
    }

    @Test("and those with Not in their names are negated, no others") func negation() {
        for name in ConditionOperator.allCases { #expect(name.isNegated == name.rawValue.contains("Not"), "\(name.rawValue)") }
    }

    @Test("the keys are those that policies may ask for, each once") func keys() throws {
        let written = try Self.names(below: "| key | its value |")
        let names = written.map { String($0.split(separator: "/")[0]) }
        #expect(names.sorted() == ConditionKey.names.map(\.text).sorted())
        for key in written { #expect(ConditionKey(key) != nil, "\(key) stands there in a form that policies may use") }
    }
}
