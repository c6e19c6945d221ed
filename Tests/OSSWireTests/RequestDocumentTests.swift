import OSSSigning
import OSSWire
import Testing

/// The refusal that a closure ends in, whole: `OSSError` compares by its code only.
func refusal<Value>(_ body: () throws -> Value) -> OSSError? {
    do {
        _ = try body()
        return nil
    } catch { return error as? OSSError }
}

@Suite("The body of DeleteMultipleObjects") struct DeleteRequestTests {
    private func read(_ text: String) throws -> DeleteRequest { try DeleteRequest(xml: Array(text.utf8)) }

    @Test("keys with and without versions, as the SDKs write them") func document() throws {
        let request = try read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Delete><Quiet>true</Quiet><Object><Key> a&amp;b/%41+&#01;&#13; </Key></Object>
            <Object><Key>k</Key><VersionId>null</VersionId></Object><Unknown><Key/></Unknown></Delete>
            """)
        #expect(request.isQuiet)
        #expect(
            request.objects == [
                .init(key: try ObjectKey(" a&b/%41+\u{1}\r ")), .init(key: try ObjectKey("k"), versionID: .null),
            ])
    }

    @Test(
        "quiet is false unless it says true",
        arguments: [("", false), ("<Quiet/>", false), ("<Quiet> False </Quiet>", false), ("<Quiet>TRUE</Quiet>", true)])
    func quiet(element: String, expected: Bool) throws {
        #expect(try read("<Delete>\(element)<Object><Key>k</Key></Object></Delete>").isQuiet == expected)
    }

    @Test("composed and decomposed keys are two objects") func bytes() throws {
        let request = try read("<Delete><Object><Key>\u{E9}</Key></Object><Object><Key>e\u{301}</Key></Object></Delete>")
        #expect(request.objects.map(\.key.bytes.count) == [2, 3])
    }

    @Test("1000 objects pass, 1001 do not") func limit() throws {
        func document(_ count: Int) -> String { "<Delete>\((0..<count).map { "<Object><Key>\($0)</Key></Object>" }.joined())</Delete>" }
        #expect(try read(document(1000)).objects.count == 1000)
        #expect(refusal { try read(document(1001)) }?.code == .malformedXML)
    }

    @Test(
        "a document of another shape is MalformedXML",
        arguments: [
            "", "<Delete/>", "<Delete><Quiet>true</Quiet></Delete>", "<delete><Object><Key>k</Key></Object></delete>",
            "<DeleteResult><Object><Key>k</Key></Object></DeleteResult>", "<Delete><Object/></Delete>", "<Delete><Object><Key/></Object></Delete>",
            "<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>", "<Delete><Object><Key>a<b/></Key></Object></Delete>",
            "<Delete><Quiet>true</Quiet><Quiet>false</Quiet><Object><Key>k</Key></Object></Delete>",
            "<Delete><Quiet>yes</Quiet><Object><Key>k</Key></Object></Delete>",
            "<Delete><Object><Key>k</Key><VersionId/></Object></Delete>",
            "<Delete><Object><Key>k</Key><VersionId>a</VersionId><VersionId>b</VersionId></Object></Delete>",
            "<Delete><Object><Key>k</Key></Object></Delete><Delete/>",
            "<!DOCTYPE Delete [<!ENTITY x 'k'>]><Delete><Object><Key>&x;</Key></Object></Delete>",
            "<Delete><Object><Key>&x;</Key></Object></Delete>", "<Delete><Object><Key>k</Object></Delete>",
        ])
    func malformed(text: String) {
        let error = refusal { try read(text) }
        #expect(error?.status == 400 && error?.code == .malformedXML)
        #expect(error?.message == "The XML you provided was not well-formed or did not validate against our published schema.")
        #expect(error?.fields.map(\.name) == ["ErrorDetail"])
    }

    @Test("a body above 2 MB is refused") func size() {
        let text = "<Delete><Object><Key>k</Key></Object>" + String(repeating: " ", count: DeleteRequest.maximumBytes) + "</Delete>"
        #expect(refusal { try read(text) }?.code == .malformedXML)
    }

    @Test("keys that no object has are refused as in a path", arguments: ["/k", "\\k", String(repeating: "k", count: 1024)])
    func keys(key: String) { #expect(refusal { try read("<Delete><Object><Key>\(key)</Key></Object></Delete>") }?.code == .invalidObjectName) }
}

@Suite("The body of CompleteMultipartUpload") struct CompleteMultipartUploadBodyTests {
    private func read(_ text: String) throws -> CompleteMultipartUploadBody { try CompleteMultipartUploadBody(xml: Array(text.utf8)) }
    private func part(_ number: String, _ etag: String = "T") -> String { "<Part><PartNumber>\(number)</PartNumber><ETag>\(etag)</ETag></Part>" }
    private func document(_ numbers: [String]) -> String {
        "<CompleteMultipartUpload>\(numbers.map { part($0) }.joined())</CompleteMultipartUpload>"
    }

    @Test("entity tags come with and without quotation marks, in any case; gaps are fine") func document() throws {
        let tags = ["\"ab12\"", "&quot;AB12&quot;", "ab12", " \n\"Ab12\" "]
        let parts = zip([1, 3, 4, 10_000], tags).map { part(" \($0)\n", $1) }.joined()
        let request = try read("<CompleteMultipartUpload xmlns='x'>\(parts)<Other/></CompleteMultipartUpload>")
        #expect(request.parts.map(\.number) == [1, 3, 4, 10_000])
        #expect(request.parts.allSatisfy { $0.etag.rawValue == "AB12" })
    }

    @Test("10,000 parts pass, 10,001 do not") func limit() throws {
        #expect(try read(document((1...10_000).map(String.init))).parts.count == 10_000)
        let error = refusal { try read(document((1...10_001).map(String.init))) }
        #expect(error?.code == .malformedXML && error?.ec == "0042-00000205")
    }

    @Test(
        "numbers out of range are a bad argument, however large",
        arguments: ["0", "10001", "-1", "00", "01", "9223372036854775808", "-9223372036854775809", "99999999999999999999999999"])
    func range(number: String) {
        let error = refusal { try read(document([number])) }
        #expect(error?.status == 400 && error?.code == .invalidArgument)
        #expect(error?.message == "Part number must be an integer between 1 and 10000, inclusive.")
        #expect(error?.fields == [.init("ArgumentName", "partNumber"), .init("ArgumentValue", number)])
    }

    @Test("numbers must ascend", arguments: [["2", "1"], ["1", "1"], ["1", "3", "2"]])
    func order(numbers: [String]) {
        let error = refusal { try read(document(numbers)) }
        #expect(error?.status == 400 && error?.code == .invalidPartOrder)
        #expect(error?.message == "The list of parts was not in ascending order.")
    }

    @Test(
        "a document of another shape is MalformedXML with its EC",
        arguments: [
            "", "<CompleteMultipartUpload/>", "<CompleteMultipartUpload></CompleteMultipartUpload>", "<CompleteMultipartUploadResult/>",
            "<CompleteMultipartUpload><Part/></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><ETag>T</ETag></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><PartNumber>1</PartNumber><ETag>T</ETag></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>T</ETag><ETag>T</ETag></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber>one</PartNumber><ETag>T</ETag></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber></PartNumber><ETag>T</ETag></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber>1.5</PartNumber><ETag>T</ETag></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber>\u{661}</PartNumber><ETag>T</ETag></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>T</ETag></Part>",
        ])
    func malformed(text: String) {
        let error = refusal { try read(text) }
        #expect(error?.status == 400 && error?.code == .malformedXML && error?.ec == "0042-00000205")
    }
}

@Suite("The body of RestoreObject") struct RestoreRequestTests {
    private func read(_ text: String) throws -> RestoreRequest { try RestoreRequest(xml: Array(text.utf8)) }

    @Test("days and tier have defaults") func document() throws {
        #expect(try read("") == RestoreRequest(days: 1, tier: nil))
        #expect(try read("<RestoreRequest/>") == RestoreRequest(days: 1, tier: nil))
        #expect(try read("<RestoreRequest><Days> 7 </Days></RestoreRequest>") == RestoreRequest(days: 7))
        #expect(
            try read("<RestoreRequest><Days>2</Days><JobParameters><Tier>Expedited</Tier></JobParameters></RestoreRequest>")
                == RestoreRequest(days: 2, tier: .expedited))
        #expect(try read("<RestoreRequest><Days>365</Days><JobParameters/></RestoreRequest>") == RestoreRequest(days: 365))
    }

    @Test("days have bounds", arguments: ["0", "366", "999999999999999999"])
    func days(text: String) { #expect(refusal { try read("<RestoreRequest><Days>\(text)</Days></RestoreRequest>") }?.code == .invalidArgument) }

    @Test("an unknown tier is an invalid argument") func unknownTier() {
        let error = refusal { try read("<RestoreRequest><JobParameters><Tier>Fast</Tier></JobParameters></RestoreRequest>") }
        #expect(error?.code == .invalidArgument && error?.fields.last?.value == "Fast")
    }

    @Test(
        "a document of another shape is MalformedXML",
        arguments: [
            "<Restore/>", "<RestoreRequest><Days/></RestoreRequest>", "<RestoreRequest><Days>-1</Days></RestoreRequest>",
            "<RestoreRequest><Days>9223372036854775808</Days></RestoreRequest>", "<RestoreRequest><Days>1</Days><Days>2</Days></RestoreRequest>",
            "text",
        ])
    func malformed(text: String) { #expect(refusal { try read(text) }?.code == .malformedXML) }
}
