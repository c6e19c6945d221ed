import OSSWire
import Testing

@Suite("Received JSON")
struct JSONReaderTests {
    static func read(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONReadError) -> JSONValue {
        try JSONReader.read(Array(text.utf8), limits: limits)
    }

    @Test("every kind of value, nested and with blanks around") func document() throws {
        let object = try #require(
            try Self.read(" {\"a\" : [1, -0, true, false, null],\t\"b\":{\"c\":\"d\"},\r\n\"e\":1.5e+3, \"\":\"\"} ").object)
        #expect(object.members.map(\.name) == ["a", "b", "e", ""])
        let array = try #require(object["a"]?.array)
        #expect(array.map(\.integer) == [1, 0, nil, nil, nil])
        #expect(array.map(\.boolean) == [nil, nil, true, false, nil])
        #expect(array[4].isNull)
        #expect(object["b"]?.object?["c"]?.string == "d")
        if case .decimal(let text)? = object["e"] { #expect(text == "1.5e+3") } else { Issue.record("no decimal") }
        #expect(object["missing"]?.isNull == nil)
    }

    @Test("escapes are decoded once, pairs of surrogates are joined") func escapes() throws {
        #expect(try Self.read(#""\"\\\/\b\f\n\r\t\u0041\u4e2d\uD83D\uDE00\u0000""#).string == "\"\\/\u{8}\u{C}\n\r\tA中😀\0")
        #expect(try Self.read(#""\\u0041""#).string == "\\u0041")
    }

    @Test("integers are 64 bits wide; what is larger keeps its digits")
    func integers() throws {
        #expect(try Self.read("9223372036854775807").integer == .max)
        #expect(try Self.read("-9223372036854775808").integer == .min)
        for text in ["9223372036854775808", "-9223372036854775809", "1e400", String(repeating: "9", count: 5000)] {
            guard case .decimal(let digits) = try Self.read(text) else {
                Issue.record("\(text) is not kept")
                continue
            }
            #expect(digits == text)
        }
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "{", "}", "[", "]", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}",
            "{\"a\",1}", "{1:2}", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\uD800\"", "\"\\uD800\\n\"", "\"\\uD800\\u0041\"",
            "\"\\uDC00\"", "\"a\nb\"", "\"a\tb\"", "\"\u{1}\"", "tru", "True", "nul", "nullx", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".1",
            "1e", "1e+", "0x10", "1 2", "{}x", "[]]", "// c\n1", "/* c */1", "\u{FEFF}{}", "1\u{A0}", "{\"a\":1}\0",
        ])
    func malformed(text: String) {
        do {
            _ = try Self.read(text)
            Issue.record("\(text.debugDescription) was read")
        } catch {
            if [.tooDeep, .tooLarge, .tooManyValues, .duplicateName].contains(error) { Issue.record("\(error)") }
        }
        #expect(!JSONReader.isJSON(Array(text.utf8)))
    }

    @Test("bytes that are not UTF-8 are refused", arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]])
    func encoding(bytes: [UInt8]) {
        #expect(throws: JSONReadError.notUTF8) { try JSONReader.read(bytes) }
    }

    @Test("names are compared by bytes: repeated ones are refused, twins in other normal forms are not") func names() throws {
        #expect(throws: JSONReadError.duplicateName) { try Self.read("{\"a\":1,\"b\":2,\"a\":3}") }
        #expect(throws: JSONReadError.duplicateName) { try Self.read(#"{"a":1,"\u0061":3}"#) }
        let twins = try #require(try Self.read("{\"\u{E9}\":1,\"e\u{301}\":2}").object)
        #expect(twins["\u{E9}"]?.integer == 1)
        #expect(twins["e\u{301}"]?.integer == 2)
        #expect(JSONReader.isJSON(Array("{\"a\":1,\"a\":2}".utf8)))
    }

    @Test("bytes, depth and values have bounds") func limits() throws {
        #expect(throws: JSONReadError.tooDeep) { try Self.read(String(repeating: "[", count: 60_000)) }
        #expect(throws: JSONReadError.tooDeep) { try Self.read(String(repeating: "{\"a\":", count: 10_000)) }
        #expect(!JSONReader.isJSON(Array(String(repeating: "[", count: 1_000_000).utf8)))
        var limits = JSONLimits()
        limits.depth = 3
        _ = try Self.read("[[[1]]]", limits: limits)
        #expect(throws: JSONReadError.tooDeep) { try Self.read("[[[[1]]]]", limits: limits) }
        limits.values = 4
        _ = try Self.read("[1,2,3]", limits: limits)
        #expect(throws: JSONReadError.tooManyValues) { try Self.read("[1,2,3,4]", limits: limits) }
        limits.bytes = 7
        _ = try Self.read("[1,2,3]", limits: limits)
        #expect(throws: JSONReadError.tooLarge) { try Self.read("[1,2,3] ", limits: limits) }
    }

    @Test("a quoted text reads as itself", arguments: ["", "a", "\"\\/\n\r\t\u{0}\u{1F}\u{7F}", "中😀e\u{301}", "\u{2028}"])
    func quoting(text: String) throws {
        let quoted = JSONQuoting.quote(text)
        #expect(quoted.utf8.allSatisfy { $0 >= 0x20 })
        let read = try #require(try Self.read(quoted).string)
        #expect(read.utf8.elementsEqual(text.utf8))
    }
}
