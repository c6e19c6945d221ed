import OSSSigning
import OSSWire
import Testing

@Suite("Object tags") struct ObjectTagsTests {
    private func tags(_ header: String) throws -> [ResourceTag] { try ObjectTags(header: header).tags }

    @Test(
        "the header is escaped as a form",
        arguments: [
            ("", []), ("a=1", [("a", "1")]), ("a=1&b=2", [("a", "1"), ("b", "2")]), ("a", [("a", "")]), ("a=", [("a", "")]),
            ("a=b=c", [("a", "b=c")]), ("a%20b=c+d", [("a b", "c d")]), ("a=%2B%3D", [("a", "+=")]), ("A=1&a=2", [("A", "1"), ("a", "2")]),
            ("a1 +-=._:/=", [("a1  -", "._:/=")]),
            ("%E4%B8%AD=%C3%A9%2B%2B", [("中", "é++")]), ("a=e%CC%81", [("a", "e\u{301}")]),
        ] as [(String, [(String, String)])])
    func header(text: String, expected: [(String, String)]) throws {
        #expect(try tags(text) == expected.map { .init(key: $0.0, value: $0.1) })
    }

    @Test("lengths are bounds, not more") func lengths() throws {
        let (key, value) = (String(repeating: "k", count: 128), String(repeating: "v", count: 256))
        #expect(try tags("\(key)=\(value)") == [.init(key: key, value: value)])
        #expect(refusal { try tags("\(key)k=\(value)") }?.code.rawValue == "InvalidTag")
        #expect(refusal { try tags("\(key)=\(value)v") }?.code.rawValue == "InvalidTag")
        let ten = (1...10).map { "k\($0)=v" }.joined(separator: "&")
        #expect(try tags(ten).count == 10)
        #expect(refusal { try tags(ten + "&k11=v") }?.code.rawValue == "TooManyTags")
    }

    @Test(
        "bad tags are named",
        arguments: [
            ("=v", "InvalidTag"), ("a*=1", "InvalidTag"), ("a=%25", "InvalidTag"),
            ("%25%26=a", "InvalidTag"), ("a=%E2%82%AC", "InvalidTag"), ("a=%FF", "InvalidTag"), ("a=%C2%A0", "InvalidTag"), ("a=%0A", "InvalidTag"),
            ("a=%zz", "InvalidTag"),
            ("a=1&a=2", "RepeatedTags"), ("a=1&%61=1", "RepeatedTags"),
        ])
    func invalid(text: String, code: String) {
        let error = refusal { try tags(text) }
        #expect(error?.status == 400 && error?.code.rawValue == code)
        if code == "RepeatedTags" { #expect(error?.message == "Tag keys must be unique.") }
    }

    @Test("the document is OSS's, and is read back") func document() throws {
        let xml = try ObjectTags([.init(key: "a", value: "1 +"), .init(key: "b", value: "")]).xml
        #expect(
            String(decoding: xml, as: UTF8.self) == ResultDocumentTests.prologue
                + "<Tagging><TagSet><Tag><Key>a</Key><Value>1 +</Value></Tag><Tag><Key>b</Key><Value></Value></Tag></TagSet></Tagging>")
        #expect(try ObjectTags(xml: xml).tags == [.init(key: "a", value: "1 +"), .init(key: "b", value: "")])
        let empty = try ObjectTags().xml
        #expect(String(decoding: empty, as: UTF8.self) == ResultDocumentTests.prologue + "<Tagging><TagSet></TagSet></Tagging>")
        #expect(try ObjectTags(xml: empty).tags.isEmpty)
    }

    static func listing(_ count: Int) -> String {
        "<Tagging><TagSet>\((0..<count).map { "<Tag><Key>\($0)</Key><Value/></Tag>" }.joined())</TagSet></Tagging>"
    }

    @Test(
        "bad documents have their code",
        arguments: [
            ("", "MalformedXML"), ("<Tagging/>", "MalformedXML"), ("<TagSet/>", "MalformedXML"),
            ("<Tagging><TagSet/><TagSet/></Tagging>", "MalformedXML"),
            ("<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>", "MalformedXML"),
            ("<Tagging><TagSet><Tag><Value>a</Value></Tag></TagSet></Tagging>", "MalformedXML"),
            ("<Tagging><TagSet><Tag><Key>a</Key><Key>b</Key><Value/></Tag></TagSet></Tagging>", "MalformedXML"),
            ("<Tagging><TagSet><Tag><Key/><Value/></Tag></TagSet></Tagging>", "InvalidTag"),
            ("<Tagging><TagSet><Tag><Key>a</Key><Value>&lt;</Value></Tag></TagSet></Tagging>", "InvalidTag"),
            ("<Tagging><TagSet><Tag><Key>a</Key><Value/></Tag><Tag><Key>a</Key><Value/></Tag></TagSet></Tagging>", "RepeatedTags"),
            (listing(11), "TooManyTags"),
        ])
    func badDocuments(text: String, code: String) { #expect(refusal { try ObjectTags(xml: Array(text.utf8)) }?.code.rawValue == code) }
}

@Suite("The source of a copy") struct CopySourceTests {
    private func read(_ text: String) throws -> CopySource { try CopySource(header: Array(text.utf8)) }

    @Test(
        "bucket, key and version",
        arguments: [
            ("/src/key", "key", nil), ("src/key", "key", nil), ("/src/a/b", "a/b", nil), ("/src/a%2Fb%3Fc", "a/b?c", nil),
            ("/src/%E4%B8%AD", "中", nil), ("/src/中", "中", nil), ("/src/a//../b", "a//../b", nil), ("/src/a+b%2Bc", "a b+c", nil),
            ("/src/a%2525", "a%25", nil), ("/src/k?versionId=CAEQ%2D1", "k", "CAEQ-1"), ("src/k?versionId=null", "k", "null"),
            ("%2Fsrc%2Fk", "k", nil),
        ] as [(String, String, String?)])
    func valid(text: String, key: String, version: String?) throws {
        let source = try read(text)
        #expect(source.bucket.rawValue == "src")
        #expect(source.key.bytes == Array(key.utf8))
        #expect(source.versionID?.rawValue == version)
    }

    @Test(
        "what is not a source is refused",
        arguments: [
            ("", "InvalidArgument"), ("/", "InvalidArgument"), ("/src", "InvalidArgument"), ("/src/", "InvalidArgument"),
            ("//key", "InvalidArgument"),
            ("/src/%", "InvalidArgument"), ("/src/%zz", "InvalidArgument"), ("/src/k?", "InvalidArgument"), ("/src/k?versionId=", "InvalidArgument"),
            ("/src/k?versionid=1", "InvalidArgument"), ("/src/k?versionId=a&b=c", "InvalidArgument"), ("/src/k?versionId=%0A", "InvalidArgument"),
            ("/SRC/key", "InvalidBucketName"), ("/s/key", "InvalidBucketName"), ("/src//key", "InvalidObjectName"),
            ("/src/%5Ckey", "InvalidObjectName"),
            ("/src/%00", "InvalidObjectName"), ("/src/%FF", "InvalidObjectName"), ("/src/%C0%AF", "InvalidObjectName"),
            ("/src/" + String(repeating: "k", count: 1024), "InvalidObjectName"),
        ])
    func invalid(text: String, code: String) {
        let error = refusal { try read(text) }
        #expect(error?.status == 400 && error?.code.rawValue == code)
        if error?.code == .invalidArgument { #expect(error?.fields == [.init("ArgumentName", "x-oss-copy-source"), .init("ArgumentValue", text)]) }
    }

    @Test(
        "a stretch of the source",
        arguments: [("bytes=0-0", 0, 1), ("bytes=5-9", 5, 10), ("bytes=007-09", 7, 10), ("bytes=4-", 4, 10)] as [(String, Int64, Int64)])
    func range(text: String, lower: Int64, upper: Int64) throws { #expect(try CopyRange(text).resolve(size: 10) == lower..<upper) }

    @Test(
        "other forms of a range are refused",
        arguments: [
            "", "bytes", "bytes=", "bytes=-", "bytes=-1", "bytes=2-1", "bytes=1-2-3", "bytes=1-2,4-5", "1-2", "Bytes=1-2", "bytes=+1-2",
            "bytes=a-b", "bytes= 1-2", "bytes=\u{661}-\u{662}", "bytes=99999999999999999999-1",
        ])
    func badRange(text: String) {
        let error = refusal { try CopyRange(text) }
        #expect(error?.status == 400 && error?.code == .invalidArgument && error?.fields.first?.value == "x-oss-copy-source-range")
    }

    @Test(
        "a range behind the object is InvalidRange, whatever its size",
        arguments: ["bytes=0-10", "bytes=10-10", "bytes=0-9223372036854775807", "bytes=0-99999999999999999999999", "bytes=10-"])
    func beyond(text: String) throws {
        let range = try CopyRange(text)
        #expect(refusal { try range.resolve(size: 10) }?.code == .invalidRange)
        #expect(refusal { try range.resolve(size: 0) }?.code == .invalidRange)
    }

    @Test(
        "directives in any case",
        arguments: [(nil, false), ("COPY", false), ("Copy", false), ("REPLACE", true), ("replace", true)] as [(String?, Bool)])
    func directives(text: String?, replaces: Bool) throws {
        #expect((try CopyDirective(metadata: text) == .replace) == replaces)
        #expect((try CopyDirective(tagging: text) == .replace) == replaces)
    }

    @Test("other directives are refused", arguments: ["", "MOVE", " copy"]) func badDirectives(text: String) {
        #expect(
            refusal { try CopyDirective(metadata: text) }?.fields == [
                .init("ArgumentName", "x-oss-metadata-directive"), .init("ArgumentValue", text),
            ])
        #expect(
            refusal { try CopyDirective(tagging: text) }?.fields == [.init("ArgumentName", "x-oss-tagging-directive"), .init("ArgumentValue", text)])
    }
}

@Suite("Values of headers and parameters") struct RequestValueTests {
    @Test("access control lists, and no others") func accessControl() throws {
        #expect(try ["default", "private", "public-read", "public-read-write"].map { try ObjectACL($0) } == ObjectACL.allCases)
        #expect(try ["private", "public-read", "public-read-write"].map { try BucketACL($0) } == BucketACL.allCases)
        for text in ["", "Private", "public", "public-read "] {
            let error = refusal { try ObjectACL(text) }
            #expect(error?.status == 400 && error?.code == .invalidArgument && error?.message == "no such bucket access control exists")
            #expect(error?.fields == [.init("ArgumentName", "x-oss-object-acl"), .init("ArgumentValue", text)])
        }
        #expect(refusal { try BucketACL("default") }?.fields == [.init("ArgumentName", "x-oss-acl"), .init("ArgumentValue", "default")])
    }

    @Test("storage classes, and no others") func storageClasses() throws {
        let names = ["Standard", "IA", "Archive", "ColdArchive", "DeepColdArchive"]
        #expect(try names.map { try StorageClass($0) } == StorageClass.allCases)
        #expect(StorageClass.allCases.map(\.isArchived) == [false, false, true, true, true])
        for text in ["", "standard", "Glacier"] {
            #expect(refusal { try StorageClass(text) }?.fields == [.init("ArgumentName", "x-oss-storage-class"), .init("ArgumentValue", text)])
        }
    }

    @Test("part numbers are 1 to 10,000", arguments: [("1", 1), ("10000", 10_000)]) func partNumbers(text: String, number: Int) throws {
        #expect(try PartNumber(text).rawValue == number)
    }

    @Test("other part numbers are refused", arguments: ["", "0", "10001", "-1", "+1", "1 ", "01", "1.0", "0x1", "99999999999999999999", "\u{661}"])
    func badPartNumbers(text: String) {
        let error = refusal { try PartNumber(text) }
        #expect(error?.message == "Part number must be an integer between 1 and 10000, inclusive." && error?.code == .invalidArgument)
        #expect(error?.fields == [.init("ArgumentName", "partNumber"), .init("ArgumentValue", text)])
    }

    @Test("upload ids are 32 upper-case digits") func uploadIDs() {
        let text = "0004B9894A22E5B1888A1E29F8236E2D"
        #expect(UploadID(text)?.rawValue == text)
        #expect(
            UploadID(time: 0x0004_B989_4A22_E5B1, random: 0x888A_1E29_F823_6E2D).rawValue == text)
        for bad in ["", text.lowercased(), String(text.dropLast()), text + "0", "G" + text.dropFirst(), "../" + text.dropFirst(3)] {
            #expect(UploadID(bad) == nil, "\(bad)")
        }
    }

    @Test("positions are numbers") func positions() throws {
        #expect(try AppendPosition("0").rawValue == 0)
        #expect(try AppendPosition("5368709120").rawValue == 5_368_709_120)
        #expect(try AppendPosition("4611686018427387904").rawValue == 4_611_686_018_427_387_904)
        let error = refusal { try AppendPosition(nil) }
        #expect(error?.status == 400 && error?.code.rawValue == "MissingArgument" && error?.ec == "0016-00000502")
        for bad in ["", "-1", "a", "1.5", "9223372036854775808", " 1"] {
            #expect(refusal { try AppendPosition(bad) }?.fields == [.init("ArgumentName", "position"), .init("ArgumentValue", bad)])
        }
    }

    @Test("version ids are open text") func versions() {
        #expect(VersionID("null") == .null)
        #expect(VersionID("CAEQNhiBgMDJgZCA0BYiIDc4MGZjZGI2OTBjOTRmNTE5NmU5NmFhZjhjYmY0****")?.rawValue.count == 64)
        for bad in ["", "a b", "a\r\nb", "é", String(repeating: "v", count: 257)] { #expect(VersionID(bad) == nil) }
    }
}
