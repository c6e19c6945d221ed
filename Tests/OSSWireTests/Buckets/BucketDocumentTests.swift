import OSSSigning
import OSSWire
import Testing

@Suite("Bucket documents") struct BucketDocumentTests {
    static let moment = SigningTime(secondsSinceEpoch: 1_731_400_358)!

    private func info(versioning: VersioningStatus?, blocked: Bool) throws -> BucketInfo {
        BucketInfo(
            name: try BucketName("examplebucket"), region: try Region("cn-hangzhou"), creation: Self.moment,
            extranetEndpoint: "http://127.0.0.1:8080", intranetEndpoint: "oss-cn-hangzhou-internal.aliyuncs.com",
            owner: Owner(id: "27183473914", displayName: "owner"), grant: .private, versioning: versioning, blockPublicAccess: blocked)
    }

    @Test("GetBucketInfo has every element, in order") func bucketInfo() throws {
        #expect(
            body(try info(versioning: .enabled, blocked: true).xml) == "<BucketInfo><Bucket><Name>examplebucket</Name>"
                + "<Location>oss-cn-hangzhou</Location><CreationDate>2024-11-12T08:32:38.000Z</CreationDate>"
                + "<ExtranetEndpoint>http://127.0.0.1:8080</ExtranetEndpoint>"
                + "<IntranetEndpoint>oss-cn-hangzhou-internal.aliyuncs.com</IntranetEndpoint><StorageClass>Standard</StorageClass>"
                + "<DataRedundancyType>LRS</DataRedundancyType><Owner><ID>27183473914</ID><DisplayName>owner</DisplayName></Owner>"
                + "<AccessControlList><Grant>private</Grant></AccessControlList><Versioning>Enabled</Versioning>"
                + "<AccessMonitor>Disabled</AccessMonitor><TransferAcceleration>Disabled</TransferAcceleration>"
                + "<CrossRegionReplication>Disabled</CrossRegionReplication><BlockPublicAccess>true</BlockPublicAccess><Comment></Comment>"
                + "<ResourceGroupId>rg-default</ResourceGroupId><ServerSideEncryptionRule><SSEAlgorithm>None</SSEAlgorithm></ServerSideEncryptionRule>"
                + "<BucketPolicy><LogBucket></LogBucket><LogPrefix></LogPrefix></BucketPolicy></Bucket></BucketInfo>")
        let other = body(try info(versioning: nil, blocked: false).xml)
        #expect(!other.contains("Versioning"))
        #expect(other.contains("<BlockPublicAccess>false</BlockPublicAccess>"))
    }

    @Test("a new bucket's stat has a moment and twenty counters, all 0") func emptyStat() throws {
        let document = try #require(XMLReader.read(BucketStat().xml))
        let names = [
            "Storage", "ObjectCount", "MultipartUploadCount", "MultipartPartCount", "LiveChannelCount", "LastModifiedTime", "StandardStorage",
            "StandardObjectCount", "InfrequentAccessStorage", "InfrequentAccessRealStorage", "InfrequentAccessObjectCount", "ArchiveStorage",
            "ArchiveRealStorage", "ArchiveObjectCount", "ColdArchiveStorage", "ColdArchiveRealStorage", "ColdArchiveObjectCount",
            "DeepColdArchiveStorage", "DeepColdArchiveRealStorage", "DeepColdArchiveObjectCount", "DeleteMarkerCount",
        ]
        #expect(document.names == ["BucketStat"] + names)
        #expect(document.elements.dropFirst().allSatisfy { $0.text == "0" })
    }

    @Test("a stat adds the classes up, and does not overflow") func stat() throws {
        var stat = BucketStat()
        stat.multipartUploadCount = 3
        stat.multipartPartCount = 40
        stat.deleteMarkerCount = 5
        stat.moment = Self.moment
        stat.standard = BucketStat.Usage(storage: 10, realStorage: 10, objectCount: 2)
        stat.infrequentAccess = BucketStat.Usage(storage: 65_536, realStorage: 1, objectCount: 1)
        let document = try #require(XMLReader.read(stat.xml))
        for (name, value) in [
            ("Storage", "65546"), ("ObjectCount", "3"), ("MultipartUploadCount", "3"), ("MultipartPartCount", "40"), ("DeleteMarkerCount", "5"),
            ("LastModifiedTime", "1731400358"), ("StandardStorage", "10"), ("StandardObjectCount", "2"), ("InfrequentAccessStorage", "65536"),
            ("InfrequentAccessRealStorage", "1"), ("InfrequentAccessObjectCount", "1"),
        ] { #expect(document["BucketStat/" + name] == value, "\(name)") }
        stat.archive.storage = .max
        #expect(try #require(XMLReader.read(stat.xml))["BucketStat/Storage"] == String(Int64.max))
    }

    @Test("small answers") func small() throws {
        #expect(body(LocationConstraint(region: try Region("cn-hangzhou")).xml) == "<LocationConstraint>oss-cn-hangzhou</LocationConstraint>")
        #expect(
            body(ListLiveChannelResult(prefix: "a&", marker: "m", maxKeys: 5).xml)
                == "<ListLiveChannelResult><Prefix>a&amp;</Prefix><Marker>m</Marker><MaxKeys>5</MaxKeys><IsTruncated>false</IsTruncated>"
                + "</ListLiveChannelResult>")
    }

    @Test("regions: all of them, or the one asked for") func regions() throws {
        let own = RegionInfoList.RegionInfo(
            region: try Region("cn-hangzhou"), internetEndpoint: "http://127.0.0.1:1", internalEndpoint: "http://127.0.0.1:2",
            accelerateEndpoint: "http://127.0.0.1:3")
        let all = try RegionInfoList(own: own)
        #expect(try RegionInfoList(filter: "", own: own) == all)
        #expect(all.regions.first == own)
        #expect(all.regions.count { $0.region.rawValue == "cn-hangzhou" } == 1)
        #expect(Set(all.regions.map(\.region)).isSuperset(of: try ["us-east-1", "eu-central-1", "ap-southeast-7"].map { try Region($0) }))
        #expect(
            body(try RegionInfoList(filter: "oss-us-east-1", own: own).xml) == "<RegionInfoList><RegionInfo><Region>oss-us-east-1</Region>"
                + "<InternetEndpoint>oss-us-east-1.aliyuncs.com</InternetEndpoint>"
                + "<InternalEndpoint>oss-us-east-1-internal.aliyuncs.com</InternalEndpoint>"
                + "<AccelerateEndpoint>oss-accelerate.aliyuncs.com</AccelerateEndpoint></RegionInfo></RegionInfoList>")
        #expect(try RegionInfoList(filter: "oss-cn-hangzhou", own: own).regions == [own])
        for unknown in ["us-east-1", "oss-nowhere-1", "OSS-us-east-1"] {
            #expect(throws: OSSError.noSuchRegion(unknown)) { try RegionInfoList(filter: unknown, own: own) }
        }
        let unnamed = RegionInfoList.RegionInfo(region: try Region("local"))
        #expect(try RegionInfoList(own: unnamed).regions.count == RegionInfoList.known.count + 1)
    }

    @Test(
        "PutBucket's body may choose a class and a redundancy",
        arguments: [
            ("", "Standard", "LRS"), ("<CreateBucketConfiguration/>", "Standard", "LRS"),
            ("<CreateBucketConfiguration><StorageClass></StorageClass><DataRedundancyType/></CreateBucketConfiguration>", "Standard", "LRS"),
            ("<CreateBucketConfiguration><StorageClass>IA</StorageClass></CreateBucketConfiguration>", "IA", "LRS"),
            ("<CreateBucketConfiguration><DataRedundancyType>ZRS</DataRedundancyType></CreateBucketConfiguration>", "Standard", "ZRS"),
            (
                "<CreateBucketConfiguration xmlns=\"x\"> <DataRedundancyType>LRS</DataRedundancyType> <StorageClass>DeepColdArchive</StorageClass> "
                    + "</CreateBucketConfiguration>", "DeepColdArchive", "LRS"
            ),
        ])
    func createBucket(text: String, storageClass: String, redundancy: String) throws {
        let configuration = try CreateBucketConfiguration(xml: Array(text.utf8))
        #expect(configuration.storageClass.rawValue == storageClass)
        #expect(configuration.dataRedundancyType.rawValue == redundancy)
        #expect(try CreateBucketConfiguration(xml: configuration.xml) == configuration)
    }

    @Test(
        "PutBucket's body may not choose what does not exist",
        arguments: [
            ("<StorageClass>standard</StorageClass>", ErrorCode.invalidArgument), ("<StorageClass>Glacier</StorageClass>", .invalidArgument),
            ("<DataRedundancyType>XRS</DataRedundancyType>", .invalidArgument), ("<StorageClass><a/></StorageClass>", .malformedXML),
            ("<StorageClass>IA</StorageClass><StorageClass>IA</StorageClass>", .malformedXML),
        ])
    func createBucketRefusals(content: String, code: ErrorCode) {
        let error = refusal(
            { xml throws(OSSError) in try CreateBucketConfiguration(xml: xml) }, "<CreateBucketConfiguration>\(content)</CreateBucketConfiguration>")
        #expect(error?.code == code)
        #expect(error?.status == 400)
        if code == .invalidArgument { #expect(error?.fields.map(\.name) == ["ArgumentName", "ArgumentValue"]) }
    }
}
