import Foundation
import HTTPTypes
import OSSSigning
import OSSTesting
import Testing

@testable import OSSServer

/// `docs/compatibility.md` says what the server does; these tests make it and hold it to that.
@Suite("The compatibility table") struct CompatibilityTests {
    private static let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/compatibility.md").path
    private static let begin = "<!-- operations: made by CompatibilityTests, WRITE_COMPATIBILITY=1 swift test --filter CompatibilityTests -->\n"
    private static let end = "<!-- end of operations -->\n"

    /// The section as the enum has it.
    private static var table: String {
        let rows = OSSOperation.allCases.map { operation in
            switch operation.support {
            case .emulated(let note): "| \(operation.name) | emulated\(note.isEmpty ? "" : ": \(note)") | \(actions(of: operation)) |"
            case .notEmulated: "| \(operation.name) | **501** | |"
            }
        }
        return "| operation | here | needs |\n|---|---|---|\n" + rows.joined(separator: "\n") + "\n"
    }

    /// What policies must allow for an operation.
    private static func actions(of operation: OSSOperation) -> String {
        (operation.permissions ?? []).map { permission in
            let names = [permission.action, permission.versionAction.map { "with a version `\($0)`" }].compactMap(\.self)
            let text = "`\(names[0])`" + (names.count > 1 ? ", \(names[1])" : "") + permission.level.words
            return switch permission.circumstance {
            case .always: text
            case .tagging: "\(text), when it is tagged"
            case .copiedTags: "\(text), when tags are copied"
            case .newACL: "\(text), when it changes the ACL of a bucket that is there"
            }
        }.joined(separator: "; ")
    }

    @Test("every operation that is emulated says what it needs, and no other does") func permissions() {
        for operation in OSSOperation.allCases where operation != .optionObject {
            if case .emulated = operation.support {
                #expect(operation.permissions?.isEmpty == false, "\(operation.name)")
            } else if !operation.name.contains("Policy") {
                #expect(operation.permissions == nil, "\(operation.name)")
            }
        }
        #expect(OSSOperation.optionObject.permissions == nil, "a preflight is answered before anybody asks who is there")
    }

    @Test("the document has the table that the list of operations makes") func document() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        let start = try #require(text.range(of: Self.begin)?.upperBound)
        let stop = try #require(text.range(of: Self.end)?.lowerBound)
        if ProcessInfo.processInfo.environment["WRITE_COMPATIBILITY"] != nil {
            try text.replacingCharacters(in: start..<stop, with: Self.table).write(toFile: Self.path, atomically: true, encoding: .utf8)
            return
        }
        #expect(text[start..<stop] == Self.table, "WRITE_COMPATIBILITY=1 swift test --filter CompatibilityTests writes it anew")
    }

    /// A request that means an operation, as the routes have it.
    struct Sample: CustomTestStringConvertible {
        let operation: OSSOperation
        let method: HTTPRequest.Method
        let path: String
        let headers: [(String, String)]

        var testDescription: String { "\(operation.name): \(method.rawValue) \(path)" }
    }

    static let samples: [Sample] = {
        let paths = ["", "uploads/", "uploads/key"]
        let queries = [""] + Routes.subResourceNames.map { "?\($0)" } + ["?list-type=2"]
        let copies: [[(String, String)]] = [[], [("x-oss-copy-source", "/uploads/key")]]
        var found: [OSSOperation: Sample] = [:]
        for path in paths {
            for method in [HTTPRequest.Method.get, .put, .post, .delete, .head, .options] {
                for query in queries {
                    for headers in copies {
                        var fields = HTTPFields()
                        for (name, value) in headers { fields[HTTPField.Name(name)!] = value }
                        guard let target = try? RequestTarget("/" + path + query),
                            let request = try? ReceivedRequest(method: method, target: target, authority: "127.0.0.1", fields: fields),
                            case .operation(let operation) = Routes.destination(of: request), found[operation] == nil
                        else { continue }
                        found[operation] = Sample(operation: operation, method: method, path: path + query, headers: headers)
                    }
                }
            }
        }
        return found.values.sorted { $0.operation.name < $1.operation.name }
    }()

    @Test("every operation of the list is reached by a route") func reached() {
        let missing = Set(OSSOperation.allCases).subtracting(Self.samples.map(\.operation))
        #expect(missing.isEmpty, "\(missing)")
    }

    @Test("what the table calls emulated is never 501, and everything else always is, with its name", arguments: samples)
    func truth(sample: Sample) async throws {
        try await TestServer.run { server in
            let body = [.put, .post].contains(sample.method) ? "" : nil
            let answer = try await server.send(sample.method, sample.path, body, headers: sample.headers)
            switch sample.operation.support {
            case .emulated: #expect(answer.status != 501)
            case .notEmulated:
                #expect(answer.status == 501)
                #expect(answer.element("Operation") == sample.operation.name)
            }
        }
    }
}

extension Permission.Level {
    fileprivate var words: String {
        switch self {
        case .service, .bucket, .object: ""
        case .source: " on the source"
        case .named: " on each object"
        }
    }
}
