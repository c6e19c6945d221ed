import HTTPTypes
import OSSSigning
import OSSTesting
import OSSWire
import Testing

/// Each operation on buckets: what it answers, and what it refuses.
@Suite("Operations on buckets") struct BucketOperationTests {
    @Test("a new bucket tells its defaults, and what was chosen for it") func information() async throws {
        try await TestServer.run { server async throws in
            func document(_ name: String, _ storageClass: String, _ redundancy: String, _ versioning: String = "") -> String {
                "<BucketInfo><Bucket><Name>\(name)</Name><Location>oss-cn-hangzhou</Location><CreationDate>2024-11-12T08:00:00.000Z</CreationDate>"
                    + "<ExtranetEndpoint>http://127.0.0.1:\(server.port)</ExtranetEndpoint><IntranetEndpoint>http://127.0.0.1:\(server.port)"
                    + "</IntranetEndpoint><StorageClass>\(storageClass)</StorageClass><DataRedundancyType>\(redundancy)</DataRedundancyType><Owner>"
                    + "<ID>1000000000000000</ID><DisplayName>1000000000000000</DisplayName></Owner><AccessControlList><Grant>private</Grant>"
                    + "</AccessControlList>\(versioning)<AccessMonitor>Disabled</AccessMonitor><TransferAcceleration>Disabled</TransferAcceleration>"
                    + "<CrossRegionReplication>Disabled</CrossRegionReplication><BlockPublicAccess>true</BlockPublicAccess><Comment></Comment>"
                    + "<ResourceGroupId>rg-default</ResourceGroupId><ServerSideEncryptionRule><SSEAlgorithm>None</SSEAlgorithm>"
                    + "</ServerSideEncryptionRule><BucketPolicy><LogBucket></LogBucket><LogPrefix></LogPrefix></BucketPolicy></Bucket></BucketInfo>"
            }
            #expect(try await server.send(.get, "uploads?bucketInfo").document == document("uploads", "Standard", "LRS"))
            let made = try await server.send(
                .put, "archives",
                "<CreateBucketConfiguration><StorageClass>ColdArchive</StorageClass><DataRedundancyType>ZRS</DataRedundancyType>"
                    + "</CreateBucketConfiguration>", headers: [("x-oss-acl", "private")])
            #expect(made.status == 200)
            #expect(made["Location"] == ["/archives"])
            _ = try await server.send(
                .put, "archives?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
            let information = try await server.send(.get, "archives?bucketInfo")
            #expect(information.document == document("archives", "ColdArchive", "ZRS", "<Versioning>Enabled</Versioning>"))
            let head = try await server.send(.head, "archives")
            #expect((head.status, head.body, head["Content-Type"]) == (200, "", ["application/xml"]))
            #expect(head["Content-Length"] == [String(information.body.utf8.count)])
            #expect(try await server.send(.get, "archives?location").document == "<LocationConstraint>oss-cn-hangzhou</LocationConstraint>")
            #expect(try await server.send(.head, "nothere").refusal == "404 NoSuchBucket 0015-00000101")
        }
    }

    @Test("making a bucket again changes its ACL, if it names one, and nothing else") func again() async throws {
        try await TestServer.run { server async throws in
            let archive = "<CreateBucketConfiguration><StorageClass>Archive</StorageClass></CreateBucketConfiguration>"
            #expect(try await server.send(.put, "uploads", archive).status == 200)
            #expect(try await server.send(.get, "uploads?bucketInfo").element("StorageClass") == "Standard")
            let publicACL = [("x-oss-acl", "public-read")]
            #expect(try await server.send(.put, "uploads", headers: publicACL).refusal == "403 AccessDenied -")
            #expect(try await server.send(.put, "fresh", headers: publicACL).element("Message") == "Put public bucket acl is not allowed")
            #expect(try await server.send(.get, "fresh?bucketInfo").status == 404)
            try await server.unblock()
            #expect(try await server.send(.put, "uploads", headers: publicACL).status == 200)
            #expect(try await server.send(.get, "uploads?acl").element("Grant") == "public-read")
            #expect(try await server.send(.put, "uploads").status == 200)
            #expect(try await server.send(.get, "uploads?acl").element("Grant") == "public-read")
        }
    }

    @Test("there may be a limit to the number of buckets, which making one again does not meet") func limit() async throws {
        try await TestServer.run(buckets: ["a-1", "a-2"], maximumBuckets: 3) { server async throws in
            #expect(try await server.send(.put, "a-3").status == 200)
            #expect(try await server.send(.put, "a-4").refusal == "400 TooManyBuckets -")
            #expect(try await server.send(.put, "a-3").status == 200)
            #expect(try await server.send(.delete, "a-1").status == 204)
            #expect(try await server.send(.put, "a-4").status == 200)
        }
    }

    @Test("buckets are listed by prefix, marker, page, tag and resource group, with their class") func list() async throws {
        try await TestServer.run(buckets: ["app-1", "app-2", "app-3", "other"]) { server async throws in
            let tags = "<Tagging><TagSet><Tag><Key>team</Key><Value>blue</Value></Tag></TagSet></Tagging>"
            _ = try await server.send(.put, "app-2?tagging", tags)
            _ = try await server.send(.put, "other?tagging", tags.replacing("blue", with: "red"))
            _ = try await server.send(.put, "cold", "<CreateBucketConfiguration><StorageClass>IA</StorageClass></CreateBucketConfiguration>")
            func names(_ query: String, _ headers: [(String, String)] = []) async throws -> String {
                let answer = try await server.send(.get, query, headers: headers)
                let names = answer.body.split(separator: "<Name>").dropFirst().map { $0.prefix { $0 != "<" } }
                return names.joined(separator: " ") + (answer.element("NextMarker").map { " … \($0)" } ?? "")
            }
            #expect(try await names("") == "app-1 app-2 app-3 cold other")
            #expect(try await names("?prefix=app-&max-keys=2") == "app-1 app-2 … app-2")
            #expect(try await names("?prefix=app-&max-keys=2&marker=app-2") == "app-3")
            #expect(try await names("?tag-key=team") == "app-2 other")
            #expect(try await names("?tag-key=team&max-keys=1") == "app-2 … app-2")
            #expect(try await names("?tag-key=team&tag-value=red") == "other")
            #expect(try await names("?tag-key=team&tag-value=re") == "")
            #expect(try await names("", [("x-oss-resource-group-id", "rg-default")]) == "app-1 app-2 app-3 cold other")
            #expect(try await names("", [("x-oss-resource-group-id", "rg-other")]) == "")
            #expect(try await server.send(.get, "?prefix=cold").element("StorageClass") == "IA")
            for query in ["?max-keys=0", "?max-keys=1001", "?max-keys=x", "?tag-value=red"] {
                #expect(try await server.send(.get, query).refusal == "400 InvalidArgument -", "\(query)")
            }
            let anonymous = try await server.send(.get, "", as: .nobody)
            #expect((anonymous.refusal, anonymous.element("Message")) == ("403 AccessDenied -", "You are forbidden to list buckets."))
        }
    }

    @Test("the service tells its regions, and lists no live channels") func service() async throws {
        try await TestServer.run { server async throws in
            let own = "http://127.0.0.1:\(server.port)"
            let one = try await server.send(.get, "?regions=oss-cn-hangzhou")
            #expect(
                one.document
                    == "<RegionInfoList><RegionInfo><Region>oss-cn-hangzhou</Region><InternetEndpoint>\(own)</InternetEndpoint>"
                    + "<InternalEndpoint>\(own)</InternalEndpoint><AccelerateEndpoint>\(own)</AccelerateEndpoint></RegionInfo></RegionInfoList>")
            let all = try await server.send(.get, "?regions")
            #expect(all.body.split(separator: "<RegionInfo>").count > 20)
            #expect(all.body.contains("<InternetEndpoint>oss-eu-central-1.aliyuncs.com</InternetEndpoint>"))
            #expect(try await server.send(.get, "?regions=oss-nowhere").refusal == "404 NoSuchRegion -")
            let channels = try await server.send(.get, "uploads?live&prefix=p&max-keys=7")
            #expect(
                channels.document
                    == "<ListLiveChannelResult><Prefix>p</Prefix><Marker></Marker><MaxKeys>7</MaxKeys><IsTruncated>false</IsTruncated>"
                    + "</ListLiveChannelResult>")
        }
    }

    @Test("the counters of a bucket are zero when it is new, and then count") func statistics() async throws {
        try await TestServer.run { server async throws in
            let fresh = try await server.send(.get, "uploads?stat")
            #expect(fresh.element("LastModifiedTime") == "1731398400")
            let numbers = fresh.document.split(separator: "<").compactMap { $0.split(separator: ">").dropFirst().first }
            #expect(numbers.count == 21)
            #expect(numbers.filter { $0 != "0" } == ["1731398400"])
            _ = try await server.send(.put, "uploads/a", "0123456789")
            _ = try await server.send(.put, "uploads/b", "01234", headers: [("x-oss-storage-class", "IA")])
            let stat = try await server.send(.get, "uploads?stat")
            let expected = [
                "Storage": "65546", "ObjectCount": "2", "StandardStorage": "10", "StandardObjectCount": "1", "InfrequentAccessStorage": "65536",
                "InfrequentAccessRealStorage": "5", "InfrequentAccessObjectCount": "1", "ArchiveObjectCount": "0",
            ]
            for (name, value) in expected { #expect(stat.element(name) == value, "\(name)") }
        }
    }

    @Test("the ACL of a bucket is one of three, and not public while public access is blocked") func acl() async throws {
        try await TestServer.run { server async throws in
            func put(_ acl: String?) async throws -> WireAnswer {
                try await server.send(.put, "uploads?acl", headers: acl.map { [("x-oss-acl", $0)] } ?? [])
            }
            #expect(
                try await server.send(.get, "uploads?acl").document
                    == "<AccessControlPolicy><Owner><ID>1000000000000000</ID><DisplayName>1000000000000000</DisplayName></Owner>"
                    + "<AccessControlList><Grant>private</Grant></AccessControlList></AccessControlPolicy>")
            for acl in ["public-read", "public-read-write"] {
                let refused = try await put(acl)
                #expect((refused.refusal, refused.element("Message")) == ("403 AccessDenied -", "Put public bucket acl is not allowed"))
            }
            #expect(try await put("private").status == 200)
            try await server.unblock()
            for acl in ["public-read", "public-read-write", "private"] {
                #expect(try await put(acl).status == 200)
                #expect(try await server.send(.get, "uploads?acl").element("Grant") == acl)
            }
            for acl in ["default", "rubbish", "PRIVATE", nil] {
                let refused = try await put(acl)
                #expect((refused.refusal, refused.element("Message")) == ("400 InvalidArgument -", "no such bucket access control exists"))
                #expect((refused.element("ArgumentName"), refused.element("ArgumentValue")) == ("x-oss-acl", acl ?? ""))
            }
        }
    }

    /// Sub-resource, document, what reading it answers before and behind, and whether it can be deleted.
    struct Configuration: CustomTestStringConvertible {
        let name: String
        let document: String
        let before: String
        let deletes: Bool
        /// The answer when it was deleted, where that is another than before.
        var deleted: String?
        /// Documents that are refused, and how.
        let refused: [(String, String)]

        var testDescription: String { name }
    }

    static let malformed = "400 MalformedXML 0031-00000001"
    static let configurations = [
        Configuration(
            name: "versioning", document: "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>",
            before: "<VersioningConfiguration></VersioningConfiguration>", deletes: false,
            refused: [
                ("<VersioningConfiguration></VersioningConfiguration>", "400 InvalidArgument -"),
                ("<VersioningConfiguration><Status>On</Status></VersioningConfiguration>", malformed),
            ]),
        Configuration(
            name: "tagging",
            document: "<Tagging><TagSet><Tag><Key>b</Key><Value>2</Value></Tag><Tag><Key>a</Key><Value></Value></Tag></TagSet></Tagging>",
            before: "<Tagging><TagSet></TagSet></Tagging>", deletes: true,
            refused: [
                ("<Tagging><TagSet><Tag><Key></Key><Value>2</Value></Tag></TagSet></Tagging>", "400 InvalidTag -"),
                (
                    "<Tagging><TagSet><Tag><Key>b</Key><Value>2</Value></Tag><Tag><Key>b</Key><Value>2</Value></Tag></TagSet></Tagging>",
                    "400 RepeatedTags -"
                ),
            ]),
        Configuration(
            name: "publicAccessBlock",
            document: "<PublicAccessBlockConfiguration><BlockPublicAccess>false</BlockPublicAccess></PublicAccessBlockConfiguration>",
            before: "<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>", deletes: true,
            deleted: "<PublicAccessBlockConfiguration><BlockPublicAccess>false</BlockPublicAccess></PublicAccessBlockConfiguration>",
            refused: [("<PublicAccessBlockConfiguration><BlockPublicAccess>no</BlockPublicAccess></PublicAccessBlockConfiguration>", malformed)]),
        Configuration(
            name: "cors", document: OriginTests.rules(), before: "404 NoSuchCORSConfiguration -", deletes: true,
            refused: [
                ("<CORSConfiguration></CORSConfiguration>", malformed),
                (OriginTests.rules().replacing("https://app", with: "https://*.*"), "400 InvalidArgument 0034-00000009"),
                (OriginTests.rules().replacing("ETag", with: "*"), "400 InvalidArgument 0034-00000013"),
            ]),
        Configuration(
            name: "referer",
            document: "<RefererConfiguration><AllowEmptyReferer>false</AllowEmptyReferer><AllowTruncateQueryString>false</AllowTruncateQueryString>"
                + "<TruncatePath>true</TruncatePath><RefererList><Referer>https://*.example.com</Referer></RefererList></RefererConfiguration>",
            before: "<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer><AllowTruncateQueryString>true</AllowTruncateQueryString>"
                + "<TruncatePath>false</TruncatePath><RefererList></RefererList></RefererConfiguration>", deletes: false,
            refused: [
                ("<RefererConfiguration><RefererList><Referer>a&#9;b</Referer></RefererList></RefererConfiguration>", "400 InvalidArgument -")
            ]),
        Configuration(
            name: "lifecycle",
            document: "<LifecycleConfiguration><Rule><ID>a</ID><Prefix>logs/</Prefix><Status>Enabled</Status><Expiration><Days>3</Days></Expiration>"
                + "</Rule></LifecycleConfiguration>", before: "404 NoSuchLifecycle -", deletes: true,
            refused: [
                ("<LifecycleConfiguration></LifecycleConfiguration>", malformed),
                (
                    "<LifecycleConfiguration><Rule><Status>Enabled</Status><Expiration><Days>3</Days></Expiration><Transition><Days>1</Days>"
                        + "<StorageClass>IA</StorageClass></Transition></Rule></LifecycleConfiguration>", "501 NotImplemented -"
                ),
            ]),
    ]

    @Test("a configuration is read as it was put, and a refused one changes nothing", arguments: configurations)
    func configuration(_ sample: Configuration) async throws {
        try await TestServer.run { server async throws in
            let path = "uploads?\(sample.name)"
            func read() async throws -> String {
                let answer = try await server.send(.get, path)
                return answer.status == 200 ? answer.document : answer.refusal
            }
            #expect(try await read() == sample.before)
            let refusals =
                sample.refused + [
                    ("", Self.malformed), ("<a/>", Self.malformed), (sample.document + "<", Self.malformed),
                    ("<!DOCTYPE a [<!ENTITY b \"c\">]>" + sample.document, Self.malformed),
                ]
            for (document, refusal) in refusals { #expect(try await server.send(.put, path, document).refusal == refusal, "\(document)") }
            #expect(try await server.send(.put, path).refusal == "411 MissingContentLength -")
            let digest = [("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")]
            #expect(try await server.send(.put, path, sample.document, headers: digest).refusal == "400 InvalidDigest -")
            #expect(try await server.send(.put, path, String(repeating: " ", count: 3_000_000)).refusal == "400 EntityTooLarge -")
            #expect(try await read() == sample.before)
            #expect(try await server.send(.put, path, sample.document).status == 200)
            #expect(try await read() == sample.document)
            #expect(try await server.send(.put, "nothere?\(sample.name)", sample.document).refusal == "404 NoSuchBucket 0015-00000101")
            guard sample.deletes else {
                #expect(try await server.send(.delete, path).refusal == "405 MethodNotAllowed -")
                return
            }
            for _ in 0..<2 { #expect(try await server.send(.delete, path).status == 204) }
            #expect(try await read() == sample.deleted ?? sample.before)
        }
    }

    @Test("a document may be checked by its MD5, and come in chunks") func digests() async throws {
        try await TestServer.run { server async throws in
            let document = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
            var digest = ContentDigest()
            digest.update(Array(document.utf8))
            let md5 = Base64.encode(digest.finish().md5)
            #expect(try await server.send(.put, "uploads?versioning", document, headers: [("Content-MD5", md5)]).status == 200)
        }
    }

    @Test("tags of a bucket are deleted by name, or all") func tags() async throws {
        try await TestServer.run { server async throws in
            let tags = ["a", "b", "c"].map { "<Tag><Key>\($0)</Key><Value>1</Value></Tag>" }.joined()
            #expect(try await server.send(.put, "uploads?tagging", "<Tagging><TagSet>\(tags)</TagSet></Tagging>").status == 200)
            #expect(try await server.send(.delete, "uploads?tagging=a,c").status == 204)
            let left = "<Tagging><TagSet><Tag><Key>b</Key><Value>1</Value></Tag></TagSet></Tagging>"
            #expect(try await server.send(.get, "uploads?tagging").document == left)
            #expect(try await server.send(.delete, "uploads?tagging=b").status == 204)
            #expect(try await server.send(.get, "uploads?tagging").document == "<Tagging><TagSet></TagSet></Tagging>")
        }
    }
}
