import OSSWire
import Testing

@Suite("Versioning, tags and public access") struct SmallConfigurationTests {
    @Test("versioning reads and writes what was set", arguments: ["Enabled", "Suspended"]) func versioning(status: String) throws {
        let text = "<VersioningConfiguration><Status>\(status)</Status></VersioningConfiguration>"
        let configuration = try VersioningConfiguration(xml: Array(text.utf8))
        #expect(configuration.status?.rawValue == status)
        #expect(body(configuration.xml) == text)
    }

    @Test("versioning that was never set has no status") func neverSet() {
        #expect(body(VersioningConfiguration().xml) == "<VersioningConfiguration></VersioningConfiguration>")
    }

    @Test(
        "versioning without a status, or with another one",
        arguments: [
            ("", ErrorCode.invalidArgument), ("<Status/>", .invalidArgument), ("<Status>enabled</Status>", .malformedXML),
            ("<Status>Disabled</Status>", .malformedXML), ("<Status>Enabled</Status><Status>Enabled</Status>", .malformedXML),
            ("<MfaDelete>Enabled</MfaDelete><Status>Enabled</Status>", .malformedXML),
        ])
    func versioningRefusals(content: String, code: ErrorCode) {
        let error = refusal(
            { xml throws(OSSError) in try VersioningConfiguration(xml: xml) }, "<VersioningConfiguration>\(content)</VersioningConfiguration>")
        #expect(error?.code == code)
        if code == .invalidArgument { #expect(error?.message == "The Versioning element must be specified.") }
    }

    @Test("public access is blocked or not", arguments: [true, false]) func publicAccess(blocked: Bool) throws {
        let text = "<PublicAccessBlockConfiguration><BlockPublicAccess>\(blocked)</BlockPublicAccess></PublicAccessBlockConfiguration>"
        let configuration = try PublicAccessBlockConfiguration(xml: Array(text.utf8))
        #expect(configuration.blockPublicAccess == blocked)
        #expect(body(configuration.xml) == text)
    }

    @Test("oss2 writes booleans as Python does", arguments: [("True", true), ("False", false)])
    func publicAccessOfPython(word: String, blocked: Bool) throws {
        let text = "<PublicAccessBlockConfiguration><BlockPublicAccess>\(word)</BlockPublicAccess></PublicAccessBlockConfiguration>"
        #expect(try PublicAccessBlockConfiguration(xml: Array(text.utf8)).blockPublicAccess == blocked)
    }

    @Test("a bucket is open once the configuration is deleted") func publicAccessDefaults() {
        #expect(!PublicAccessBlockConfiguration.whenDeleted.blockPublicAccess)
    }

    @Test("public access needs a boolean", arguments: ["", "<BlockPublicAccess/>", "<BlockPublicAccess>yes</BlockPublicAccess>"])
    func publicAccessRefusals(content: String) {
        let error = refusal(
            { xml throws(OSSError) in try PublicAccessBlockConfiguration(xml: xml) },
            "<PublicAccessBlockConfiguration>\(content)</PublicAccessBlockConfiguration>")
        #expect(error?.code == .malformedXML)
    }

    static func tagging(_ tags: [(String, String)]) -> String {
        "<Tagging><TagSet>" + tags.map { "<Tag><Key>\($0.0)</Key><Value>\($0.1)</Value></Tag>" }.joined() + "</TagSet></Tagging>"
    }

    @Test("tags keep their order") func tags() throws {
        let text = Self.tagging([("b", "2"), ("a", ""), ("\u{212B}", "x"), ("Å", "中&amp;")])
        let configuration = try BucketTagging(xml: Array(text.utf8))
        #expect(configuration.tags.map(\.value) == ["2", "", "x", "中&"])
        #expect(body(configuration.xml) == text)
        #expect(body(BucketTagging().xml) == "<Tagging><TagSet></TagSet></Tagging>")
    }

    @Test("tags have limits", arguments: [0, 1, 20, 21]) func tagCount(count: Int) {
        let error = refusal({ xml throws(OSSError) in try BucketTagging(xml: xml) }, Self.tagging((0..<count).map { ("k\($0)", "v") }))
        #expect(error?.code.rawValue == (count > 20 ? "TooManyTags" : nil))
    }

    @Test(
        "a tag that may not be",
        arguments: [
            ("", "v", "InvalidTag"), (String(repeating: "k", count: 64), String(repeating: "v", count: 128), nil),
            (String(repeating: "k", count: 65), "v", "InvalidTag"), ("k", String(repeating: "v", count: 129), "InvalidTag"),
            ("Aliyun1", "v", "InvalidTag"), ("http://a", "v", "InvalidTag"), ("https://a", "v", "InvalidTag"), ("aliyun", "v", nil),
            ("a&#1;", "v", "InvalidTag"), ("a", "&#10;", "InvalidTag"), ("twice", "other", "RepeatedTags"),
        ])
    func tag(key: String, value: String, code: String?) {
        let error = refusal({ xml throws(OSSError) in try BucketTagging(xml: xml) }, Self.tagging([("twice", "1"), (key, value)]))
        #expect(error?.code.rawValue == code)
        #expect(error == nil || error?.status == 400)
    }

    @Test(
        "tags of another shape",
        arguments: [
            "<Tagging/>", "<Tagging><TagSet/><TagSet/></Tagging>", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>",
            "<Tagging><TagSet><Tag><Value>a</Value></Tag></TagSet></Tagging>", "<Tagging><Tag><Key>a</Key><Value>b</Value></Tag></Tagging>",
        ])
    func taggingShape(text: String) {
        #expect(refusal({ xml throws(OSSError) in try BucketTagging(xml: xml) }, text)?.code == .malformedXML)
    }
}
