import OSSAccess
import OSSSigning
import OSSWire
import Testing
import YAMLDocuments

@testable import waybill

@Suite("YAML") struct YAMLDocumentTests {
    private func json(_ text: String) throws -> String { String(decoding: try YAMLDocument(Array(text.utf8)).value.bytes, as: UTF8.self) }

    @Test(
        "values have the types of the core schema",
        arguments: [
            ("a: 1", #"{"a":1}"#), ("a: \"1\"", #"{"a":"1"}"#), ("a: '1'", #"{"a":"1"}"#), ("a: !!str 1", #"{"a":"1"}"#), ("a: ! 1", #"{"a":"1"}"#),
            ("a: yes", #"{"a":"yes"}"#), ("a: on", #"{"a":"on"}"#), ("a: true", #"{"a":true}"#), ("a: False", #"{"a":false}"#),
            ("a: 'true'", #"{"a":"true"}"#), ("a:", #"{"a":null}"#), ("a: ~", #"{"a":null}"#), ("a: Null", #"{"a":null}"#), ("a: ''", #"{"a":""}"#),
            ("a: 0123", #"{"a":123}"#), ("a: -0.", #"{"a":0}"#), ("a: 1.", #"{"a":1}"#), ("a: +7", #"{"a":7}"#), ("a: -7", #"{"a":-7}"#),
            ("a: 0x1F", #"{"a":31}"#), ("a: 0o17", #"{"a":15}"#),
            ("a: 1.50", #"{"a":1.50}"#), ("a: .5", #"{"a":0.5}"#), ("a: 5.", #"{"a":5}"#), ("a: 1e3", #"{"a":1e3}"#),
            ("a: -.5e-3", #"{"a":-0.5e-3}"#),
            ("a: 99999999999999999999", #"{"a":99999999999999999999}"#), ("a: 1_000", #"{"a":"1_000"}"#), ("a: 12:30", #"{"a":"12:30"}"#),
            ("a: 2024-11-12", #"{"a":"2024-11-12"}"#), ("a: 1.2.3", #"{"a":"1.2.3"}"#), ("a: 0b1", #"{"a":"0b1"}"#), ("a: oss:*", #"{"a":"oss:*"}"#),
            ("a: |\n  x\n  y\n", #"{"a":"x\ny\n"}"#), ("- 1\n- [a, {b: c}]", #"[1,["a",{"b":"c"}]]"#), ("1: 2", #"{"1":2}"#),
            ("{\"a\": [1, \"\\u00e4\", null]}", #"{"a":[1,"ä",null]}"#), ("a: &x [1]\nb: *x", #"{"a":[1],"b":[1]}"#),
            ("---\na: 1\n...\n", #"{"a":1}"#),
        ] as [(String, String)]) func values(yaml: String, expected: String) throws
    {
        #expect(try json(yaml) == expected)
    }

    @Test(
        "what is refused is refused with its line",
        arguments: [
            ("", nil), ("# nothing", nil), ("a: 1\na: 2", 1), ("x: 1\na: .inf", 2), ("a: .nan", 1), ("a: !!binary aGk=", 1), ("a: !x 1", 1),
            ("a: !!int x", 1), ("a: 0xFFFFFFFFFFFFFFFFFF", 1), ("a: [1\n", 2), ("a: *x", 1), ("? [a]\n: b", 1), ("a: 1\n--- \nb: 1", 2),
            ("a: 1\n\tb: 2", 2), ("a: !x [1]", 1), ("a: !!set {b: }", 1),
        ] as [(String, Int?)]) func refusals(yaml: String, line: Int?)
    {
        do {
            let value = try YAMLDocument(Array(yaml.utf8))
            Issue.record("read as \(value.value)")
        } catch { #expect(error.line == line, "\(error)") }
    }

    @Test("what only some versions of YAML take for the end of a line is refused as a character, and read as an escape")
    func doubtfulLineBreaks() throws {
        for character in ["\u{85}", "\u{2028}", "\u{2029}"] {
            for (yaml, line) in [
                ("a: 1\nb: \"x\(character)y\"", 2), ("a: x\(character)b: 2", 1), ("# a\(character)b: 2\nc: 3", 1), ("a\(character)b: 1", 1),
                ("a: |\n  x\(character)y", 2),
            ] {
                let error = #expect(throws: YAMLDocument.Failure.self) { _ = try YAMLDocument(Array(yaml.utf8)) }
                #expect(error?.line == line)
            }
        }
        #expect(try json(#"a: "x\u0085\u2028\u2029\N\L\Py""#) == "{\"a\":\"x\u{85}\u{2028}\u{2029}\u{85}\u{2028}\u{2029}y\"}")
        #expect(try json(#"a: "\x85""#) == "{\"a\":\"\u{85}\"}")
        let alike = "\u{C5}\u{2027}\u{202A}\u{A9}\u{3028}\u{2068}"
        #expect(try json("a: \(alike)") == "{\"a\":\"\(alike)\"}")
    }

    @Test("bytes that are not UTF-8 are refused") func notUTF8() {
        #expect(throws: YAMLDocument.Failure.self) { _ = try YAMLDocument([0x61, 0x3A, 0x20, 0xFF]) }
    }

    @Test("a small file cannot stand for a huge document, in values and in names", .timeLimit(.minutes(2))) func aliasBombs() {
        let values = (1...9).map { level in "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ","))]" }
        let names = (1...30).map { level in "a\(level): &a\(level) {? [*a\(level - 1), *a\(level - 1)] : 1}" }
        for lines in [values, names] {
            let bomb = (["a0: &a0 [x]"] + lines).joined(separator: "\n")
            #expect(throws: YAMLDocument.Failure.self) { _ = try YAMLDocument(Array(bomb.utf8)) }
        }
    }

    @Test("few aliases are followed, and in a file without anchors a star is a star") func aliases() throws {
        let few = "a: &x [1]\n" + (0..<32).map { "b\($0): *x" }.joined(separator: "\n")
        #expect(try YAMLDocument(Array(few.utf8)).value.object?.members.count == 33)
        let more = few + "\nc: *x"
        #expect(throws: YAMLDocument.Failure.self) { _ = try YAMLDocument(Array(more.utf8)) }
        let stars = (0..<100).map { "b\($0): acs:oss:*:*:bucket:*a" }.joined(separator: "\n")
        #expect(try YAMLDocument(Array(stars.utf8)).value.object?.members.count == 100)
    }

    @Test(
        "nesting has a limit, whichever way it is written",
        arguments: [
            String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000) + "a", String(repeating: "{a: ", count: 40) + "1",
            String(repeating: "? ", count: 100_000), (0..<2000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
        ]) func depth(yaml: String)
    {
        #expect(throws: YAMLDocument.Failure.self) { _ = try YAMLDocument(Array(yaml.utf8)) }
    }

    @Test("an error of the identities is found in the file, and repeats no secret") func lines() throws {
        let yaml = """
            version: 1
            users:
              - name: alice
                access_keys:
                  - { id: K, secret: CANARY }
                  - id: L
                    secret:
                      - CANARY
            """
        do {
            _ = try RAMFile(path: "ram.yaml").identities(Array(yaml.utf8))
            Issue.record("read")
        } catch let failure as CommandFailure {
            #expect(failure.message == "ram.yaml: line 8: users[0].access_keys[1].secret: it is no string")
            #expect(failure.status == .usage)
        }
        for text in ["a: 'CANARY", "CANARY: 1\nCANARY: 2", "- CANARY\nb: 1", "{\"CANARY\": CANARY"] {
            do {
                _ = try RAMFile(path: "ram.yaml").identities(Array(text.utf8))
                Issue.record("read")
            } catch let failure as CommandFailure { #expect(!failure.message.contains("CANARY")) }
        }
    }

    @Test("YAML and JSON say the same") func formats() throws {
        let yaml = """
            version: 1
            users:
              - name: alice
                policies: [uploader]
                access_keys: [{ id: K, secret: "0123", status: Inactive }]
            policies:
              - name: uploader
                document: { Version: "1", Statement: [ { Effect: Allow, Action: "oss:PutObject", Resource: "acs:oss:*:*:uploads/in/*" } ] }
            """
        let file = RAMFile(path: "ram.yaml")
        let identities = try file.identities(Array(yaml.utf8))
        #expect(identities.users[0].keys[0].secret.exposed == "0123")
        #expect(try file.identities(identities.json).json == identities.json)
        let wrong = yaml.replacing("Version: \"1\"", with: "Version: 1")
        do {
            _ = try file.identities(Array(wrong.utf8))
            Issue.record("read")
        } catch let failure as CommandFailure { #expect(failure.message.contains("line 8: policies[0].document: Invalid Policy")) }
    }
}
