import OSSSigning
import Testing

@Suite("From host and path to bucket and key") struct HostAddressingTests {
    struct Request: Sendable, CustomTestStringConvertible {
        let host: String
        let path: String
        let bucket: String?
        let key: String?

        init(_ host: String, _ path: String, _ bucket: String?, _ key: String?) {
            self.host = host
            self.path = path
            self.bucket = bucket
            self.key = key
        }

        var testDescription: String { host + path }
    }

    static let addressing = try! HostAddressing(
        baseDomains: ["localhost", "oss.example.com"], cnames: ["static.example.net": BucketName("pictures"), "127.0.0.9": BucketName("loopback")])

    static let requests = [
        // Virtual host, in all forms of OSS's hosts.
        Request("bkt.oss-cn-hangzhou.aliyuncs.com", "/a/b", "bkt", "a/b"), Request("bkt.oss-cn-hangzhou-internal.aliyuncs.com", "/a", "bkt", "a"),
        Request("bkt.cn-hangzhou.oss.aliyuncs.com", "/a", "bkt", "a"), Request("bkt.oss-accelerate.aliyuncs.com", "/a", "bkt", "a"),
        Request("bkt.oss-accelerate-overseas.aliyuncs.com", "/a", "bkt", "a"),
        Request("bkt.oss-cn-hangzhou-finance-1-pub.aliyuncs.com", "/a", "bkt", "a"),
        Request("bkt.cb-123.cn-hangzhou.oss-cloudbox.aliyuncs.com", "/a", "bkt", "a"),
        Request("bkt.oss-cn-hangzhou.aliyuncs.com:8080", "/a", "bkt", "a"), Request("BKT.OSS-cn-Hangzhou.Aliyuncs.com", "/a", "bkt", "a"),
        Request("bkt.oss-cn-hangzhou.aliyuncs.com", "/", "bkt", nil),
        Request("bkt.localhost", "/a", "bkt", "a"), Request("bkt.localhost:9000", "/", "bkt", nil), Request("bkt.oss.example.com", "/a", "bkt", "a"),
        // Path style, on a base domain, an address, or any host.
        Request("oss-cn-hangzhou.aliyuncs.com", "/bkt/a", "bkt", "a"), Request("cn-hangzhou.oss.aliyuncs.com", "/bkt/a", "bkt", "a"),
        Request("localhost:9000", "/bkt/a/b", "bkt", "a/b"), Request("oss.example.com", "/bkt/a", "bkt", "a"),
        Request("127.0.0.1:9000", "/bkt/a", "bkt", "a"),
        Request("[::1]:9000", "/bkt/a", "bkt", "a"), Request("anything.test", "/bkt/a", "bkt", "a"), Request("127.1", "/bkt/a", "bkt", "a"),
        Request("127.0.0.1", "/bkt", "bkt", nil), Request("127.0.0.1", "/bkt/", "bkt", nil),
        // The service.
        Request("oss-cn-hangzhou.aliyuncs.com", "/", nil, nil), Request("localhost", "/", nil, nil), Request("127.0.0.1:9000", "/", nil, nil),
        Request("[::1]", "/", nil, nil),
        // CNAME.
        Request("static.example.net", "/a", "pictures", "a"), Request("STATIC.example.net:443", "/", "pictures", nil),
        Request("static.example.net", "/other/a", "pictures", "other/a"),
        // Keys are decoded once and never normalised.
        Request("bkt.localhost", "/a%2Fb", "bkt", "a/b"), Request("bkt.localhost", "/a/../b", "bkt", "a/../b"),
        Request("bkt.localhost", "/%2e%2e/b", "bkt", "../b"),
        Request("bkt.localhost", "/a//b", "bkt", "a//b"), Request("bkt.localhost", "/a%252Fb", "bkt", "a%2Fb"),
        Request("bkt.localhost", "/a+b", "bkt", "a+b"),
        Request("bkt.localhost", "/a%20b%3Fc", "bkt", "a b?c"), Request("bkt.localhost", "/%E4%B8%AD", "bkt", "中"),
        Request("bkt.localhost", "/a/", "bkt", "a/"),
        Request("bkt.localhost", "/a%0Ab", "bkt", "a\nb"), Request("127.0.0.1", "/bkt/../other/a", "bkt", "../other/a"),
    ]

    @Test("the logical resource is found", arguments: requests) func resource(request: Request) throws {
        let resource = try Self.addressing.resource(authority: request.host, target: RequestTarget(request.path))
        #expect(resource.bucket?.rawValue == request.bucket)
        #expect(resource.key?.bytes == request.key.map { Array($0.utf8) })
    }

    static let badBuckets = [
        Request("127.0.0.1", "/ab/a", "ab", nil), Request("127.0.0.1", "/Bkt/a", "Bkt", nil), Request("127.0.0.1", "/-bkt/a", nil, nil),
        Request("127.0.0.1", "/bkt-/a", nil, nil), Request("127.0.0.1", "/b_t/a", nil, nil), Request("127.0.0.1", "/../a", nil, nil),
        Request("127.0.0.1", "//a", nil, nil), Request("a.b.localhost", "/a", nil, nil), Request("xy.localhost", "/a", nil, nil),
        Request("127.0.0.1", "/" + String(repeating: "b", count: 64), nil, nil), Request("b_t.oss-cn-hangzhou.aliyuncs.com", "/a", nil, nil),
    ]

    @Test("a bucket's name follows the rule, wherever it stands", arguments: badBuckets) func badBucket(request: Request) throws {
        let error = #expect(throws: AddressError.self) { try Self.addressing.resource(authority: request.host, target: RequestTarget(request.path)) }
        guard case .invalidBucketName = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test(
        "a key is UTF-8 of 1 to 1023 bytes",
        arguments: ["/%FF", "/a%00b", "/%C0%AF", "/%ED%A0%80", "/" + String(repeating: "k", count: 1024), "/%E4%B8"])
    func badKey(path: String) throws {
        let error = #expect(throws: AddressError.self) { try Self.addressing.resource(authority: "bkt.localhost", target: RequestTarget(path)) }
        guard case .invalidObjectKey = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test("a cut or broken escape is refused", arguments: ["/a%", "/a%2", "/a%zz", "/%%41", "/%+1", "/% 1", "/%u0041"]) func badEscape(path: String) {
        #expect(throws: (any Error).self) { try Self.addressing.resource(authority: "bkt.localhost", target: RequestTarget(path)) }
    }

    @Test(
        "a malformed host is refused",
        arguments: ["", ":80", "user@bkt.localhost", "bkt.localhost:", "bkt.localhost:0", "bkt.localhost:65536", "a b", "[::1", "bkt.localhost/x"])
    func badHost(host: String) {
        #expect(throws: AddressError.malformedHost) { try Self.addressing.resource(authority: host, target: RequestTarget("/a")) }
    }

    @Test("a non-ASCII host never folds into an ASCII one") func foldedHost() throws {
        let resource = try? Self.addressing.resource(authority: "b\u{212A}t.localhost", target: RequestTarget("/a"))
        #expect(resource?.bucket?.rawValue != "bkt")
    }

    @Test(
        "targets are origin form or absolute form",
        arguments: [
            ("/a?b=c", nil, "/a", "b=c"), ("/", nil, "/", ""), ("/a?", nil, "/a", ""), ("/a?b?c", nil, "/a", "b?c"), ("//a", nil, "//a", ""),
            ("http://bkt.localhost:9000/a?acl", "bkt.localhost:9000", "/a", "acl"), ("HTTPS://bkt.localhost/a", "bkt.localhost", "/a", ""),
            ("http://bkt.localhost", "bkt.localhost", "/", ""), ("http://bkt.localhost?acl", "bkt.localhost", "/", "acl"),
            ("/http://x/y", nil, "/http://x/y", ""),
        ] as [(String, String?, String, String)])
    func targets(text: String, authority: String?, path: String, query: String) throws {
        let target = try RequestTarget(text)
        #expect(target.authority == authority)
        #expect(target.path == Array(path.utf8))
        #expect(target.query == Array(query.utf8))
    }

    @Test(
        "what is no target is refused",
        arguments: ["", "*", "a", "bkt.localhost:443", "ftp://h/a", "/a#f", "/a b", "/a\u{7F}", "/é", "/a\r\nb", "/a\0", "?acl", "http:///a"])
    func badTargets(text: String) {
        #expect(throws: TargetError.self) { try RequestTarget(text) }
    }
}
