import HTTPTypes
import OSSSigning
import Testing

@testable import OSSWire

@Suite("A callback as it is presented")
struct PresentedCallbackTests {
    static let ossKeyURL = "https://gosspublic.alicdn.com/callback_pub_key_v1.pem"

    static func headers(signature: String? = "AAAA", keyURL: String? = ossKeyURL) -> HTTPFields {
        var fields: HTTPFields = [:]
        fields[.authorization] = signature
        fields[HTTPField.Name("x-oss-pub-key-url")!] = keyURL.map { Base64.encode($0.utf8) }
        return fields
    }

    static func error(_ target: String = "/", _ headers: HTTPFields) -> CallbackVerificationError? {
        do {
            _ = try PresentedCallback(target: target, headers: headers, body: [])
            return nil
        } catch { return error }
    }

    /// Targets, and what stands before the line feed of the string to sign. OSS page: "Callback".
    static let targets = [
        ("/", "/"), ("/index.html", "/index.html"), ("/a%20b", "/a b"), ("/a+b", "/a+b"), ("/a%2Fb", "/a/b"), ("/%E4%B8%AD", "中"),
        ("/p?id=1&x=%20", "/p?id=1&x=%20"), ("/p?", "/p"), ("/p?a?b", "/p?a?b"), ("http://example.com:8080/p%41?q", "/pA?q"), ("//a//", "//a//"),
    ]

    @Test("the path is signed decoded, and the query as it travels", arguments: targets)
    func stringToSign(target: String, line: String) throws {
        let expected = (line == "中" ? "/中" : line) + "\nbody\n"
        #expect(try PresentedCallback.stringToSign(target: target, body: Array("body\n".utf8)) == Array(expected.utf8))
    }

    @Test("a malformed target is refused", arguments: ["", "*", "x", "/%", "/%zz", "/a b", "/a#b", "/%4"])
    func target(target: String) { #expect(Self.error(target, Self.headers()) == .malformedTarget) }

    @Test("what is missing or malformed is told") func missing() {
        #expect(Self.error("/", Self.headers()) == nil)
        #expect(Self.error("/", Self.headers(signature: nil)) == .missingSignature)
        #expect(Self.error("/", Self.headers(signature: "")) == .missingSignature)
        #expect(Self.error("/", Self.headers(keyURL: nil)) == .missingKeyURL)
        for signature in ["x", "AAA=A", "OSS a:b", "AAA*", "===="] {
            #expect(Self.error("/", Self.headers(signature: signature)) == .malformedSignature, "\(signature)")
        }
        var twice = Self.headers()
        twice.append(HTTPField(name: .authorization, value: "AAAA"))
        #expect(Self.error("/", twice) == .malformedSignature)
        var notEncoded = Self.headers(keyURL: nil)
        notEncoded[HTTPField.Name("x-oss-pub-key-url")!] = Self.ossKeyURL
        #expect(Self.error("/", notEncoded) == .malformedKeyURL)
    }

    static let malformedURLs = [
        "x", "gosspublic.alicdn.com/key.pem", "//gosspublic.alicdn.com/key.pem", "ftp://gosspublic.alicdn.com/key.pem", "file:///etc/passwd",
        "http://", "https:///key.pem", "https://gosspublic.alicdn.com@evil.example/key.pem", "https://gosspublic.alicdn.com\\@evil.example/",
        "https://gosspublic.alicdn.com/key.pem#x", "https://a b/key.pem", "https://gosspublic.alicdn.com:22/key.pem",
        "https://gosspublic.alicdn.com/\r\nX: y", "https://gosspublic.alicdn.com/" + String(repeating: "a", count: 1024),
    ]

    @Test("an address of a key that is no plain URL is refused", arguments: malformedURLs)
    func keyURL(url: String) { #expect(Self.error("/", Self.headers(keyURL: url)) == .malformedKeyURL) }

    /// Addresses, and what is fetched for them when OSS's host and one of one's own, `127.0.0.1:9000`, are trusted.
    static let addresses: [(url: String, fetched: String?)] = [
        (ossKeyURL, ossKeyURL), ("http://gosspublic.alicdn.com/callback_pub_key_v1.pem", ossKeyURL),
        ("HTTPS://GossPublic.AliCDN.com./callback_pub_key_v1.pem", ossKeyURL),
        ("https://gosspublic.alicdn.com:443/callback_pub_key_v1.pem", ossKeyURL),
        ("https://gosspublic.alicdn.com:8443/callback_pub_key_v1.pem", nil), ("https://gosspublic.alicdn.com/callback_pub_key_v1.pem?x", nil),
        ("https://gosspublic.alicdn.com.evil.example/callback_pub_key_v1.pem", nil), ("https://evilgosspublic.alicdn.com/k.pem", nil),
        ("https://evil.example/gosspublic.alicdn.com/k.pem", nil), ("https://alicdn.com/k.pem", nil),
        ("http://127.0.0.1:9000/k?x", "http://127.0.0.1:9000/k?x"), ("http://127.0.0.1:9001/k", nil), ("http://127.0.0.1/k", nil),
        ("http://localhost:9000/k", nil), ("http://127.1:9000/k", nil), ("http://169.254.169.254/latest/meta-data", nil),
    ]

    @Test("only the key of a trusted host is fetched, and OSS's over HTTPS", arguments: addresses)
    func hosts(url: String, fetched: String?) throws {
        let hosts = [CallbackKeyHost.oss, try #require(CallbackKeyHost("127.0.0.1:9000"))]
        let callback = try PresentedCallback(target: "/", headers: Self.headers(keyURL: url), body: [])
        #expect(hosts.lazy.compactMap { $0.address(of: callback.keyURL) }.first == fetched)
    }

    @Test("a host of one's own without a port is trusted at every port; OSS's stays what it is") func ports() throws {
        let url = { try PresentedCallback(target: "/", headers: Self.headers(keyURL: $0), body: []).keyURL }
        #expect(try CallbackKeyHost("localhost")?.address(of: url("http://localhost:4711/k")) == "http://localhost:4711/k")
        #expect(CallbackKeyHost("gosspublic.alicdn.com:8080") == .oss)
        for text in ["", "a b", "http://a", "a/b", "a@b", "a:0", "a:x", ".a"] { #expect(CallbackKeyHost(text) == nil, "\(text)") }
    }
}
