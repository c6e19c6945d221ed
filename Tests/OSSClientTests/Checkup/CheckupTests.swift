import HTTPTypes
import NIOCore
import OSSSigning
import OSSWire
import Synchronization
import Testing

@testable import OSSClient

/// Checkups of hosts that cannot be reached from a test, by what real OSS would say there.
@Suite("A checkup")
struct CheckupTests {
    static let now = SigningTime(rfc3339: "2024-11-12T08:32:38Z")!

    static func answer(_ status: Int, _ body: String = "", date: SigningTime? = now, _ more: HTTPFields = [:]) -> TransportResponse {
        var headers: HTTPFields = [HTTPField.Name("x-oss-request-id")!: "65F00000", HTTPField.Name("Server")!: "AliyunOSS"]
        headers[.date] = date?.httpDate
        for field in more { headers[field.name] = field.value }
        return TransportResponse(status: status, headers: headers, body: ByteChunks(Array(body.utf8)))
    }

    static func refusal(_ status: Int, _ code: String, _ message: String = "", ec: String? = nil, more: String = "") -> TransportResponse {
        answer(status, "<Error><Code>\(code)</Code><Message>\(message)</Message>\(ec.map { "<EC>\($0)</EC>" } ?? "")\(more)</Error>")
    }

    static func location(_ text: String) -> TransportResponse { answer(200, "<LocationConstraint>\(text)</LocationConstraint>") }

    static func subject(_ change: (inout CheckupSubject) throws -> Void = { _ in }) throws -> CheckupSubject {
        var subject = CheckupSubject(endpoint: try Endpoint("oss-cn-hangzhou.aliyuncs.com"))
        subject.region = try Region("cn-hangzhou")
        subject.bucket = try BucketName("examplebucket")
        subject.credentials = try Credentials(accessKeyID: "LTAI5tTestKey", accessKeySecret: "TestSecret0123456789")
        try change(&subject)
        return subject
    }

    static let certificate = CertificateReport(
        names: ["*.oss-cn-hangzhou.aliyuncs.com", "oss-cn-hangzhou.aliyuncs.com"], validFrom: SigningTime(rfc3339: "2024-01-01T00:00:00Z"),
        validUntil: SigningTime(rfc3339: "2025-06-01T00:00:00Z"), chainLength: 3, version: "TLS 1.3", isTrusted: true)

    static func run(
        _ subject: CheckupSubject, certificate: CertificateReport = certificate,
        addresses: @escaping @Sendable (String) throws -> [String] = { _ in ["192.0.2.1"] },
        answer: @escaping @Sendable (AnsweringTransport.Asked) throws -> TransportResponse
    ) async -> (results: [CheckResult.Check: CheckResult], asked: [AnsweringTransport.Asked]) {
        let transport = AnsweringTransport(answer)
        let means = Checkup.Means(
            transport: transport, addresses: { try addresses($0) },
            connect: { _, _, isSecure in
                ConnectionReport(address: "192.0.2.1", milliseconds: 12, tls: isSecure ? .finished(certificate, milliseconds: 30) : nil)
            }, now: { now }, limit: .seconds(60))
        var results: [CheckResult.Check: CheckResult] = [:]
        await Checkup(subject, means).run { result in
            #expect(results[result.check] == nil, "\(result.check) is reported twice")
            results[result.check] = result
        }
        return (results, transport.asked)
    }

    @Test("all is well, and nothing was changed for it") func well() async throws {
        let (results, asked) = await Self.run(try Self.subject()) { _ in Self.location("oss-cn-hangzhou") }
        #expect(Set(results.keys) == [.dns, .tcp, .tls, .service, .clock, .region, .bucket, .signature])
        #expect(results.values.allSatisfy { $0.outcome == .ok })
        #expect(asked.map(\.line) == ["GET /?location"])
        #expect(asked.first?.request.url == "https://examplebucket.oss-cn-hangzhou.aliyuncs.com/?location")
        #expect(results[.tls]?.facts["valid_until"] == "2025-06-01T00:00:00Z")
        for result in results.values {
            #expect(!result.measured.contains("Secret"), "\(result)")
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let what: String
        let answer: @Sendable () -> TransportResponse
        let check: CheckResult.Check
        let outcome: CheckResult.Outcome
        let advice: String
        var testDescription: String { what }
    }

    /// server.md, sections 10 and 16: what OSS answers.
    static let rows: [Row] = [
        Row(
            what: "the bucket lives elsewhere",
            answer: {
                refusal(
                    403, "AccessDenied",
                    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
                    ec: "0003-00001403", more: "<Endpoint>oss-cn-shenzhen.aliyuncs.com</Endpoint>")
            }, check: .region, outcome: .failure(.refused), advice: "-e oss-cn-shenzhen.aliyuncs.com --region cn-shenzhen"),
        Row(
            what: "the same, without an EC",
            answer: {
                refusal(
                    403, "AccessDenied", "The bucket you are attempting to access must be addressed using the specified endpoint.",
                    more: "<Endpoint>oss-us-west-1.aliyuncs.com</Endpoint>")
            }, check: .region, outcome: .failure(.refused), advice: "--region us-west-1"),
        Row(
            what: "a redirect of OSS", answer: { refusal(301, "PermanentRedirect", more: "<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>") },
            check: .region, outcome: .failure(.refused), advice: "oss-cn-beijing"),
        Row(
            what: "the region of the scope",
            answer: { refusal(400, "InvalidArgument", "Invalid signing region in Authorization header.", ec: "0002-00000226") }, check: .region,
            outcome: .failure(.refused), advice: "--region"),
        Row(
            what: "another location", answer: { location("oss-cn-beijing") }, check: .region, outcome: .failure(.refused),
            advice: "--region cn-beijing"),
        Row(
            what: "an unknown key", answer: { refusal(403, "InvalidAccessKeyId", ec: "0002-00000902") }, check: .signature,
            outcome: .failure(.refused), advice: "waybill creds"),
        Row(
            what: "another secret", answer: { refusal(403, "SignatureDoesNotMatch", ec: "0002-00000201") }, check: .signature,
            outcome: .failure(.refused), advice: "the secret"),
        Row(
            what: "an expired token", answer: { refusal(403, "SecurityTokenExpired") }, check: .signature, outcome: .failure(.refused),
            advice: "temporary"),
        Row(
            what: "a signature that is right and a right that is missing",
            answer: { refusal(403, "AccessDenied", "You have no right to access this object because of bucket acl.", ec: "0003-00000001") },
            check: .signature, outcome: .warning, advice: "nothing to do"),
        Row(
            what: "an access that the signature denies", answer: { refusal(403, "AccessDenied", "Request has expired.", ec: "0002-00000069") },
            check: .signature, outcome: .failure(.refused), advice: "0002-00000069"),
        Row(
            what: "path style", answer: { refusal(403, "SecondLevelDomainForbidden") }, check: .bucket, outcome: .failure(.refused),
            advice: "--addressing-style virtual"),
        Row(
            what: "a problem of the service", answer: { refusal(503, "ServiceUnavailable") }, check: .service, outcome: .failure(.refused),
            advice: "later"),
        Row(
            what: "something else that answers", answer: { TransportResponse(status: 200, "<html>") }, check: .service, outcome: .failure(.local),
            advice: "check the endpoint"),
        Row(
            what: "a login page", answer: { TransportResponse(status: 302, headers: [.location: "http://login/"]) }, check: .service,
            outcome: .failure(.local), advice: "login page"),
    ]

    @Test("what OSS says is understood", arguments: rows) func understood(row: Row) async throws {
        let (results, _) = await Self.run(try Self.subject()) { _ in row.answer() }
        #expect(results[row.check]?.outcome == row.outcome, "\(results[row.check]?.measured ?? "nothing")")
        #expect(results[row.check]?.advice?.contains(row.advice) == true, "\(results[row.check]?.advice ?? "nothing")")
    }

    @Test("a bucket that is not there says nothing about the signature, so somebody else is asked") func noBucket() async throws {
        let (results, asked) = await Self.run(try Self.subject()) { asked in
            asked.line == "GET /?location" ? Self.refusal(404, "NoSuchBucket", ec: "0015-00000101") : Self.refusal(403, "SignatureDoesNotMatch")
        }
        #expect(asked.map(\.line) == ["GET /?location", "GET /?max-keys=1"])
        #expect(results[.bucket]?.outcome == .failure(.refused))
        #expect(results[.signature]?.outcome == .failure(.refused))
    }

    @Test("an endpoint of another region than the one that is set is told before anything is sent") func mismatch() async throws {
        let subject = try Self.subject { $0.region = try Region("cn-shanghai") }
        let (results, _) = await Self.run(subject, addresses: { _ in throw ClientError(.connectionFailed, "no name") }) { _ in
            Self.answer(200)
        }
        #expect(results[.region]?.outcome == .failure(.refused))
        #expect(results[.dns]?.outcome == .failure(.local))
        #expect(results[.service] == nil)
        let v1 = try Self.subject {
            $0.region = try Region("cn-shanghai")
            $0.version = .v1
        }
        #expect(await Self.run(v1) { _ in Self.location("oss-cn-hangzhou") }.results[.region]?.outcome == .warning)
    }

    static let offsets: [(seconds: Int64, outcome: CheckResult.Outcome)] = [
        (0, .ok), (1, .ok), (-1, .ok), (59, .ok), (60, .warning), (-60, .warning), (900, .warning), (-900, .warning), (901, .failure(.refused)),
        (-901, .failure(.refused)), (31_536_000, .failure(.refused)),
    ]

    @Test("the clock is judged by what OSS allows", arguments: offsets) func clock(seconds: Int64, outcome: CheckResult.Outcome) async throws {
        let date = Self.now.advanced(bySeconds: seconds)!
        let (results, asked) = await Self.run(try Self.subject()) { asked in
            let signed = asked.request.headers[HTTPField.Name("x-oss-date")!].flatMap { SigningTime(iso8601Basic: $0) } ?? Self.now
            guard abs(signed.seconds(until: date)) <= 900 else {
                return Self.answer(403, "<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>", date: date)
            }
            return Self.answer(200, "<LocationConstraint>oss-cn-hangzhou</LocationConstraint>", date: date)
        }
        #expect(results[.clock]?.outcome == outcome)
        #expect(results[.clock]?.facts["offset_seconds"] == String(seconds))
        // With the server's time the rest can still be looked at.
        #expect(results[.signature]?.outcome == .ok)
        #expect(asked.count == (abs(seconds) > 900 ? 2 : 1))
    }

    @Test("a server without a clock is worth a word") func noDate() async throws {
        let (results, _) = await Self.run(try Self.subject()) { _ in
            Self.answer(200, "<LocationConstraint>oss-cn-hangzhou</LocationConstraint>", date: nil)
        }
        #expect(results[.clock]?.outcome == .warning)
    }

    static let certificates: [(what: String, change: @Sendable (inout CertificateReport) -> Void, outcome: CheckResult.Outcome, word: String)] = [
        ("expired", { ($0.validUntil, $0.isTrusted) = (SigningTime(rfc3339: "2024-11-01T00:00:00Z"), false) }, .failure(.local), "expired"),
        ("not yet", { ($0.validFrom, $0.isTrusted) = (SigningTime(rfc3339: "2024-12-01T00:00:00Z"), false) }, .failure(.local), "not valid yet"),
        ("another name", { ($0.names, $0.isTrusted) = (["*.oss-cn-beijing.aliyuncs.com"], false) }, .failure(.local), "is not for"),
        ("two labels", { ($0.names, $0.isTrusted) = (["*.aliyuncs.com"], false) }, .failure(.local), "is not for"),
        ("another issuer", { $0.isTrusted = false }, .failure(.local), "not trusted"),
        ("soon", { $0.validUntil = SigningTime(rfc3339: "2024-11-20T00:00:00Z") }, .warning, "7 days"),
        ("fine", { _ in }, .ok, "TLS 1.3"),
    ]

    @Test("a certificate that is not taken ends it, and says why", arguments: certificates.indices) func tls(index: Int) async throws {
        let (_, change, outcome, word) = Self.certificates[index]
        var certificate = Self.certificate
        change(&certificate)
        let (results, asked) = await Self.run(try Self.subject(), certificate: certificate) { _ in Self.location("oss-cn-hangzhou") }
        #expect(results[.tls]?.outcome == outcome)
        #expect(results[.tls]?.measured.contains(word) == true, "\(results[.tls]?.measured ?? "")")
        #expect(asked.isEmpty == (outcome == .failure(.local)))
    }

    @Test("terminals do not get the control characters of strangers") func controls() async throws {
        let (results, _) = await Self.run(try Self.subject()) { _ in
            Self.answer(503, "", [HTTPField.Name("Server")!: "x\u{9B}2J"])
        }
        for result in results.values {
            #expect(!result.measured.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
    }

    @Test("a presigned URL is looked at and not used") func url() async throws {
        let base = "https://examplebucket.oss-cn-hangzhou.aliyuncs.com/a.txt?x-oss-signature-version=OSS4-HMAC-SHA256"
        let rows: [(query: String, outcome: CheckResult.Outcome, word: String)] = [
            (
                "&x-oss-date=20241112T083000Z&x-oss-expires=3600&x-oss-credential=A%2F20241112%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-signature=ab",
                .ok, "valid until"
            ),
            (
                "&x-oss-date=20241112T063000Z&x-oss-expires=3600&x-oss-credential=A%2F20241112%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-signature=ab",
                .failure(.refused), "expired"
            ),
            (
                "&x-oss-date=20241112T093000Z&x-oss-expires=3600&x-oss-credential=A%2F20241112%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-signature=ab",
                .failure(.refused), "future"
            ),
            (
                "&x-oss-date=20241112T083000Z&x-oss-expires=3600&x-oss-credential=A%2F20241112%2Fcn-beijing%2Foss%2Faliyun_v4_request&x-oss-signature=ab",
                .failure(.refused), "cn-beijing"
            ),
            ("&x-oss-date=20241112T083000Z&x-oss-expires=3600&x-oss-signature=ab", .failure(.refused), "no whole signature"),
            ("&amp;x-oss-date=20241112T083000Z", .failure(.refused), "HTML"),
            ("", .failure(.refused), "no whole signature"),
        ]
        for row in rows {
            let url = try CheckedURL(base + row.query)
            var subject = CheckupSubject(endpoint: url.endpoint)
            subject.url = url
            let (results, asked) = await Self.run(subject) { _ in Self.answer(403) }
            #expect(results[.url]?.outcome == row.outcome, "\(row.query)")
            #expect(results[.url]?.measured.contains(row.word) == true, "\(row.query): \(results[.url]?.measured ?? "")")
            #expect(asked.map(\.line) == ["HEAD /a.txt"])
            #expect(!"\(url)".contains("signature") && results.values.allSatisfy { !"\($0)".contains("x-oss-signature") })
        }
        for text in ["", "x", "/a?b", "ftp://a/b", "https://", "https://a b/", "https://a/#b?c", "https://a/?x=%zz"] {
            #expect(throws: ClientError.self, "\(text)") { try CheckedURL(text) }
        }
    }
}

@Suite("What a browser would be told")
struct PreflightTests {
    static let rows: [(what: String, status: Int, headers: HTTPFields, ec: String?, outcome: CheckResult.Outcome)] = [
        ("all", 200, fields(origin: "https://app.example", "PUT, GET", "content-type", "ETag, x-oss-request-id, x-oss-hash-crc64ecma"), nil, .ok),
        ("stars", 200, fields(origin: "*", "*", "*", "*"), nil, .ok),
        ("nothing to read", 200, fields(origin: "*", "PUT", "Content-Type", nil), nil, .warning),
        ("no method", 200, fields(origin: "*", "GET, put", "*", nil), nil, .failure(.refused)),
        ("no header", 200, fields(origin: "*", "PUT", "x-oss-meta-a", nil), nil, .failure(.refused)),
        ("another origin", 200, fields(origin: "https://app.example.com", "PUT", "*", nil), nil, .failure(.refused)),
        ("another case", 200, fields(origin: "https://App.example", "PUT", "*", nil), nil, .failure(.refused)),
        ("no origin", 200, [:], nil, .failure(.refused)),
        ("not 2xx", 302, fields(origin: "*", "PUT", "*", "*"), nil, .failure(.refused)),
        ("no rules", 403, [:], "0003-00000601", .failure(.refused)),
        ("no rule", 403, [:], "0003-00000602", .failure(.refused)),
    ]

    static func fields(origin: String, _ methods: String, _ headers: String, _ exposed: String?) -> HTTPFields {
        var fields: HTTPFields = [
            HTTPField.Name("Access-Control-Allow-Origin")!: origin, HTTPField.Name("Access-Control-Allow-Methods")!: methods,
            HTTPField.Name("Access-Control-Allow-Headers")!: headers,
        ]
        fields[HTTPField.Name("Access-Control-Expose-Headers")!] = exposed
        return fields
    }

    @Test("the answer to a preflight is judged as a browser does", arguments: rows.indices) func judged(index: Int) async throws {
        let (what, status, headers, ec, outcome) = Self.rows[index]
        let subject = try CheckupTests.subject { $0.origin = Origin("https://app.example") }
        let (results, asked) = await CheckupTests.run(subject) { asked in
            guard asked.request.method == .options else { return CheckupTests.location("oss-cn-hangzhou") }
            let body = ec.map { "<Error><Code>AccessForbidden</Code><Message>m</Message><EC>\($0)</EC></Error>" } ?? ""
            return CheckupTests.answer(status, body, headers)
        }
        #expect(results[.cors]?.outcome == outcome, "\(what): \(results[.cors]?.measured ?? "")")
        let expected = outcome == .ok ? nil : "waybill cors put oss://examplebucket --for-upload https://app.example"
        #expect(results[.cors]?.advice == expected)
        let preflight = try #require(asked.last?.request)
        #expect(preflight.url == "https://examplebucket.oss-cn-hangzhou.aliyuncs.com/waybill-doctor")
        #expect(preflight.headers[HTTPField.Name("Origin")!] == "https://app.example")
        #expect(preflight.headers[HTTPField.Name("Access-Control-Request-Method")!] == "PUT")
        #expect(preflight.headers[.authorization] == nil)
    }

    @Test("an origin is a scheme, a host and a port") func origins() {
        for text in ["https://app.example", "http://localhost:5173", "null", "capacitor://localhost", "http://[::1]:80"] {
            #expect(Origin(text) != nil, "\(text)")
        }
        for text in ["", "app.example", "https://app.example/", "https://", "://a", "https://a b", "https://a\r\nX: y", "https://a?b", "Https://a"] {
            #expect(Origin(text) == nil, "\(text)")
        }
    }
}
