import HTTPTypes
import OSSSigning
import Testing

@Suite("Endpoints") struct EndpointTests {
    struct Spelling: Sendable, CustomTestStringConvertible {
        let text: String
        let description: String
        let isIPAddress: Bool

        init(_ text: String, _ description: String, isIPAddress: Bool = false) {
            self.text = text
            self.description = description
            self.isIPAddress = isIPAddress
        }

        var testDescription: String { text }
    }

    @Test(
        "a region has one host for each network",
        arguments: [
            (.public, "oss-cn-hangzhou.aliyuncs.com"), (.internal, "oss-cn-hangzhou-internal.aliyuncs.com"),
            (.dualStack, "cn-hangzhou.oss.aliyuncs.com"),
            (.accelerate, "oss-accelerate.aliyuncs.com"), (.accelerateOverseas, "oss-accelerate-overseas.aliyuncs.com"),
        ] as [(Endpoint.Network, String)])
    func networks(network: Endpoint.Network, host: String) throws {
        let region = try Region("cn-hangzhou")
        let secure = Endpoint(region: region, network: network)
        #expect(secure.host == host && secure.scheme == .https && secure.port == nil && !secure.isIPAddress)
        #expect(secure.description == "https://" + host)
        #expect(Endpoint(region: region, network: network, scheme: .http).description == "http://" + host)
    }

    static let spellings = [
        Spelling("oss-cn-hangzhou.aliyuncs.com", "https://oss-cn-hangzhou.aliyuncs.com"),
        Spelling("http://oss-cn-hangzhou.aliyuncs.com", "http://oss-cn-hangzhou.aliyuncs.com"),
        Spelling("https://oss-cn-hangzhou.aliyuncs.com/", "https://oss-cn-hangzhou.aliyuncs.com"),
        Spelling("HTTPS://OSS-CN-Hangzhou.aliyuncs.com", "https://oss-cn-hangzhou.aliyuncs.com"),
        Spelling("http://localhost:9000", "http://localhost:9000"), Spelling("http://localhost:80", "http://localhost"),
        Spelling("https://localhost:443", "https://localhost"), Spelling("https://localhost:80", "https://localhost:80"),
        Spelling("localhost:65535", "https://localhost:65535"), Spelling("static.example.com", "https://static.example.com"),
        Spelling("http://127.0.0.1:9000", "http://127.0.0.1:9000", isIPAddress: true),
        Spelling("127.0.0.1", "https://127.0.0.1", isIPAddress: true), Spelling("http://127.1", "http://127.1", isIPAddress: true),
        Spelling("http://2130706433:80", "http://2130706433", isIPAddress: true),
        Spelling("http://[::1]:9000", "http://[::1]:9000", isIPAddress: true),
        Spelling("http://[2001:DB8::1]/", "http://[2001:db8::1]", isIPAddress: true),
        Spelling("cb-123.cn-hangzhou.oss-cloudbox.aliyuncs.com", "https://cb-123.cn-hangzhou.oss-cloudbox.aliyuncs.com"),
        Spelling("1.2.3.4.example.com", "https://1.2.3.4.example.com"),
    ]

    @Test("an endpoint is read as people write it", arguments: spellings) func reading(spelling: Spelling) throws {
        let endpoint = try Endpoint(spelling.text)
        #expect(endpoint.description == spelling.description)
        #expect(endpoint.isIPAddress == spelling.isIPAddress)
    }

    @Test("an explicit scheme beats the default one") func schemes() throws {
        #expect(try Endpoint("localhost", defaultScheme: .http).scheme == .http)
        #expect(try Endpoint("https://localhost", defaultScheme: .http).scheme == .https)
        #expect(try Endpoint("http://localhost", defaultScheme: .https).scheme == .http)
    }

    @Test("the odd spellings of IPv4 addresses are addresses", arguments: ["0x7f.1", "0x7f000001", "127.0.1", "0177.0.0.1", "0"]) func oddAddresses(
        host: String
    ) throws {
        #expect(try Endpoint(host).isIPAddress)
    }

    static let refused = [
        "", "http://", "https:///", "http://:80", "user:pw@oss-cn-hangzhou.aliyuncs.com", "http://user@localhost", "http://h/prefix", "http://h//",
        "http://h?a=b",
        "http://h#f", "h?x", "ftp://h", "oss://h", "://h", "http:h", "http://h:", "http://h:0", "http://h:65536", "http://h:-1", "http://h:+80",
        "http://h:8o",
        "http://h:٨٠", "http://h:80:80", "http://[::1", "http://::1", "http://[::1]x", "http://[::1]:", "http://[]", "http://a b", " localhost",
        "localhost\n",
        "http://h\\x", "http://.", "http://h%2Fx", "http://\u{212A}elvin",
    ]

    @Test("what is not scheme, host and port is refused", arguments: refused) func refusals(text: String) {
        #expect(throws: EndpointError.self) { try Endpoint(text) }
    }

    @Test(
        "the reason of a refusal is told",
        arguments: [("ftp://h", EndpointError.unknownScheme), ("http://", .emptyHost), ("http://h/prefix", .malformedHost)])
    func reasons(text: String, error: EndpointError) {
        #expect(throws: error) { try Endpoint(text) }
    }

    @Test(
        "a cloud box is told by its five labels",
        arguments: [
            ("cb-123.cn-hangzhou.oss-cloudbox.aliyuncs.com", "cb-123"),
            ("https://cb-f8z7yvzgwfkl9q0h.cn-heyuan.oss-cloudbox-control.aliyuncs.com", "cb-f8z7yvzgwfkl9q0h"),
            ("oss-cn-hangzhou.aliyuncs.com", nil), ("cb-123.oss-cloudbox.aliyuncs.com", nil), ("xb-123.cn-hangzhou.oss-cloudbox.aliyuncs.com", nil),
            ("cb-123.cn-hangzhou.oss-cloudbox.example.com", nil), ("127.0.0.1", nil),
        ] as [(String, String?)])
    func cloudBox(text: String, id: String?) throws {
        #expect(try Endpoint(text).cloudBoxID?.rawValue == id)
    }

    struct Address: Sendable, CustomTestStringConvertible {
        let endpoint: String
        let style: AddressingStyle
        let object: String
        let bucket: String

        init(_ endpoint: String, _ style: AddressingStyle, _ object: String, _ bucket: String) {
            self.endpoint = endpoint
            self.style = style
            self.object = object
            self.bucket = bucket
        }

        var testDescription: String { "\(style) at \(endpoint)" }
    }

    static let addresses = [
        Address(
            "oss-cn-hangzhou.aliyuncs.com", .virtualHosted, "https://my-bucket.oss-cn-hangzhou.aliyuncs.com/a%20b/c",
            "https://my-bucket.oss-cn-hangzhou.aliyuncs.com/"),
        Address("http://localhost:9000", .virtualHosted, "http://my-bucket.localhost:9000/a%20b/c", "http://my-bucket.localhost:9000/"),
        Address("http://localhost:9000", .path, "http://localhost:9000/my-bucket/a%20b/c", "http://localhost:9000/my-bucket/"),
        Address("static.example.com", .cname, "https://static.example.com/a%20b/c", "https://static.example.com/"),
        Address("http://127.0.0.1:9000", .virtualHosted, "http://127.0.0.1:9000/my-bucket/a%20b/c", "http://127.0.0.1:9000/my-bucket/"),
        Address("http://127.0.0.1:9000", .cname, "http://127.0.0.1:9000/my-bucket/a%20b/c", "http://127.0.0.1:9000/my-bucket/"),
        Address("http://127.1", .virtualHosted, "http://127.1/my-bucket/a%20b/c", "http://127.1/my-bucket/"),
        Address("http://2130706433", .virtualHosted, "http://2130706433/my-bucket/a%20b/c", "http://2130706433/my-bucket/"),
        Address("http://[::1]:9000", .virtualHosted, "http://[::1]:9000/my-bucket/a%20b/c", "http://[::1]:9000/my-bucket/"),
    ]

    @Test("bucket and key stand where the style puts them; an IP address forces path style", arguments: addresses) func addressing(address: Address)
        throws
    {
        let signer = try signer(endpoint: Endpoint(address.endpoint), addressing: address.style)
        let object = UnsignedRequest(.get, .object(try BucketName("my-bucket"), try ObjectKey("a b/c")))
        let bucket = UnsignedRequest(.get, .bucket(try BucketName("my-bucket")))
        #expect(try signer.presign(object, at: HandSigned.now).url.hasPrefix(address.object + "?"))
        #expect(try signer.presign(bucket, at: HandSigned.now).url.hasPrefix(address.bucket + "?"))
        #expect(try signer.sign(object, at: HandSigned.now).url == address.object)
    }

    @Test("the service is asked at the endpoint's own host", arguments: [AddressingStyle.virtualHosted, .path]) func service(style: AddressingStyle)
        throws
    {
        let signer = try signer(endpoint: Endpoint(region: Region("cn-hangzhou")), addressing: style)
        #expect(try signer.sign(UnsignedRequest(.get, .service), at: HandSigned.now).url == "https://oss-cn-hangzhou.aliyuncs.com/")
    }

    @Test("a custom domain needs an endpoint, and a bucket") func cname() throws {
        #expect(throws: SigningError.cnameNeedsEndpoint) { try self.signer(endpoint: nil, addressing: .cname) }
        let custom = try signer(endpoint: Endpoint("static.example.com"), addressing: .cname)
        #expect(throws: SigningError.cnameNeedsBucket) { try custom.presign(UnsignedRequest(.get, .service), at: HandSigned.now) }
    }

    @Test("without an endpoint requests go to the region's public one") func defaultEndpoint() throws {
        #expect(try signer(endpoint: nil, addressing: .virtualHosted).endpoint.description == "https://oss-cn-hangzhou.aliyuncs.com")
    }

    @Test("the signature is the same for every style") func styleIndependence() throws {
        let request = UnsignedRequest(.get, .object(try BucketName("my-bucket"), try ObjectKey("a//b/../c")))
        let signatures = try Self.addresses.map { address in
            try signer(endpoint: Endpoint(address.endpoint), addressing: address.style).presign(request, at: HandSigned.now).url.split(
                separator: "signature="
            ).last
        }
        #expect(Set(signatures).count == 1)
    }

    private func signer(endpoint: Endpoint?, addressing: AddressingStyle) throws -> RequestSigner {
        let credentials = try Credentials(accessKeyID: HandSigned.accessKeyID, accessKeySecret: HandSigned.secret)
        return try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), endpoint: endpoint, addressing: addressing)
    }
}
