import HTTPTypes
import NIOHTTP1
import OSSSigning
import OSSWire
import Testing

@testable import OSSServer

@Suite("HTTP's own rules") struct RequestEnvelopeTests {
    struct Head: Sendable, CustomTestStringConvertible {
        var name: String
        var version = HTTPVersion.http1_1
        var method = HTTPMethod.PUT
        var target = "/key"
        var headers: [(String, String)] = [("Host", "bkt.localhost:9000")]

        init(_ name: String, _ edit: (inout Head) -> Void) {
            self.name = name
            edit(&self)
        }

        var testDescription: String { name }

        func envelope(_ limits: ServerLimits = ServerLimits()) throws -> RequestEnvelope {
            try RequestEnvelope(HTTPRequestHead(version: version, method: method, uri: target, headers: HTTPHeaders(headers)), limits: limits)
        }
    }

    static let refused = [
        Head("two Host fields") { $0.headers.append(("Host", "bkt.localhost:9000")) },
        Head("two Host fields that differ") { $0.headers.append(("host", "other.localhost:9000")) },
        Head("no Host") { $0.headers = [] },
        Head("no Host, absolute form") { ($0.headers, $0.target) = ([], "http://bkt.localhost/key") },
        Head("an empty Host") { $0.headers = [("Host", "")] },
        Head("a Host with user information") { $0.headers = [("Host", "user@bkt.localhost")] },
        Head("a Host with a path") { $0.headers = [("Host", "bkt.localhost/x")] },
        Head("a Host that is a list") { $0.headers = [("Host", "a.localhost, b.localhost")] },
        Head("a port beyond 65535") { $0.headers = [("Host", "bkt.localhost:65536")] },
        Head("target and Host that disagree") { $0.target = "http://other.localhost:9000/key" },
        Head("target and Host that disagree in the port") { $0.target = "http://bkt.localhost:9001/key" },
        Head("a target without port, a Host with another than the scheme's") { $0.target = "http://bkt.localhost/key" },
        Head("user information in the target") { $0.target = "http://user:pw@bkt.localhost:9000/key" },
        Head("a target without a host") { $0.target = "http:///key" },
        Head("a target with another scheme") { $0.target = "ftp://bkt.localhost:9000/key" },
        Head("the asterisk form") { ($0.method, $0.target) = (.OPTIONS, "*") },
        Head("the CONNECT form") { ($0.method, $0.target) = (.CONNECT, "bkt.localhost:9000") },
        Head("a fragment") { $0.target = "/key#part" },
        Head("a raw blank in the target") { $0.target = "/a b" },
        Head("raw non-ASCII in the target") { $0.target = "/é" },
        Head("a control character in the target") { $0.target = "/a\u{1}b" },
        Head("a relative target") { $0.target = "key" },
        Head("an empty target") { $0.target = "" },
        Head("HTTP/1.0 with Transfer-Encoding") { ($0.version, $0.headers) = (.http1_0, $0.headers + [("Transfer-Encoding", "chunked")]) },
        Head("identity, chunked") { $0.headers.append(("Transfer-Encoding", "identity, chunked")) },
        Head("gzip, chunked") { $0.headers.append(("Transfer-Encoding", "gzip, chunked")) },
        Head("identity") { $0.headers.append(("Transfer-Encoding", "identity")) },
        Head("xchunked") { $0.headers.append(("Transfer-Encoding", "xchunked")) },
        Head("chunked twice") { $0.headers += [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")] },
        Head("chunked, chunked") { $0.headers.append(("Transfer-Encoding", "chunked, chunked")) },
        Head("an empty Transfer-Encoding") { $0.headers.append(("Transfer-Encoding", "")) },
        Head("a length of 2^64") { $0.headers.append(("Content-Length", "18446744073709551616")) },
        Head("a length of 2^63") { $0.headers.append(("Content-Length", "9223372036854775808")) },
        Head("a negative length") { $0.headers.append(("Content-Length", "-1")) },
        Head("a signed length") { $0.headers.append(("Content-Length", "+5")) },
        Head("a length that is a list") { $0.headers.append(("Content-Length", "5, 5")) },
        Head("HTTP/2") { $0.version = HTTPVersion(major: 2, minor: 0) },
        Head("HTTP/1.2") { $0.version = HTTPVersion(major: 1, minor: 2) },
    ]

    @Test("a request that breaks one of them is refused with 400", arguments: refused) func refusal(head: Head) {
        let error = #expect(throws: OSSError.self) { try head.envelope() }
        #expect(error?.status == 400)
    }

    struct Accepted: Sendable, CustomTestStringConvertible {
        let head: Head
        let authority: String
        let path: String

        init(_ name: String, authority: String = "bkt.localhost:9000", path: String = "/key", _ edit: (inout Head) -> Void) {
            head = Head(name, edit)
            self.authority = authority
            self.path = path
        }

        var testDescription: String { head.name }
    }

    static let accepted = [
        Accepted("origin form") { _ in },
        Accepted("absolute form") { $0.target = "http://bkt.localhost:9000/key" },
        Accepted("absolute form in another case") { $0.target = "HTTP://BKT.localhost:9000/key" },
        Accepted("absolute form with the default port, a Host without", authority: "bkt.localhost") {
            ($0.target, $0.headers) = ("http://bkt.localhost:80/key", [("Host", "bkt.localhost")])
        },
        Accepted("absolute form without port, a Host with the default one", authority: "bkt.localhost") {
            ($0.target, $0.headers) = ("https://bkt.localhost/key", [("Host", "BKT.localhost:443")])
        },
        Accepted("an IPv6 address", authority: "[::1]:9000") { $0.headers = [("Host", "[::1]:9000")] },
        Accepted("dot segments, kept as they are", path: "/b/../x") { $0.target = "/b/../x" },
        Accepted("escaped dot segments, kept as they are", path: "/%2e%2e/x%00") { $0.target = "/%2e%2e/x%00" },
        Accepted("two slashes, kept as they are", path: "//key") { $0.target = "//key" },
    ]

    @Test("one authority comes out, and the path untouched", arguments: accepted) func acceptance(item: Accepted) throws {
        let envelope = try item.head.envelope()
        let host = envelope.authority.lowercased()
        #expect([item.authority, item.authority + ":80", item.authority + ":443"].contains(host), "\(host)")
        #expect(envelope.target.path == Array(item.path.utf8))
    }

    @Test("a target is as long as the limit allows, and no longer") func targetLimit() throws {
        var limits = ServerLimits()
        limits.targetBytes = 100
        #expect(throws: Never.self) { try Head("at the limit") { $0.target = "/" + String(repeating: "k", count: 99) }.envelope(limits) }
        let error = #expect(throws: OSSError.self) { try Head("beyond") { $0.target = "/" + String(repeating: "k", count: 100) }.envelope(limits) }
        #expect((400...499).contains(error?.status ?? 0))
        #expect(throws: OSSError.self) { try Head("70 KiB") { $0.target = "/" + String(repeating: "k", count: 70 * 1024) }.envelope() }
    }

    @Test(
        "the body's length is told by the length, by chunks, or not at all",
        arguments: [
            ([], .none), ([("Content-Length", "0")], .length(0)), ([("Content-Length", "5")], .length(5)),
            ([("content-length", "5368709121")], .length(5_368_709_121)), ([("Transfer-Encoding", "chunked")], .chunked),
        ] as [([(String, String)], RequestEnvelope.Framing)])
    func framing(headers: [(String, String)], framing: RequestEnvelope.Framing) throws {
        #expect(try Head("framing") { $0.headers += headers }.envelope().framing == framing)
    }

    @Test("a client of HTTP/1.1 may wait for 100 Continue, one of HTTP/1.0 may not") func expectContinue() throws {
        #expect(try Head("waits") { $0.headers.append(("Expect", "100-continue")) }.envelope().expectsContinue)
        #expect(try Head("waits, in another case") { $0.headers.append(("expect", "100-Continue")) }.envelope().expectsContinue)
        #expect(try !Head("does not wait") { _ in }.envelope().expectsContinue)
        #expect(
            try !Head("cannot wait") { ($0.version, $0.headers) = (.http1_0, $0.headers + [("Expect", "100-continue")]) }.envelope().expectsContinue)
    }

    @Test("fields keep every repetition, and their order") func fields() throws {
        let envelope = try Head("fields") { $0.headers += [("x-oss-meta-a", "1"), ("X-OSS-Meta-A", "2")] }.envelope()
        #expect(envelope.fields[values: HTTPField.Name("x-oss-meta-a")!] == ["1", "2"])
    }
}
