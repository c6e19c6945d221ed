import HTTPTypes
import OSSSigning
import OSSTesting
import OSSWire
import Testing

@testable import OSSServer

/// A URL that is bound to a place, used from 127.0.0.1.
private struct BoundURL: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let answer: String
    /// Short names, for example `source-ip`.
    let parameters: [(String, String)]
    /// Signed as the address, and not in the URL.
    var hidden: String?
    /// `X-Forwarded-For`, a header each.
    var forwarded: [String] = []
    var proxies: [String] = []
    var vpcs: [String] = []
    /// A part of the hint.
    var hint = ""

    init(
        _ name: String, _ answer: String, _ parameters: [(String, String)], hidden: String? = nil, forwarded: [String] = [], proxies: [String] = [],
        vpcs: [String] = [], hint: String = ""
    ) {
        (testDescription, self.answer, self.parameters, self.hidden) = (name, answer, parameters, hidden)
        (self.forwarded, self.proxies, self.vpcs, self.hint) = (forwarded, proxies, vpcs, hint)
    }

    /// 0002-00000225 in V4, 602 in V1.
    static let elsewhere = "403 SignatureDoesNotMatch EC"
    static let malformed = "400 InvalidArgument -"
    static let local = "127.0.0.1/32"
    static let here = "the request came from 127.0.0.1"

    static let shown: [BoundURL] = [
        BoundURL("this address", "200", [("source-ip", "127.0.0.1")]),
        BoundURL("this address, all bits", "200", [("source-ip", "127.0.0.1"), ("subnet-mask", "32")]),
        BoundURL("this network", "200", [("source-ip", "127.0.0.0"), ("subnet-mask", "8")]),
        BoundURL("this network, by an address in it", "200", [("source-ip", "127.255.1.9"), ("subnet-mask", "8")]),
        BoundURL("everywhere", "200", [("source-ip", "0.0.0.0"), ("subnet-mask", "0")]),
        BoundURL("the neighbour", elsewhere, [("source-ip", "127.0.0.2")], hint: "bound to 127.0.0.2, and \(here)"),
        BoundURL("the neighbour's half", elsewhere, [("source-ip", "127.0.0.2"), ("subnet-mask", "31")]),
        BoundURL("its own half", "200", [("source-ip", "127.0.0.0"), ("subnet-mask", "31")]),
        BoundURL(
            "another network", elsewhere, [("source-ip", "203.0.113.0"), ("subnet-mask", "24")], hint: "bound to 203.0.113.0/24, and \(here)"),
        BoundURL("all of IPv6", elsewhere, [("source-ip", "::"), ("subnet-mask", "0")]),
        BoundURL("an address of IPv6", elsewhere, [("source-ip", "2001:db8::1"), ("subnet-mask", "128")]),
    ]

    static let hiding: [BoundURL] = [
        BoundURL("this address, hidden", "200", [("subnet-mask", "32")], hidden: "127.0.0.1"),
        BoundURL("this network, hidden", "200", [("subnet-mask", "8")], hidden: "127.0.0.0"),
        BoundURL("everywhere, hidden", "200", [("subnet-mask", "0")], hidden: "0.0.0.0"),
        BoundURL("another network, hidden", elsewhere, [("subnet-mask", "24")], hidden: "203.0.113.0", hint: "network of /24"),
        BoundURL("not masked when it was signed", elsewhere, [("subnet-mask", "8")], hidden: "127.0.0.1"),
        BoundURL("a mask of IPv6", elsewhere, [("subnet-mask", "64")], hidden: "127.0.0.1"),
        BoundURL("a network of IPv6, hidden", elsewhere, [("subnet-mask", "32")], hidden: "2001:db8::"),
    ]

    static let vpcs: [BoundURL] = [
        BoundURL("a VPC that nobody named", elsewhere, [("vpc-id", "vpc-a")], hint: "bound to the VPC vpc-a, and the request came from no VPC"),
        BoundURL("the client's VPC", "200", [("vpc-id", "vpc-a")], vpcs: ["127.0.0.0/8=vpc-a"]),
        BoundURL("another VPC", elsewhere, [("vpc-id", "vpc-b")], vpcs: ["127.0.0.0/8=vpc-a"], hint: "came from the VPC vpc-a"),
        BoundURL("a VPC in another case", elsewhere, [("vpc-id", "VPC-A")], vpcs: ["127.0.0.0/8=vpc-a"]),
        BoundURL("the first network counts", "200", [("vpc-id", "vpc-a")], vpcs: ["127.0.0.1=vpc-a", "127.0.0.0/8=vpc-b"]),
        BoundURL("VPC and address", "200", [("vpc-id", "vpc-a"), ("source-ip", "127.0.0.1")], vpcs: ["127.0.0.0/8=vpc-a"]),
        BoundURL("VPC and another address", elsewhere, [("vpc-id", "vpc-a"), ("source-ip", "127.0.0.2")], vpcs: ["127.0.0.0/8=vpc-a"]),
        BoundURL("VPC and hidden address", "200", [("vpc-id", "vpc-a"), ("subnet-mask", "32")], hidden: "127.0.0.1", vpcs: ["127.0.0.0/8=vpc-a"]),
        BoundURL("another VPC and hidden address", elsewhere, [("vpc-id", "vpc-b"), ("subnet-mask", "32")], hidden: "127.0.0.1"),
    ]

    private static let far = [("source-ip", "203.0.113.0"), ("subnet-mask", "24")]
    private static let forwarding = far + [("forward-allow", "true")]
    static let forwarded: [BoundURL] = [
        BoundURL("through a trusted proxy", "200", forwarding, forwarded: ["203.0.113.9"], proxies: [local]),
        BoundURL("through two", "200", forwarding, forwarded: ["203.0.113.9, 10.0.0.1"], proxies: [local, "10.0.0.0/8"]),
        BoundURL("through two, a header each", "200", forwarding, forwarded: ["203.0.113.9", "10.0.0.1"], proxies: [local, "10.0.0.0/8"]),
        BoundURL("what the client wrote itself", elsewhere, forwarding, forwarded: ["203.0.113.9, 198.51.100.1"], proxies: [local]),
        BoundURL("a proxy that nobody trusts", elsewhere, forwarding, forwarded: ["203.0.113.9"]),
        BoundURL("no proxies allowed", elsewhere, far, forwarded: ["203.0.113.9"], proxies: [local]),
        BoundURL("proxies forbidden", elsewhere, far + [("forward-allow", "false")], forwarded: ["203.0.113.9"], proxies: [local]),
        BoundURL("what is no address", elsewhere, forwarding, forwarded: ["203.0.113.9, unknown"], proxies: [local]),
        BoundURL("nothing forwarded", elsewhere, forwarding, proxies: [local]),
        BoundURL(
            "hidden and forwarded", "200", [("subnet-mask", "24"), ("forward-allow", "true")], hidden: "203.0.113.0", forwarded: ["203.0.113.9"],
            proxies: [local]),
        BoundURL(
            "the forwarded client's VPC", "200", [("vpc-id", "vpc-f"), ("forward-allow", "true")], forwarded: ["203.0.113.9"], proxies: [local],
            vpcs: ["203.0.113.0/24=vpc-f"]),
        BoundURL(
            "IPv6 behind a proxy", "200", [("source-ip", "2001:DB8:0::"), ("subnet-mask", "32"), ("forward-allow", "true")],
            forwarded: ["2001:db8:ffff::1"], proxies: [local]),
        BoundURL(
            "IPv6, hidden", "200", [("subnet-mask", "33"), ("forward-allow", "true")], hidden: "2001:db8:8000::", forwarded: ["2001:db8:ffff::1"],
            proxies: [local]),
        BoundURL("IPv4 as IPv6 shows it", "200", forwarding, forwarded: ["::ffff:203.0.113.9"], proxies: [local]),
    ]

    static let malformedValues: [BoundURL] =
        [
            ("source-ip", ""), ("source-ip", "localhost"), ("source-ip", "127.0.0.1/32"), ("source-ip", "0x7f.1"), ("source-ip", "127.0.0.1 "),
            ("source-ip", "127.0.0.256"), ("source-ip", "[::1]"), ("subnet-mask", ""), ("subnet-mask", "129"), ("subnet-mask", "-1"),
            ("subnet-mask", "255.255.255.0"), ("subnet-mask", "99999999999999999999999"), ("vpc-id", ""), ("vpc-id", "vpc a"), ("vpc-id", "vpc/a"),
            ("vpc-id", String(repeating: "v", count: 129)), ("forward-allow", ""), ("forward-allow", "yes"), ("forward-allow", "TRUE"),
        ].map { BoundURL("malformed \($0.0)=\($0.1.prefix(20))", malformed, [$0]) }
        + [
            BoundURL("a mask that is too long", malformed, [("source-ip", "127.0.0.1"), ("subnet-mask", "33")]),
            BoundURL("two addresses", malformed, [("source-ip", "127.0.0.1"), ("source-ip", "127.0.0.1")]),
            BoundURL("two masks", malformed, [("source-ip", "127.0.0.1"), ("subnet-mask", "32"), ("subnet-mask", "0")]),
            BoundURL("a binding that nobody knows", "501 NotImplemented -", [("country", "nl")]),
        ]

    static let all = shown + hiding + vpcs + forwarded + malformedValues

    func run(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let (proxies, vpcs) = (try proxies.map { try #require(TrustedProxy($0)) }, try vpcs.map { try #require(VPCNetwork($0)) })
        try await TestServer.run(trustedProxies: proxies, vpcNetworks: vpcs, body)
    }

    func url(_ server: TestServer, _ version: SignatureVersion) throws -> String {
        var request = UnsignedRequest(
            .put, .object(try BucketName("uploads"), try ObjectKey("bound")),
            parameters: parameters.map { QueryParameter("x-oss-ac-\($0.0)", $0.1) })
        if let hidden { request.impliedParameters = [QueryParameter("x-oss-ac-source-ip", hidden)] }
        let signer = try RequestSigner(credentials: server.credentials, region: server.region, endpoint: server.endpoint, version: version)
        return try signer.presign(request, at: server.clock.now).url
    }

    static func expected(_ answer: String, _ version: SignatureVersion) -> String {
        answer.hasSuffix(" EC") ? answer.dropLast(2) + (version == .v4 ? "0002-00000225" : "0002-00000602") : answer
    }
}

@Suite("URLs that are bound to a place") struct SourceBindingTests {
    @Test("a URL works where it is bound to, and nowhere else", arguments: BoundURL.all) fileprivate func bound(_ bound: BoundURL) async throws {
        try await bound.run { server in
            for version in [SignatureVersion.v4, .v1] {
                let url = try bound.url(server, version)
                let answer = try await server.put(url, bound.forwarded.map { ("X-Forwarded-For", $0) }, "x")
                #expect((answer.status == 200 ? "200" : answer.refusal) == BoundURL.expected(bound.answer, version), "\(version)")
                let hint = answer["x-waybill-hint"].first ?? ""
                #expect(bound.hint.isEmpty || hint.contains(bound.hint), "\(hint)")
            }
        }
    }

    @Test("what binds a URL cannot be taken out of it, changed or added", arguments: [SignatureVersion.v4, .v1])
    func tampered(_ version: SignatureVersion) async throws {
        let url = BoundURL("", "", [("source-ip", "203.0.113.0"), ("subnet-mask", "24"), ("vpc-id", "vpc-b"), ("forward-allow", "true")])
        let mismatch = "403 SignatureDoesNotMatch \(version == .v4 ? "0002-00000201" : "0002-00000040")"
        try await url.run { server in
            let whole = try url.url(server, version)
            for part in ["x-oss-ac-vpc-id=vpc-b&", "x-oss-ac-forward-allow=true&", "x-oss-ac-subnet-mask=24&"] {
                let stripped = whole.replacing(part, with: "")
                #expect(stripped != whole)
                #expect(try await server.put(stripped, [], "x").refusal == mismatch)
            }
            // Without its address the URL is one whose address is hidden.
            let hidden = whole.replacing("x-oss-ac-source-ip=203.0.113.0&", with: "")
            #expect(try await server.put(hidden, [], "x").refusal == BoundURL.expected(BoundURL.elsewhere, version))
            #expect(try await server.put(whole.replacing("203.0.113.0", with: "127.0.0.0"), [], "x").refusal == mismatch)
            #expect(try await server.put(whole.replacing("subnet-mask=24", with: "subnet-mask=0"), [], "x").refusal == mismatch)
            let free = try BoundURL("", "", []).url(server, version)
            #expect(try await server.put(free, [], "x").status == 200)
            #expect(try await server.put(free + "&x-oss-ac-source-ip=127.0.0.1", [], "x").refusal == mismatch)
        }
    }

    @Test("a sub-resource does not hide a binding") func operations() async throws {
        try await TestServer.run { server in
            let query = "x-oss-ac-source-ip=203.0.113.1"
            for (method, path) in [
                (HTTPRequest.Method.post, "uploads/k?uploads&"), (.get, "uploads?acl&"), (.get, "uploads/k?"), (.delete, "uploads/k?"), (.get, "?"),
            ] {
                for carrier in [Carrier.query, .header] {
                    let answer = try await server.send(method, path + query, as: carrier)
                    #expect(answer.refusal == "403 SignatureDoesNotMatch 0002-00000225", "\(method) \(path)")
                }
            }
        }
    }

    @Test("without a signature a binding is refused, on a public bucket as well") func anonymous() async throws {
        try await TestServer.run { server in
            try await server.unblock()
            #expect(try await server.send(.put, "uploads?acl", headers: [("x-oss-acl", "public-read-write")]).status == 200)
            #expect(try await server.send(.put, "uploads/k", "x", as: .nobody).status == 200)
            let answer = try await server.send(.get, "uploads/k?x-oss-ac-source-ip=127.0.0.1", as: .nobody)
            #expect(answer.refusal == "403 AccessDenied 0003-00000905")
        }
    }

    @Test("what else is wrong is told first") func order() async throws {
        try await TestServer.run { server in
            let bound = BoundURL("", "", [("source-ip", "203.0.113.1")])
            let url = try bound.url(server, .v4)
            #expect(try await server.put(url, [("Content-Type", "a/b")], "x").refusal == "403 SignatureDoesNotMatch 0002-00000201")
            server.clock.advance(bySeconds: 901)
            #expect(try await server.put(url, [], "x").refusal == "403 AccessDenied 0002-00000236")
        }
    }

    @Test("a hidden address does not hide another slip") func slip() async throws {
        try await TestServer.run { server in
            let url = try BoundURL("", "", [("subnet-mask", "8")], hidden: "127.0.0.0").url(server, .v4)
            let answer = try await server.put(url, [("Content-Type", "a/b")], "x")
            #expect(answer.refusal == "403 SignatureDoesNotMatch 0002-00000225")
            #expect(answer["x-waybill-hint"].first?.hasPrefix("Content-Type was sent but not signed") == true)
        }
    }

    @Test(
        "addresses in writing",
        arguments: [
            ("192.0.2.1", 32, "192.0.2.1"), ("192.0.2.255", 25, "192.0.2.128"), ("255.255.255.255", 0, "0.0.0.0"), ("::", 128, "::"),
            ("::1", 128, "::1"), ("2001:DB8:0:0:1:0:0:1", 128, "2001:db8::1:0:0:1"), ("2001:db8:0:1:1:1:1:1", 128, "2001:db8:0:1:1:1:1:1"),
            ("1:0:0:2:0:0:0:3", 128, "1:0:0:2::3"), ("fe80:0:0:0:0:0:0:0", 128, "fe80::"), ("2001:db8:ffff::1", 33, "2001:db8:8000::"),
            ("ffff::", 0, "::"), ("::ffff:192.0.2.1", 32, "192.0.2.1"),
        ])
    func text(_ written: String, _ bits: Int, _ expected: String) throws {
        #expect(try #require(IPAddress(written)?.unmapped).text(ofNetwork: bits) == expected)
    }

    @Test("networks of a signer") func networks() {
        #expect(SourceNetwork("203.0.113.7/24")?.address == "203.0.113.0")
        #expect(SourceNetwork("203.0.113.7")?.maskBits == 32)
        #expect(SourceNetwork("2001:DB8::1/32")?.address == "2001:db8::")
        for text in ["", "/24", "203.0.113.7/33", "203.0.113.7/", "203.0.113.7/-1", "2001:db8::/129", "example.com", "203.0.113.7/24/1"] {
            #expect(SourceNetwork(text) == nil)
        }
        for text in ["", "10.0.0.0/8", "10.0.0.0/8=", "=vpc", "10.0.0.0/33=vpc", "10.0.0.0/8=v p"] { #expect(VPCNetwork(text) == nil) }
    }
}
