import OSSClient
import OSSSigning
import OSSTesting
import OSSWire
import Testing

/// A key is its bytes: what is sent is what arrives, through the whole transport and back.
@Suite("Keys")
struct KeyTests {
    private static let kinds = [
        "a b", " a", "a ", "+", "a+b", "%", "%25", "%2F", "a%20b", "a//b", "a/./b", "a/../b", "..", ".", "../a", "./a", "a/..", "a/", "a//", "a/.",
        "é", "e\u{301}", "日本語/キー", "😀", "a?b", "a?b=c&d", "a#b", "a&b=c", "a=b", "a;b", "a:b", "a@b", "a,b", "a!$'()*b", "a\"b", "a<b>", "a{b}",
        "a|b", "a^b", "a`b", "a~b", "a\\b", "[a]", "http://a/b", "//", "\u{1}", "a\u{7}b", "\t", "\n", "a\r\nb", "\u{1F}", "\u{7F}", "\u{FFFE}",
        "\u{FEFF}a", "\u{2028}", "\u{0085}", "acl", "?acl", "a?uploadId=x", "x-oss-process", String(repeating: "k", count: 1023),
        String(repeating: "é", count: 511), "-", "_", "*",
    ].filter { $0 != "//" }

    private static func random(_ generator: inout SeededGenerator) -> String {
        let alphabet = Array("ab/.%+ ?#&=;:@\\\"'<>{}|^`~é\u{301}日😀\u{1}\u{7}\t\n\r\u{7F}*!()$,-_[]".unicodeScalars)
        let length = Int.random(in: 1...40, using: &generator)
        let scalars = (0..<length).map { _ in alphabet.randomElement(using: &generator)! }
        let key = String(String.UnicodeScalarView(scalars))
        // OSS refuses a first slash or backslash.
        return key.hasPrefix("/") || key.hasPrefix("\\") ? "k" + key : key
    }

    @Test("arrive as they were sent, are listed and read so, and are deleted by one request")
    func arrive() async throws {
        var generator = SeededGenerator(seed: 20_241_112)
        let keys = Set(try (Self.kinds + (0..<300).map { _ in Self.random(&generator) }).map { try ObjectKey($0) })
        let bucket = try BucketName("uploads")
        try await TestServer.run { server in
            let client = try server.client()
            for key in keys {
                _ = try await client.putObject(PutObjectRequest(bucket: bucket, key: key, body: .bytes(key.bytes)))
            }
            var listed: Set<ObjectKey> = []
            for try await entry in client.listObjects(bucket: bucket) {
                listed.insert(try #require(entry.item).key)
            }
            #expect(listed.subtracting(keys).isEmpty, "keys that nobody sent")
            #expect(keys.subtracting(listed).isEmpty, "keys that did not arrive")
            for key in keys {
                let read = try await client.getObject(GetObjectRequest(bucket: bucket, key: key)).bytes(upTo: 4096)
                #expect(read == key.bytes, "\(key.text.debugDescription)")
            }
            let deleted = try await client.deleteMultipleObjects(
                DeleteMultipleObjectsRequest(bucket: bucket, objects: keys.map { ObjectToDelete(key: $0) }))
            #expect(Set(deleted.deleted.map(\.key)) == keys)
            #expect(try await client.listObjectsV2(ListObjectsV2Request(bucket: bucket)).contents.isEmpty)
        }
    }

    @Test("are found by sources of copies and by targets of links", arguments: ["a b+c%2F?x=y&é/../\u{1}//", "%", "😀+"])
    func headers(name: String) async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let (bucket, key) = (try BucketName("uploads"), try ObjectKey(name))
            _ = try await client.putObject(PutObjectRequest(bucket: bucket, key: key, body: .text("hello")))
            try await client.copyObject(CopyObjectRequest(bucket: bucket, key: ObjectKey("copy"), sourceKey: key))
            #expect(try await client.getObject(GetObjectRequest(bucket: "uploads", key: "copy")).bytes(upTo: 9) == Array("hello".utf8))
            try await client.putSymlink(PutSymlinkRequest(bucket: bucket, key: ObjectKey("link"), target: key))
            #expect(try await client.getSymlink(GetSymlinkRequest(bucket: "uploads", key: "link")).target == key)
            #expect(try await client.getObject(GetObjectRequest(bucket: "uploads", key: "link")).bytes(upTo: 9) == Array("hello".utf8))
        }
    }

    @Test("work in prefixes, delimiters and markers") func parameters() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let bucket = try BucketName("uploads")
            for key in ["a+b %/1", "a+b %/2", "a+b %/\u{1}/3", "a+c"] {
                _ = try await client.putObject(PutObjectRequest(bucket: "uploads", key: key, body: .text("x")))
            }
            let page = try await client.listObjectsV2(
                ListObjectsV2Request(bucket: bucket, prefix: "a+b %/", delimiter: "/", startAfter: "a+b %/1"))
            #expect(page.contents.map(\.key.text) == ["a+b %/2"] && page.commonPrefixes.isEmpty)
            let all = try await client.listObjectsV2(ListObjectsV2Request(bucket: bucket, prefix: "a+b %/", delimiter: "/"))
            #expect(all.contents.map(\.key.text) == ["a+b %/1", "a+b %/2"] && all.commonPrefixes.map(\.text) == ["a+b %/\u{1}/"])
        }
    }
}
