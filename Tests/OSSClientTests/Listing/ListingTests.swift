import HTTPTypes
import OSSClient
import OSSSigning
import OSSTesting
import OSSWire
import Testing

@Suite("Lists")
struct ListingTests {
    private let bucket = try! BucketName("uploads")

    private func put(_ client: OSSClient, _ keys: [String]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for slice in stride(from: 0, to: keys.count, by: 200).map({ keys[$0..<min($0 + 200, keys.count)] }) {
                tasks.addTask {
                    for key in slice { try await client.putObject(PutObjectRequest(bucket: "uploads", key: key, body: .text("x"))) }
                }
            }
            try await tasks.waitForAll()
        }
    }

    @Test("1,001 objects are listed over two pages, each once and in the order of their bytes") func pages() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let keys = (0...1000).map { "k\($0)\u{1}é" }
            try await put(client, keys)
            var listed: [ObjectKey] = []
            for try await entry in client.listObjects(bucket: bucket) { listed.append(try #require(entry.item).key) }
            #expect(listed == (try keys.map { try ObjectKey($0) }.sorted()))
            var sizes: [Int] = []
            for try await page in client.listObjects(bucket: bucket).pages { sizes.append(page.contents.count) }
            #expect(sizes == [1000, 1])
            sizes = []
            for try await page in client.list(ListObjectsRequest(bucket: bucket, maxKeys: 400)).pages { sizes.append(page.contents.count) }
            #expect(sizes == [400, 400, 201])
        }
    }

    @Test("objects and common prefixes come in one order, however long a page is", arguments: [1, 2, 3, 1000]) func prefixes(pageSize: Int)
        async throws
    {
        try await TestServer.run { server in
            let client = try server.client()
            try await put(client, ["a", "b/1", "b/2", "b0", "c/1/2", "d", "e/"])
            func names(_ entries: [ListEntry<ListedObject>]) -> [String] {
                entries.map { $0.item.map(\.key.text) ?? "(\($0.commonPrefix?.text ?? ""))" }
            }
            let expected = ["a", "(b/)", "b0", "(c/)", "d", "(e/)"]
            var v2: [ListEntry<ListedObject>] = []
            for try await entry in client.listObjects(bucket: bucket, delimiter: "/", pageSize: pageSize) { v2.append(entry) }
            #expect(names(v2) == expected)
            var v1: [ListEntry<ListedObject>] = []
            for try await entry in client.list(try ListObjectsRequest(bucket: "uploads", delimiter: "/", maxKeys: pageSize)) { v1.append(entry) }
            #expect(names(v1) == expected)
            var versions: [String] = []
            for try await entry in client.listObjectVersions(bucket: bucket, delimiter: "/", pageSize: pageSize) {
                versions.append(entry.item.map(\.key.text) ?? "(\(entry.commonPrefix?.text ?? ""))")
            }
            #expect(versions == expected)
        }
    }

    @Test("an object tells what it is, and whose when that is asked for") func facts() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let stored = try await client.putObject(PutObjectRequest(bucket: "uploads", key: "a", body: .text("hello")))
            var request = ListObjectsV2Request(bucket: bucket)
            let object = try #require(try await client.listObjectsV2(request).contents.first)
            #expect(object.size == 5 && object.etag == stored.etag && object.lastModified == server.clock.now)
            #expect(object.type == "Normal" && object.storageClass == .standard && object.owner == nil && object.restoreInfo == nil)
            request.fetchOwner = true
            #expect(try await client.listObjectsV2(request).contents.first?.owner != nil)
            #expect(try await client.listObjects(ListObjectsRequest(bucket: bucket)).contents.first?.owner != nil)
        }
    }

    @Test("uploads and parts are listed through their pages") func uploads() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            var ids: Set<String> = []
            for _ in 0..<7 {
                ids.insert(try await client.initiateMultipartUpload(InitiateMultipartUploadRequest(bucket: "uploads", key: "a")).uploadID)
            }
            var listed: [String] = []
            for try await entry in client.listMultipartUploads(bucket: bucket, pageSize: 2) { listed.append(try #require(entry.item).uploadID) }
            #expect(listed.count == 7 && Set(listed) == ids)
            let id = listed[0]
            for number in [3, 5, 9] {
                _ = try await client.uploadPart(
                    UploadPartRequest(bucket: "uploads", key: "a", uploadID: id, partNumber: number, body: .text("\(number)")))
            }
            var parts: [Int] = []
            for try await part in client.listParts(bucket: bucket, key: try ObjectKey("a"), uploadID: id, pageSize: 1) { parts.append(part.number) }
            #expect(parts == [3, 5, 9])
        }
    }

    @Test("a bucket that is not there is refused while listing") func missing() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let missing = try BucketName("no-such-bucket")
            await expectRefusal("NoSuchBucket") { for try await _ in client.listObjects(bucket: missing) {} }
            await expectRefusal("NoSuchBucket") { for try await _ in client.listObjectVersions(bucket: missing) {} }
            await expectRefusal("NoSuchBucket") { for try await _ in client.listMultipartUploads(bucket: missing) {} }
            await expectRefusal("InvalidArgument") { for try await _ in client.listObjects(bucket: bucket, pageSize: 1001) {} }
        }
    }

    @Test(
        "a list that names the same next page again and again ends with an error",
        arguments: ["<NextContinuationToken>t</NextContinuationToken>", ""]) func standstill(next: String) async throws
    {
        let page = ScriptedTransport.answer(200, [:], "<ListBucketResult><IsTruncated>true</IsTruncated>\(next)</ListBucketResult>")
        let client = OSSClient(
            ClientConfiguration(region: try Region("cn-hangzhou")),
            credentials: try StaticCredentialsProvider(accessKeyID: "L", accessKeySecret: "s"),
            transport: ScriptedTransport(Array(repeating: page, count: 5)), clock: ClientClock())
        await #expect(throws: ClientError(.invalidResponse, "")) { for try await _ in client.listObjects(bucket: bucket) {} }
    }

    @Test("an empty page is not the last one when it says so") func emptyPage() async throws {
        let transport = ScriptedTransport([
            ScriptedTransport.answer(
                200, [:],
                "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>"),
            ScriptedTransport.answer(
                200, [:], "<ListBucketResult><Contents><Key>k</Key><Size>1</Size></Contents><IsTruncated>false</IsTruncated></ListBucketResult>"),
        ])
        let client = OSSClient(
            ClientConfiguration(region: try Region("cn-hangzhou")),
            credentials: try StaticCredentialsProvider(accessKeyID: "L", accessKeySecret: "s"),
            transport: transport, clock: ClientClock())
        var keys: [String] = []
        for try await entry in client.listObjects(bucket: bucket) { keys.append(try #require(entry.item).key.text) }
        #expect(keys == ["k"])
    }

    @Test("what is no list is no empty list", arguments: ["", "<html></html>", "{}", "<ListBucketResult>", "<Error><Code>X</Code></Error>"])
    func notAList(body: String) async throws {
        let client = OSSClient(
            ClientConfiguration(region: try Region("cn-hangzhou")),
            credentials: try StaticCredentialsProvider(accessKeyID: "L", accessKeySecret: "s"),
            transport: ScriptedTransport([ScriptedTransport.answer(200, [:], body)]), clock: ClientClock())
        await #expect(throws: ClientError(.invalidResponse, "")) { for try await _ in client.listObjects(bucket: bucket) {} }
    }
}
