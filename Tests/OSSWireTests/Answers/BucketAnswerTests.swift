import OSSSigning
import OSSWire
import Testing

/// What buckets and objects say about themselves, as a client reads it.
@Suite("Answers about buckets and objects") struct BucketAnswerTests {
    private static let moment = SigningTime(year: 2024, month: 11, day: 12)!
    private static let owner = Owner(id: "1234567890", displayName: "owner")

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("what is written is read again: facts about a bucket", arguments: [nil, VersioningStatus.enabled, .suspended])
    func info(versioning: VersioningStatus?) throws {
        let info = BucketInfo(
            name: try BucketName("examplebucket"), region: try Region("cn-hangzhou"), creation: Self.moment, extranetEndpoint: "e",
            intranetEndpoint: "i",
            storageClass: StorageClass(rawValue: "Future"), dataRedundancyType: .zoneRedundant, owner: Self.owner,
            grant: BucketACL(rawValue: "future"),
            versioning: versioning, blockPublicAccess: versioning == nil)
        #expect(try BucketInfo(answer: info.xml) == info)
        #expect(throws: XMLReadError.missing("Bucket")) { try BucketInfo(answer: bytes("<BucketInfo/>")) }
        let least = try BucketInfo(answer: bytes("<BucketInfo><Bucket><Name>old_name</Name><New><a/></New></Bucket></BucketInfo>"))
        #expect(least.name == "old_name" && least.creation == nil && least.blockPublicAccess == nil && least.owner == nil)
    }

    @Test("what is written is read again: how much a bucket holds") func stat() throws {
        var stat = BucketStat()
        stat.multipartUploadCount = 1
        stat.multipartPartCount = 2
        stat.deleteMarkerCount = 3
        stat.moment = Self.moment
        stat.standard = .init(storage: 4, realStorage: 4, objectCount: 5)
        stat.infrequentAccess = .init(storage: .max, realStorage: 7, objectCount: 8)
        stat.archive = .init(storage: 9, realStorage: 10, objectCount: 11)
        stat.coldArchive = .init(storage: 12, realStorage: 13, objectCount: 14)
        stat.deepColdArchive = .init(storage: 15, realStorage: 16, objectCount: 17)
        var read = try BucketStat(answer: stat.xml)
        #expect(read.total?.storage == .max && read.total?.objectCount == 55)
        read.total = nil
        #expect(read == stat)
        #expect(try BucketStat(answer: bytes("<BucketStat><Storage>1600</Storage></BucketStat>")).total?.storage == 1600)
    }

    @Test("what is written is read again: location, regions, ACLs, versioning, the block on public access") func small() throws {
        let location = LocationConstraint(region: try Region("cn-hangzhou"))
        #expect(try LocationConstraint(answer: location.xml) == location)
        let regions = try RegionInfoList(
            own: .init(region: try Region("cn-hangzhou"), internetEndpoint: "a", internalEndpoint: "b", accelerateEndpoint: "c"))
        #expect(try RegionInfoList(answer: regions.xml) == regions)
        for grant in ObjectACL.allCases + [ObjectACL(rawValue: "future")] {
            let policy = AccessControlPolicy(owner: Self.owner, grant: grant)
            #expect(try AccessControlPolicy(answer: policy.xml) == policy)
        }
        for status in [nil, VersioningStatus.enabled, .suspended, VersioningStatus(rawValue: "Future")] {
            let configuration = VersioningConfiguration(status: status)
            #expect(try VersioningConfiguration(answer: configuration.xml) == configuration)
        }
        for blocked in [true, false] {
            let configuration = PublicAccessBlockConfiguration(blockPublicAccess: blocked)
            #expect(try PublicAccessBlockConfiguration(answer: configuration.xml) == configuration)
            let status = PolicyStatus(isPublic: blocked)
            #expect(String(decoding: status.xml, as: UTF8.self).hasSuffix("<PolicyStatus><IsPublic>\(blocked)</IsPublic></PolicyStatus>"))
            #expect(try PolicyStatus(answer: status.xml) == status)
        }
    }

    @Test("what is written is read again: tags", arguments: [[], [ResourceTag(key: "a <b>", value: "&ü"), ResourceTag(key: "", value: "")]])
    func tags(tags: [ResourceTag]) throws {
        #expect(try TaggingDocument(answer: TaggingDocument(tags).xml).tags == tags)
    }

    @Test("tags in a header are read by the server as they were meant") func taggingHeader() throws {
        let tags = [ResourceTag(key: "a b", value: "c+d/="), ResourceTag(key: "ü", value: ""), ResourceTag(key: "x:y", value: "1.2-3_4")]
        #expect(try ObjectTags(header: ObjectTags.headerValue(tags)).tags == tags)
    }

    @Test("what is written is read again: CORS rules, by client and server") func cors() throws {
        let rules = CORSConfiguration(
            rules: [
                .init(
                    allowedOrigins: ["*", "https://a.example.com"], allowedMethods: ["PUT"], allowedHeaders: ["*"], exposeHeaders: ["ETag"],
                    maxAgeSeconds: 5),
                .init(allowedOrigins: ["http://b"], allowedMethods: ["GET", "HEAD"]),
            ], responseVary: true)
        #expect(try CORSConfiguration(answer: rules.xml) == rules)
        #expect(try CORSConfiguration(xml: rules.xml) == rules)
        let loose = try CORSConfiguration(
            answer: bytes("<CORSConfiguration><New/><CORSRule><AllowedMethod>PATCH</AllowedMethod><ID>x</ID></CORSRule></CORSConfiguration>"))
        #expect(loose.rules == [.init(allowedOrigins: [], allowedMethods: ["PATCH"])])
    }

    @Test("what is written is read again: pages that may use a bucket, by client and server") func referer() throws {
        var rules = RefererConfiguration()
        (rules.allowsEmptyReferer, rules.truncatesQuery, rules.truncatesPath) = (false, false, true)
        rules.allowed = ["https://a&b"]
        rules.denied = ["http://*.example.com"]
        for rules in [rules, RefererConfiguration()] {
            #expect(try RefererConfiguration(answer: rules.xml) == rules)
            #expect(try RefererConfiguration(xml: rules.xml) == rules)
        }
    }

    @Test("what is written is read again: lifecycle rules, by client and server") func lifecycle() throws {
        var first = LifecycleRule(id: "1", prefix: "a/<&>")
        first.expiration = .init(due: .date(Self.moment))
        first.abortMultipartUpload = .createdBefore(Self.moment)
        var second = LifecycleRule(id: "2", prefix: "b/", isEnabled: false)
        second.expiration = .init(due: nil, expiredObjectDeleteMarker: true)
        second.noncurrentDays = 9
        second.tags = [ResourceTag(key: "k", value: "v")]
        second.filter = .init(
            objectSizeGreaterThan: 1, objectSizeLessThan: 5,
            exceptions: [.init(prefix: "b/c", tag: ResourceTag(key: "x", value: "y")), .init(prefix: "b/d")])
        var third = LifecycleRule(id: "3", prefix: "c/")
        third.abortMultipartUpload = .days(3)
        let rules = LifecycleConfiguration(rules: [first, second, third])
        #expect(try LifecycleConfiguration(answer: rules.xml) == rules)
        #expect(try LifecycleConfiguration(xml: rules.xml) == rules)
    }

    @Test("lifecycle rules that only real OSS has are read as far as they are known") func foreignLifecycle() throws {
        let rules = try LifecycleConfiguration(
            answer: bytes(
                "<LifecycleConfiguration><Rule><ID>r</ID><Prefix>p</Prefix><Status>Enabled</Status><Transition><Days>30</Days>"
                    + "<StorageClass>IA</StorageClass></Transition><AtimeBase>1631698332</AtimeBase></Rule></LifecycleConfiguration>"))
        #expect(rules.rules == [LifecycleRule(id: "r", prefix: "p")])
    }

    @Test("what asks for a restoration is what the server reads", arguments: [nil, RestoreTier.expedited, .standard, .bulk]) func restore(
        tier: RestoreTier?
    ) throws {
        let request = RestoreRequest(days: 7, tier: tier)
        #expect(try RestoreRequest(xml: request.xml) == request)
    }

    @Test("what makes a bucket is what the server reads") func createBucket() throws {
        let configuration = CreateBucketConfiguration(storageClass: .coldArchive, dataRedundancyType: .zoneRedundant)
        #expect(try CreateBucketConfiguration(xml: configuration.xml) == configuration)
    }

    @Test("the source of a copy is what the server reads", arguments: [nil, "CAEQNhiBgMDJgZCA0BYiIDc4MGZj+/="]) func copySource(versionID: String?)
        throws
    {
        let (bucket, key) = (try BucketName("examplebucket"), try ObjectKey("a b+%2F?versionId=x/é\u{1}//.."))
        let source = try CopySource(header: bytes(CopySource.headerValue(bucket: bucket, key: key, versionID: versionID)))
        #expect(source.bucket == bucket && source.key == key && source.versionID?.rawValue == versionID)
    }
}
