import OSSClient
import OSSSigning
import OSSTesting
import OSSWire
import Testing

@Suite("Buckets")
struct BucketTests {
    private let bucket = try! BucketName("uploads")
    private let missing = try! BucketName("no-such-bucket")
    private let policy = Array(
        #"{ "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "oss:GetObject", "Principal": ["*"], "Resource": "acs:oss:*:*:uploads/*" }] }"#
            .utf8)

    @Test("are made, described, listed and deleted") func life() async throws {
        try await TestServer.run(buckets: []) { server in
            let client = try server.client()
            try await client.putBucket(
                PutBucketRequest(bucket: "uploads", acl: .private, storageClass: .infrequentAccess, dataRedundancyType: .zoneRedundant))
            for name in ["b-1", "b-2"] { try await client.putBucket(PutBucketRequest(bucket: name)) }
            let info = try await client.getBucketInfo(GetBucketInfoRequest(bucket: bucket)).info
            #expect(info.name == "uploads" && info.location == "oss-cn-hangzhou" && info.creation == server.clock.now)
            #expect(info.storageClass == .infrequentAccess && info.dataRedundancyType == .zoneRedundant && info.acl == .private)
            #expect(info.versioning == nil && info.blockPublicAccess == true && info.owner != nil && info.extranetEndpoint?.isEmpty == false)
            #expect(try await client.getBucketLocation(GetBucketLocationRequest(bucket: bucket)).location == "oss-cn-hangzhou")

            var names: [String] = []
            for try await listed in client.listBuckets(pageSize: 1) { names.append(listed.name) }
            #expect(names == ["b-1", "b-2", "uploads"])
            let page = try await client.listBuckets(ListBucketsRequest(prefix: "b-", maxKeys: 1))
            #expect(page.buckets.map(\.name) == ["b-1"] && page.isTruncated && page.owner?.id.isEmpty == false)
            #expect(page.buckets[0].region == "cn-hangzhou" && page.buckets[0].storageClass == .standard)

            try await client.putObject(PutObjectRequest(bucket: "uploads", key: "a", body: .text("hello")))
            await expectRefusal("BucketNotEmpty") { try await client.deleteBucket(DeleteBucketRequest(bucket: bucket)) }
            let stat = try await client.getBucketStat(GetBucketStatRequest(bucket: bucket)).stat
            #expect(stat.infrequentAccess.realStorage == 5 && stat.infrequentAccess.objectCount == 1 && stat.total?.objectCount == 1)
            #expect(stat.moment == server.clock.now && stat.standard.objectCount == 0)
            try await client.deleteObject(DeleteObjectRequest(bucket: "uploads", key: "a"))
            try await client.deleteBucket(DeleteBucketRequest(bucket: bucket))
            await expectRefusal("NoSuchBucket") { try await client.getBucketInfo(GetBucketInfoRequest(bucket: bucket)) }
        }
    }

    @Test("that do not exist are refused by every operation") func missingBuckets() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            func expectMissing(_ request: some OperationRequest, sourceLocation: SourceLocation = #_sourceLocation) async {
                await expectRefusal("NoSuchBucket", sourceLocation: sourceLocation) { try await client.send(request) }
            }
            await expectMissing(DeleteBucketRequest(bucket: missing))
            await expectMissing(GetBucketStatRequest(bucket: missing))
            await expectMissing(GetBucketLocationRequest(bucket: missing))
            await expectMissing(PutBucketACLRequest(bucket: missing, acl: .private))
            await expectMissing(GetBucketACLRequest(bucket: missing))
            await expectMissing(PutBucketVersioningRequest(bucket: missing, status: .enabled))
            await expectMissing(GetBucketVersioningRequest(bucket: missing))
            await expectMissing(PutBucketTagsRequest(bucket: missing, tags: []))
            await expectMissing(GetBucketTagsRequest(bucket: missing))
            await expectMissing(DeleteBucketTagsRequest(bucket: missing))
            await expectMissing(PutBucketPublicAccessBlockRequest(bucket: missing, blockPublicAccess: true))
            await expectMissing(GetBucketPublicAccessBlockRequest(bucket: missing))
            await expectMissing(DeleteBucketPublicAccessBlockRequest(bucket: missing))
            await expectMissing(PutBucketPolicyRequest(bucket: missing, document: policy))
            await expectMissing(GetBucketPolicyRequest(bucket: missing))
            await expectMissing(DeleteBucketPolicyRequest(bucket: missing))
            await expectMissing(GetBucketPolicyStatusRequest(bucket: missing))
            await expectMissing(GetBucketCORSRequest(bucket: missing))
            await expectMissing(DeleteBucketCORSRequest(bucket: missing))
            await expectMissing(GetBucketRefererRequest(bucket: missing))
            await expectMissing(GetBucketLifecycleRequest(bucket: missing))
            await expectMissing(DeleteBucketLifecycleRequest(bucket: missing))
        }
    }

    @Test("are opened for everybody only when public access is not blocked") func access() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            await expectRefusal("AccessDenied") { try await client.putBucketACL(PutBucketACLRequest(bucket: bucket, acl: .publicRead)) }
            #expect(try await client.getBucketPublicAccessBlock(GetBucketPublicAccessBlockRequest(bucket: bucket)).blockPublicAccess)
            try await client.putBucketPublicAccessBlock(PutBucketPublicAccessBlockRequest(bucket: bucket, blockPublicAccess: false))
            try await client.putBucketACL(PutBucketACLRequest(bucket: bucket, acl: .publicRead))
            #expect(try await client.getBucketACL(GetBucketACLRequest(bucket: bucket)).acl == .publicRead)
            try await client.putBucketPublicAccessBlock(PutBucketPublicAccessBlockRequest(bucket: bucket, blockPublicAccess: true))
            try await client.deleteBucketPublicAccessBlock(DeleteBucketPublicAccessBlockRequest(bucket: bucket))
            #expect(try await client.getBucketPublicAccessBlock(GetBucketPublicAccessBlockRequest(bucket: bucket)).blockPublicAccess == false)

            try await client.putObject(PutObjectRequest(bucket: "uploads", key: "a", body: .text("hello")))
            let anonymous = OSSClient(
                client.configuration, credentials: .anonymous, transport: try AsyncHTTPTransport(), clock: ClientClock())
            #expect(try await anonymous.getObject(GetObjectRequest(bucket: "uploads", key: "a")).bytes(upTo: 5) == Array("hello".utf8))
            await expectRefusal("AccessDenied") {
                try await anonymous.putObject(PutObjectRequest(bucket: "uploads", key: "a", body: .text("x")))
            }
        }
    }

    @Test("are opened for nobody while the account blocks public access") func accountAccess() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            #expect(try await client.getPublicAccessBlock(GetPublicAccessBlockRequest()).blockPublicAccess == false)
            try await client.deleteBucketPublicAccessBlock(DeleteBucketPublicAccessBlockRequest(bucket: bucket))
            try await client.putPublicAccessBlock(PutPublicAccessBlockRequest(blockPublicAccess: true))
            #expect(try await client.getPublicAccessBlock(GetPublicAccessBlockRequest()).blockPublicAccess)
            #expect(try await client.getBucketPublicAccessBlock(GetBucketPublicAccessBlockRequest(bucket: bucket)).blockPublicAccess == false)
            await expectRefusal("AccessDenied") { try await client.putBucketACL(PutBucketACLRequest(bucket: bucket, acl: .publicRead)) }
            try await client.deletePublicAccessBlock(DeletePublicAccessBlockRequest())
            #expect(try await client.getPublicAccessBlock(GetPublicAccessBlockRequest()).blockPublicAccess == false)
            try await client.putBucketACL(PutBucketACLRequest(bucket: bucket, acl: .publicRead))
            try await client.putPublicAccessBlock(PutPublicAccessBlockRequest(blockPublicAccess: false))
            #expect(try await client.getBucketACL(GetBucketACLRequest(bucket: bucket)).acl == .publicRead)
        }
    }

    @Test("have a policy, which comes back as it was put") func bucketPolicy() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            await expectRefusal("NoSuchBucketPolicy") { try await client.getBucketPolicy(GetBucketPolicyRequest(bucket: bucket)) }
            #expect(try await client.getBucketPolicyStatus(GetBucketPolicyStatusRequest(bucket: bucket)).isPublic == false)
            await expectRefusal("AccessDenied") { try await client.putBucketPolicy(PutBucketPolicyRequest(bucket: bucket, document: policy)) }
            try await client.deleteBucketPublicAccessBlock(DeleteBucketPublicAccessBlockRequest(bucket: bucket))
            try await client.putBucketPolicy(PutBucketPolicyRequest(bucket: bucket, document: policy))
            #expect(try await client.getBucketPolicy(GetBucketPolicyRequest(bucket: bucket)).document == policy)
            #expect(try await client.getBucketPolicyStatus(GetBucketPolicyStatusRequest(bucket: bucket)).isPublic)
            await expectRefusal("InvalidPolicyDocument") {
                try await client.putBucketPolicy(PutBucketPolicyRequest(bucket: bucket, document: Array("{}".utf8)))
            }
            try await client.deleteBucketPolicy(DeleteBucketPolicyRequest(bucket: bucket))
            try await client.deleteBucketPolicy(DeleteBucketPolicyRequest(bucket: bucket))
            await expectRefusal("NoSuchBucketPolicy") { try await client.getBucketPolicy(GetBucketPolicyRequest(bucket: bucket)) }
        }
    }

    @Test("have tags, which are removed one by one or all at once") func tags() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let tags = [ResourceTag(key: "a", value: "1"), ResourceTag(key: "b<&", value: "ü"), ResourceTag(key: "c", value: "")]
            #expect(try await client.getBucketTags(GetBucketTagsRequest(bucket: bucket)).tags.isEmpty)
            try await client.putBucketTags(PutBucketTagsRequest(bucket: bucket, tags: tags))
            #expect(try await client.getBucketTags(GetBucketTagsRequest(bucket: bucket)).tags == tags)
            var filtered = ListBucketsRequest()
            (filtered.tagKey, filtered.tagValue) = ("a", "1")
            #expect(try await client.listBuckets(filtered).buckets.map(\.name) == ["uploads"])
            filtered.tagValue = "2"
            #expect(try await client.listBuckets(filtered).buckets.isEmpty)
            try await client.deleteBucketTags(DeleteBucketTagsRequest(bucket: bucket, keys: ["a", "c"]))
            #expect(try await client.getBucketTags(GetBucketTagsRequest(bucket: bucket)).tags == [tags[1]])
            try await client.deleteBucketTags(DeleteBucketTagsRequest(bucket: bucket))
            #expect(try await client.getBucketTags(GetBucketTagsRequest(bucket: bucket)).tags.isEmpty)
            await expectRefusal("RepeatedTags") {
                try await client.putBucketTags(PutBucketTagsRequest(bucket: bucket, tags: [tags[0], tags[0]]))
            }
        }
    }

    @Test("have CORS rules") func cors() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            await expectRefusal("NoSuchCORSConfiguration") { try await client.getBucketCORS(GetBucketCORSRequest(bucket: bucket)) }
            let rules = CORSConfiguration(
                rules: [
                    .init(
                        allowedOrigins: ["https://*.example.com", "http://localhost:*"], allowedMethods: ["PUT", "GET"], allowedHeaders: ["*"],
                        exposeHeaders: ["ETag", "x-oss-request-id"], maxAgeSeconds: 600),
                    .init(allowedOrigins: ["*"], allowedMethods: ["HEAD"]),
                ], responseVary: true)
            try await client.putBucketCORS(PutBucketCORSRequest(bucket: bucket, configuration: rules))
            let got = try await client.getBucketCORS(GetBucketCORSRequest(bucket: bucket))
            #expect(got.configuration == rules)
            var preflight = OptionObjectRequest(
                bucket: bucket, key: try ObjectKey("a"), origin: "https://www.example.com", accessControlRequestMethod: "PUT",
                accessControlRequestHeaders: ["content-type", "x-oss-meta-a"])
            let answer = try await client.optionObject(preflight)
            #expect(answer.allowOrigin == "https://www.example.com" && answer.allowMethods == "PUT, GET" && answer.maxAgeSeconds == 600)
            #expect(answer.allowHeaders == "content-type, x-oss-meta-a" && answer.exposeHeaders == "ETag, x-oss-request-id")
            preflight.accessControlRequestMethod = "DELETE"
            await expectRefusal("AccessForbidden") { try await client.optionObject(preflight) }
            try await client.deleteBucketCORS(DeleteBucketCORSRequest(bucket: bucket))
            await expectRefusal("NoSuchCORSConfiguration") { try await client.getBucketCORS(GetBucketCORSRequest(bucket: bucket)) }
            try await client.putBucketCORS(PutBucketCORSRequest(bucket: bucket, document: got.document))
            #expect(try await client.getBucketCORS(GetBucketCORSRequest(bucket: bucket)).configuration == rules)
            await expectRefusal("MalformedXML") { try await client.putBucketCORS(PutBucketCORSRequest(bucket: bucket, document: [])) }
        }
    }

    @Test("have a list of pages that may use them") func referer() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            #expect(try await client.getBucketReferer(GetBucketRefererRequest(bucket: bucket)).configuration == RefererConfiguration())
            var rules = RefererConfiguration()
            rules.allowsEmptyReferer = false
            rules.truncatesPath = true
            rules.allowed = ["https://example.com", "https://*.example.org"]
            rules.denied = ["https://bad.example.org"]
            try await client.putBucketReferer(PutBucketRefererRequest(bucket: bucket, configuration: rules))
            #expect(try await client.getBucketReferer(GetBucketRefererRequest(bucket: bucket)).configuration == rules)
            await expectRefusal("MalformedXML") {
                try await client.putBucketReferer(PutBucketRefererRequest(bucket: bucket, document: Array("<a/>".utf8)))
            }
        }
    }

    @Test("have lifecycle rules") func lifecycle() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            await expectRefusal("NoSuchLifecycle") { try await client.getBucketLifecycle(GetBucketLifecycleRequest(bucket: bucket)) }
            var uploads = LifecycleRule(id: "uploads", prefix: "in/")
            uploads.abortMultipartUpload = .days(7)
            var logs = LifecycleRule(id: "logs", prefix: "logs/", isEnabled: false)
            logs.expiration = .init(due: .days(30))
            logs.noncurrentDays = 5
            logs.tags = [ResourceTag(key: "keep", value: "no")]
            logs.filter = .init(objectSizeGreaterThan: 5, exceptions: [.init(prefix: "logs/audit/")])
            let rules = LifecycleConfiguration(rules: [uploads, logs])
            try await client.putBucketLifecycle(PutBucketLifecycleRequest(bucket: bucket, configuration: rules))
            #expect(try await client.getBucketLifecycle(GetBucketLifecycleRequest(bucket: bucket)).configuration == rules)

            var overlapping = PutBucketLifecycleRequest(
                bucket: bucket,
                configuration: LifecycleConfiguration(rules: [
                    uploads,
                    {
                        var rule = uploads; rule.id = ""; return rule
                    }(),
                ]))
            await expectRefusal("InvalidArgument") { try await client.putBucketLifecycle(overlapping) }
            overlapping.allowSameActionOverlap = true
            try await client.putBucketLifecycle(overlapping)
            let ids = try await client.getBucketLifecycle(GetBucketLifecycleRequest(bucket: bucket)).configuration.rules.map(\.id)
            #expect(ids.count == 2 && ids[0] == "uploads" && !ids[1].isEmpty)
            try await client.deleteBucketLifecycle(DeleteBucketLifecycleRequest(bucket: bucket))
            await expectRefusal("NoSuchLifecycle") { try await client.getBucketLifecycle(GetBucketLifecycleRequest(bucket: bucket)) }
        }
    }

    @Test("live in regions") func regions() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let all = try await client.describeRegions(DescribeRegionsRequest()).regions
            #expect(all.count > 20 && all.first?.region.rawValue == "cn-hangzhou")
            let one = try await client.describeRegions(DescribeRegionsRequest(region: Region("eu-west-1"))).regions
            #expect(one.map(\.internetEndpoint) == ["oss-eu-west-1.aliyuncs.com"])
            await #expect(throws: ServiceError.self) { try await client.describeRegions(DescribeRegionsRequest(region: Region("no-where-1"))) }
        }
    }
}
