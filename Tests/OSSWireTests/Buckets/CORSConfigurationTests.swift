import OSSWire
import Testing

@Suite("CORS") struct CORSConfigurationTests {
    static func document(_ rules: String..., vary: String = "") -> [UInt8] {
        Array(("<CORSConfiguration>" + rules.map { "<CORSRule>\($0)</CORSRule>" }.joined() + vary + "</CORSConfiguration>").utf8)
    }

    static let minimum = "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
    static let read: @Sendable ([UInt8]) throws(OSSError) -> CORSConfiguration = { xml throws(OSSError) in try CORSConfiguration(xml: xml) }

    @Test("what is set comes back in order") func roundTrip() throws {
        let rule =
            "<AllowedOrigin>https://*.a.com</AllowedOrigin><AllowedOrigin>http://localhost:*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>"
            + "<AllowedMethod>GET</AllowedMethod><AllowedHeader>x-oss-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>"
            + "<ExposeHeader>x-oss-request-id</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds>"
        let configuration = try CORSConfiguration(xml: Self.document(rule, Self.minimum, vary: "<ResponseVary>true</ResponseVary>"))
        #expect(configuration.rules.count == 2)
        #expect(
            body(configuration.xml) == "<CORSConfiguration><CORSRule>\(rule)</CORSRule><CORSRule>\(Self.minimum)</CORSRule>"
                + "<ResponseVary>true</ResponseVary></CORSConfiguration>")
        #expect(try CORSConfiguration(xml: configuration.xml) == configuration)
        #expect(try !CORSConfiguration(xml: Self.document(Self.minimum)).responseVary)
    }

    @Test(
        "rules that OSS refuses",
        arguments: [
            ("<AllowedOrigin>https://*.*.com</AllowedOrigin><AllowedMethod>GET</AllowedMethod>", "InvalidArgument", "0034-00000009"),
            ("<AllowedOrigin>**</AllowedOrigin><AllowedMethod>GET</AllowedMethod>", "InvalidArgument", "0034-00000009"),
            ("<AllowedOrigin></AllowedOrigin><AllowedMethod>GET</AllowedMethod>", "InvalidArgument", "0034-00000009"),
            ("<AllowedOrigin>http://a b</AllowedOrigin><AllowedMethod>GET</AllowedMethod>", "InvalidArgument", "0034-00000009"),
            (minimum + "<ExposeHeader>*</ExposeHeader>", "InvalidArgument", "0034-00000013"),
            (minimum + "<ExposeHeader>x-oss-*</ExposeHeader>", "InvalidArgument", "0034-00000013"),
            (minimum + "<ExposeHeader>a&#13;&#10;Set-Cookie: b</ExposeHeader>", "InvalidArgument", nil),
            (minimum + "<ExposeHeader></ExposeHeader>", "InvalidArgument", nil),
            (minimum + "<AllowedHeader>*a*</AllowedHeader>", "InvalidArgument", nil),
            ("<AllowedOrigin>*</AllowedOrigin><AllowedMethod>PATCH</AllowedMethod>", "InvalidArgument", nil),
            ("<AllowedOrigin>*</AllowedOrigin><AllowedMethod>get</AllowedMethod>", "InvalidArgument", nil),
            ("<AllowedOrigin>*</AllowedOrigin><AllowedMethod>*</AllowedMethod>", "InvalidArgument", nil),
            ("<AllowedOrigin>*</AllowedOrigin><AllowedMethod>OPTIONS</AllowedMethod>", "InvalidArgument", nil),
            (minimum + "<MaxAgeSeconds>-1</MaxAgeSeconds>", "InvalidArgument", nil),
            (minimum + "<MaxAgeSeconds>99999999999999999999</MaxAgeSeconds>", "InvalidArgument", nil),
            (minimum + "<MaxAgeSeconds>soon</MaxAgeSeconds>", "MalformedXML", "0031-00000001"),
            (minimum + "<MaxAgeSeconds>1</MaxAgeSeconds><MaxAgeSeconds>1</MaxAgeSeconds>", "MalformedXML", "0031-00000001"),
            ("<AllowedOrigin>*</AllowedOrigin>", "MalformedXML", "0031-00000001"),
            ("<AllowedMethod>GET</AllowedMethod>", "MalformedXML", "0031-00000001"),
            (minimum + "<ID>1</ID>", "MalformedXML", "0031-00000001"),
        ] as [(String, String, String?)])
    func refused(rule: String, code: String, ec: String?) {
        let error = refusal(Self.read, String(decoding: Self.document(rule), as: UTF8.self))
        #expect(error?.status == 400)
        #expect(error?.code.rawValue == code)
        #expect(error?.ec == ec)
    }

    @Test("10 rules and 16 KB are the limits") func limits() {
        func rules(_ count: Int) -> String {
            "<CORSConfiguration>" + String(repeating: "<CORSRule>\(Self.minimum)</CORSRule>", count: count) + "</CORSConfiguration>"
        }
        #expect(refusal(Self.read, rules(10)) == nil)
        let error = refusal(Self.read, rules(11))
        #expect(error?.status == 400)
        #expect(error?.code.rawValue == "CORSRuleBeyondLimit")
        #expect(error?.ec == "0034-00000006")
        #expect(refusal(Self.read, rules(0))?.code == .malformedXML)
        #expect(refusal(Self.read, rules(1) + String(repeating: " ", count: 16 * 1024))?.code == .malformedXML)
        #expect(refusal(Self.read, rules(1) + String(repeating: " ", count: 16 * 1024 - rules(1).utf8.count)) == nil)
    }

    static let configuration = try! CORSConfiguration(
        xml: document(
            "<AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedOrigin>http://localhost:*</AllowedOrigin>"
                + "<AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedHeader>Content-Type</AllowedHeader>"
                + "<AllowedHeader>x-oss-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-oss-request-id</ExposeHeader>"
                + "<MaxAgeSeconds>600</MaxAgeSeconds>",
            "<AllowedOrigin>https://www.example.com</AllowedOrigin><AllowedMethod>DELETE</AllowedMethod>",
            "<AllowedOrigin>https://one.org</AllowedOrigin><AllowedOrigin>*</AllowedOrigin><AllowedMethod>HEAD</AllowedMethod><AllowedHeader>*</AllowedHeader>",
            vary: "<ResponseVary>true</ResponseVary>"))

    @Test(
        "the first rule that matches origin, method and headers answers a preflight",
        arguments: [
            ("https://www.example.com", "PUT", nil, "https://www.example.com"),
            ("https://www.example.com", "GET", "", "https://www.example.com"),
            ("https://www.example.com", "PUT", "content-type, X-OSS-Date", "https://www.example.com"),
            ("https://www.example.com", "PUT", ",content-type ,\tx-oss-a,", "https://www.example.com"),
            ("https://www.example.com", "PUT", "content-type,authorization", nil),
            ("https://www.example.com", "PUT", "content-typ", nil), ("https://www.example.com", "PUT", "xx-oss-date", nil),
            ("https://www.example.com", "DELETE", nil, "https://www.example.com"), ("https://www.example.com", "DELETE", "content-type", nil),
            ("https://www.example.com", "POST", nil, nil), ("https://www.example.com", "put", nil, nil),
            ("http://www.example.com", "PUT", nil, nil), ("https://www.example.com:8443", "PUT", nil, nil),
            ("https://example.com", "PUT", nil, nil), ("https://www.example.com.evil.org", "PUT", nil, nil),
            ("http://localhost:3000", "PUT", nil, "http://localhost:3000"), ("http://localhost", "PUT", nil, nil),
            ("http://localhost:3000", "DELETE", nil, nil), ("https://one.org", "HEAD", "anything", "*"), ("null", "HEAD", nil, "*"),
            ("null", "PUT", nil, nil),
        ] as [(String, String, String?, String?)])
    func preflight(origin: String, method: String, headers: String?, allowed: String?) {
        #expect(Self.configuration.preflight(origin: origin, method: method, requestHeaders: headers)?.allowOrigin == allowed)
    }

    @Test("a preflight's answer") func preflightHeaders() {
        let answer = Self.configuration.preflight(origin: "https://www.example.com", method: "PUT", requestHeaders: "content-type, x-oss-date")
        #expect(
            answer?.headers.map { "\($0.name): \($0.value)" } == [
                "Access-Control-Allow-Origin: https://www.example.com", "Access-Control-Allow-Methods: PUT, GET",
                "Access-Control-Allow-Headers: content-type, x-oss-date", "Access-Control-Expose-Headers: ETag, x-oss-request-id",
                "Access-Control-Max-Age: 600", "Vary: Origin",
            ])
    }

    @Test("an actual request's answer") func actual() throws {
        let answer = Self.configuration.actual(origin: "https://www.example.com", method: "GET")
        #expect(
            answer?.headers.map { "\($0.name): \($0.value)" } == [
                "Access-Control-Allow-Origin: https://www.example.com", "Access-Control-Allow-Methods: PUT, GET",
                "Access-Control-Expose-Headers: ETag, x-oss-request-id", "Access-Control-Max-Age: 600", "Vary: Origin",
            ])
        #expect(Self.configuration.actual(origin: "https://evil.org", method: "GET") == nil)
        #expect(Self.configuration.actual(origin: "https://www.example.com", method: "POST") == nil)
        let plain = try CORSConfiguration(xml: Self.document(Self.minimum)).actual(origin: "https://a.com", method: "GET")
        #expect(plain?.headers.map { "\($0.name): \($0.value)" } == ["Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: GET"])
    }

    @Test(
        "refused preflights have OSS's words, spelling mistakes included",
        arguments: [
            (OSSError.originMissing, 400, "BadRequest", "0034-00000101", "Insufficient information. Origin request header needed."),
            (
                OSSError.requestMethodMissing, 400, "BadRequest", "0034-00000102",
                "Insufficient information. Access-Control-Request-Method request header needed."
            ),
            (
                OSSError.corsNotEnabled, 403, "AccessForbidden", "0003-00000601",
                "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec."
            ),
            (
                OSSError.corsNotAllowed, 403, "AccessForbidden", "0003-00000602",
                "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec."
            ),
        ])
    func words(error: OSSError, status: Int, code: String, ec: String, message: String) {
        #expect(error.status == status)
        #expect(error.code.rawValue == code)
        #expect(error.ec == ec)
        #expect(error.message == message)
    }

    @Test("what is not set is 404, with the bucket's name") func notSet() {
        for (error, code, message) in [
            (OSSError.noSuchCORSConfiguration("b"), "NoSuchCORSConfiguration", "The CORS Configuration does not exist."),
            (OSSError.noSuchLifecycle("b"), "NoSuchLifecycle", "No Row found in Lifecycle Table."),
        ] {
            #expect(error.status == 404)
            #expect(error.code.rawValue == code)
            #expect(error.message == message)
            #expect(error.fields == [OSSError.Field("BucketName", "b")])
        }
    }
}
