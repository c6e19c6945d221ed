import HTTPTypes
import OSSClient
import Testing

/// A signature is for the bytes of a URL, so the transport must not tidy them up.
@Suite("Targets")
struct TargetTests {
    private static let targets = [
        "/", "/a", "/a%20b", "/a+b", "/%2F", "/%2f", "/a//b", "//a", "/a/./b", "/a/../b", "/..", "/../a", "/a/..", "/.", "/a/", "/a//", "/%25",
        "/%2525",
        "/%C3%A9", "/%c3%a9", "/a%00b", "/a%0D%0Ab", "/~-._", "/!$&'()*,;=:@", "/a?", "/a?b", "/a?b=", "/a?b=c&d", "/a?b=c?d", "/a?b=/../c",
        "/a?b=%2B+c",
        "/a?x-oss-credential=LTAI%2F20241112%2Fcn-hangzhou%2Foss%2Faliyun_v4_request", "/a?b=%20&b=%20", "/a?&&", "/a?b==", "/%E2%80%A8",
    ]

    @Test("go out byte for byte as they stand in the URL", arguments: [HTTPRequest.Method.get, .put]) func target(method: HTTPRequest.Method)
        async throws
    {
        try await RecordingListener.run { listener in
            let transport = try AsyncHTTPTransport()
            for target in Self.targets {
                let response = try await transport.send(TransportRequest(method, url: "http://127.0.0.1:\(listener.port)\(target)"))
                #expect(try await response.wholeBody(limit: 10).isEmpty)
            }
            #expect(listener.requestLines == Self.targets.map { "\(method.rawValue) \($0) HTTP/1.1" })
        }
    }

    @Test("that hold what no URL may hold are escaped, once") func escaped() async throws {
        let table = [
            ("/a b", "/a%20b"), ("/a|b", "/a%7Cb"), ("/a\"b", "/a%22b"), ("/é", "/%C3%A9"), ("/a[b]", "/a%5Bb%5D"), ("/a^b`c", "/a%5Eb%60c"),
            ("/a{b}", "/a%7Bb%7D"), ("/a<b>", "/a%3Cb%3E"), ("/a\\b", "/a%5Cb"), ("/a?b=é", "/a?b=%C3%A9"), ("/a?b=[c]", "/a?b=%5Bc%5D"),
            ("/a%20 b", "/a%20%20b"), ("/a?b=%2F|", "/a?b=%2F%7C"), ("/a#f", "/a"), ("/a?b#f", "/a?b"),
        ]
        try await RecordingListener.run { listener in
            let transport = try AsyncHTTPTransport()
            for (target, _) in table {
                let response = try await transport.send(TransportRequest(.get, url: "http://127.0.0.1:\(listener.port)\(target)"))
                #expect(try await response.wholeBody(limit: 10).isEmpty)
            }
            #expect(listener.requestLines == table.map { "GET \($0.1) HTTP/1.1" })
        }
    }

    @Test(
        "that are no targets are not sent", arguments: ["/a%zz", "/a%", "/a%2", "/%%20", "/a\nb", "/a\r\nHost: b", "/a\tb", "/a\u{0}", "/a?b=\u{7F}"])
    func refused(target: String) async throws {
        try await RecordingListener.run { listener in
            let transport = try AsyncHTTPTransport()
            await #expect(throws: ClientError(.invalidURL, "")) {
                try await transport.send(TransportRequest(.get, url: "http://127.0.0.1:\(listener.port)\(target)"))
            }
            #expect(listener.requestLines.isEmpty)
        }
    }
}
