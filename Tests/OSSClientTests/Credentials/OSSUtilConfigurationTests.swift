import Testing

@testable import OSSClient

@Suite("ossutil's configuration file")
struct OSSUtilConfigurationTests {
    private func read(_ text: String) throws -> OSSUtilConfiguration { try OSSUtilConfiguration(Array(text.utf8), path: "conf") }

    private func values(_ text: String, profile: String? = nil, bucket: String? = nil) throws -> [ClientSetting: String]? {
        try read(text).layer(profile: profile, bucket: bucket)?.values.mapValues(\.text)
    }

    private static let version2 = """
        \u{FEFF}# my keys
        [default]
        accessKeyID = LTAI1
        access-key-secret=s1 ; comment
        REGION = cn-hangzhou\r
        endpoint="https://oss.example.com"

        [profile dev]
        Access_Key_ID = LTAI2
        AccessKeySecret = s#2
        ststoken = t2
        mode=StsToken
        output-format = json
        buckets = group

        [buckets group]
        photos =
          endpoint = photos.example.com
          addressing-style = cname
        videos =
          region = cn-beijing

        [buckets other]
        photos =
          endpoint = elsewhere.example.com

        [buckets plain]
        endpoint = plain.example.com
        """

    @Test("version 2: names have no case and no hyphens, comments and quotes go, a profile stands for itself")
    func profiles() throws {
        #expect(
            try values(Self.version2) == [
                .accessKeyID: "LTAI1", .accessKeySecret: "s1", .region: "cn-hangzhou", .endpoint: "https://oss.example.com",
            ])
        #expect(try values(Self.version2, profile: "default") == values(Self.version2))
        #expect(
            try values(Self.version2, profile: "dev") == [
                .accessKeyID: "LTAI2", .accessKeySecret: "s#2", .stsToken: "t2", .mode: "StsToken", .buckets: "group",
            ])
        #expect(try values(Self.version2, profile: "Dev") == nil)
        #expect(try read(Self.version2).warnings == [])
        #expect(try read(Self.version2).profileNames == ["default", "dev"])
    }

    @Test("version 2: a bucket's own settings come before the profile's, of the group that the profile names")
    func buckets() throws {
        let photos = try values(Self.version2, profile: "dev", bucket: "photos")
        #expect(photos?[.endpoint] == "photos.example.com")
        #expect(photos?[.addressingStyle] == "cname")
        #expect(try values(Self.version2, profile: "dev", bucket: "videos")?[.region] == "cn-beijing")
        #expect(try values(Self.version2, bucket: "plain")?[.endpoint] == "plain.example.com")
        #expect(try values(Self.version2, bucket: "unnamed")?[.endpoint] == "https://oss.example.com")
    }

    @Test("version 1: credentials, endpoints and custom domains of buckets")
    func version1() throws {
        let text = """
            [Credentials]
            language=EN
            endpoint=oss-cn-hangzhou.aliyuncs.com
            accessKeyID=LTAI1
            accessKeySecret=s1
            stsToken=t1
            ramRoleArn=acs:ram::1:role/r
            outputDir=out
            [Bucket-Endpoint]
            one=oss-cn-beijing.aliyuncs.com
            two=oss-cn-beijing.aliyuncs.com
            [Bucket-Cname]
            two=two.example.com
            [AkService]
            ecsAk=http://100.100.100.200/latest/meta-data/Ram/security-credentials/uploader
            [Default]
            loglevel=debug
            userAgent=x
            """
        #expect(
            try values(text) == [
                .endpoint: "oss-cn-hangzhou.aliyuncs.com", .accessKeyID: "LTAI1", .accessKeySecret: "s1", .stsToken: "t1",
                .roleARN: "acs:ram::1:role/r", .ecsAk: "http://100.100.100.200/latest/meta-data/Ram/security-credentials/uploader",
                .logLevel: "debug",
            ])
        #expect(try values(text, bucket: "one")?[.endpoint] == "oss-cn-beijing.aliyuncs.com")
        #expect(try values(text, bucket: "one")?[.addressingStyle] == nil)
        #expect(try values(text, bucket: "two")?[.endpoint] == "two.example.com")
        #expect(try values(text, bucket: "two")?[.addressingStyle] == "cname")
        #expect(try values(text, bucket: "two")?[.region] == "cn-hangzhou", "the domain does not tell the region, the general endpoint does")
        #expect(try read(text).warnings == [])
    }

    @Test("unknown keys and sections are told of with their line and without their value")
    func warnings() throws {
        let configuration = try read("[default]\nregion=cn-hangzhou\naccesKeySecret=SeCrEt\n[prod]\na=SeCrEt\n")
        #expect(configuration.warnings == ["conf:3: the key accesKeySecret is unknown", "conf:4: the section [prod] is unknown and not read"])
    }

    @Test("a value knows its line") func origins() throws {
        #expect(try read("\n\n[default]\n\nregion=cn-x\n").layer(profile: nil, bucket: nil)?.values[.region]?.origin == "conf:5")
    }

    @Test(
        "bad syntax is told of with its line and without its text",
        arguments: [
            ("[default]\nSeCrEt\n", "conf:2: this is neither [section] nor key = value"),
            ("[default\na=b", "conf:1: the section's name has no ] at its end"),
            ("[]\n", "conf:1: the section has no name"), ("a=SeCrEt\n", "conf:1: this stands before the first [section]"),
            ("[a]\n = SeCrEt\n", "conf:2: there is no key before the equals sign"), ("[a]\nb=\u{0}\n", "conf is not a text in UTF-8"),
        ])
    func syntax(text: String, message: String) {
        #expect { try read(text) } throws: { ($0 as? ClientError)?.code == .invalidConfiguration && "\($0)" == message }
    }

    @Test("what is no text, too long, or a folder is refused")
    func limits() throws {
        #expect(throws: ClientError(.invalidConfiguration, "")) { try OSSUtilConfiguration([0x5B, 0xFF, 0x5D], path: "conf") }
        #expect(throws: ClientError(.invalidConfiguration, "")) { try read(String(repeating: "\n", count: 20_001)) }
        let folder = try TemporaryFolder()
        let long = try folder.file("long", [UInt8](repeating: 0x23, count: SmallFile.maximumBytes + 1))
        #expect(throws: ClientError(.fileNotReadable, "")) { try OSSUtilConfiguration.read(long) }
        #expect(throws: ClientError(.fileNotReadable, "")) { try OSSUtilConfiguration.read(folder.path) }
        let none = try OSSUtilConfiguration.read("\(folder.path)/none")
        #expect(none.map(\.warnings) == nil)
    }

    @Test("a file that others may read is told of", arguments: [(0o600, 0), (0o400, 0), (0o644, 1), (0o640, 1), (0o602, 1)])
    func permissions(permissions: Int, count: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("conf", Array("[default]\n".utf8))
        try FileManagerBox.setPermissions(permissions, path)
        #expect(try OSSUtilConfiguration.read(path)?.warnings.count == count)
    }

    @Test("no bytes make it trap")
    func noiseIsRead() {
        for seed in 1...300 as ClosedRange<UInt64> {
            let alphabet = Array("[]=#; \t\r\nab\"'".utf8)
            let bytes = noise(200, seed: seed).map { alphabet[Int($0) % alphabet.count] }
            _ = try? OSSUtilConfiguration(bytes, path: "conf").layer(profile: "a", bucket: "b")
        }
    }
}
