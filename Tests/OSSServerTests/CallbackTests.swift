import NIOCore
import NIOPosix
import NIOSSL
import OSSSigning
import OSSWire
import Testing

@testable import OSSServer

@Suite("Callbacks")
struct CallbackTests {
    static func service(
        allow: [String] = ["127.0.0.0/8"], resolver: any HostResolver = SystemResolver(), limits: CallbackLimits = patient,
        tls: TLSConfiguration = .makeClientConfiguration()
    ) -> CallbackService {
        CallbackService(
            key: { try CallbackKey.ofThisProcess.get() },
            sender: GuardedSender(
                allowances: allow.map { CallbackAllowance($0)! }, resolver: resolver, limits: limits,
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, tls: tls),
            endpoint: { "http://oss.test:9000" })
    }

    /// Long enough for a busy machine.
    static let patient = limits(url: .minutes(5), total: .minutes(10))

    static func limits(url: TimeAmount, total: TimeAmount) -> CallbackLimits {
        var limits = CallbackLimits()
        limits.urlTimeout = url
        limits.totalTimeout = total
        return limits
    }

    static func callback(_ url: String, body: String = "bucket=${bucket}&object=${object}", rest: String = "") throws -> UploadCallback {
        let json = "{\"callbackUrl\":\"\(url)\",\"callbackBody\":\(JSONQuoting.quote(body))\(rest)}"
        return try #require(try UploadCallback(formFields: [("callback", Base64.encode(json.utf8))]))
    }

    static func context() throws -> CallbackContext {
        CallbackContext(
            bucket: try BucketName("uploads"), key: try ObjectKey("a/b.txt"), etag: "E", size: 5, mimeType: "text/plain", crc64: 7, contentMD5: "M",
            clientIP: "192.0.2.7", requestID: "5C3D9175B6FC201293AD4890", requester: "1234", operation: .putObject)
    }

    static let now = SigningTime(year: 2024, month: 11, day: 12, hour: 8)!

    static func perform(_ url: String, with service: CallbackService = service()) async throws -> CallbackOutcome {
        await service.perform(try callback(url), try context(), at: now)
    }

    static func failure(_ outcome: CallbackOutcome) -> CallbackFailure? { if case .failed(let failure) = outcome { failure } else { nil } }
    static func answer(_ outcome: CallbackOutcome) -> CallbackAnswer? { if case .answered(let answer) = outcome { answer } else { nil } }

    @Test("the request has OSS's headers in OSS's order, and its body") func request() async throws {
        try await ApplicationServer.run(answer: ApplicationServer.reply("{\"Status\":\"OK\"}")) { server in
            let outcome = try await Self.perform("http://127.0.0.1:\(server.port)/no%20tify?x=%20y")
            #expect(Self.answer(outcome)?.body == Array("{\"Status\":\"OK\"}".utf8))
            #expect(Self.answer(outcome)?.contentType == "application/json")
            let text = try #require(server.requests.first)
            let lines = text.split(separator: "\r\n" as Character, omittingEmptySubsequences: false).map(String.init)
            #expect(lines[0] == "POST /no%20tify?x=%20y HTTP/1.1")
            #expect(lines[1] == "Host: 127.0.0.1:\(server.port)")
            #expect(
                lines[2...7] == [
                    "Connection: close", "User-Agent: aliyun-oss-callback", "Content-Type: application/x-www-form-urlencoded",
                    "Content-MD5: cQDgAdM7lLBR4OvxcEjJbA==", "Content-Length: 31", "Date: Tue, 12 Nov 2024 08:00:00 GMT",
                ])
            #expect(lines[8].hasPrefix("Authorization: "))
            #expect(Base64.decode(lines[8].dropFirst(15).utf8)?.count == 256)
            #expect(lines[9] == "x-oss-pub-key-url: \(Base64.encode("http://oss.test:9000/_waybill/callback_pub_key_v1.pem".utf8))")
            #expect(
                lines[10...] == [
                    "x-oss-bucket: uploads", "x-oss-request-id: 5C3D9175B6FC201293AD4890", "x-oss-requester: 1234", "x-oss-signature-version: 1.0",
                    "x-oss-tag: CALLBACK", "", "bucket=uploads&object=a%2Fb.txt",
                ])
        }
    }

    @Test("callbackHost stands in the Host header") func host() async throws {
        try await ApplicationServer.run(answer: ApplicationServer.reply("{}")) { server in
            let callback = try Self.callback("127.0.0.1:\(server.port)", rest: ",\"callbackHost\":\"app.example.com\"")
            _ = await Self.service().perform(callback, try Self.context(), at: Self.now)
            #expect(server.requests.first?.contains("\r\nHost: app.example.com\r\n") == true)
        }
    }

    static let answers: [(answer: String, failure: CallbackFailure?)] = [
        (ApplicationServer.reply("{\"a\":[1,2]}"), nil),
        (ApplicationServer.reply("\"text\"", type: "text/html"), nil),
        (ApplicationServer.reply("<a/>", type: "application/xml; charset=utf-8"), nil),
        (ApplicationServer.reply(String(repeating: " ", count: (1 << 20) - 2) + "{}"), nil),
        (ApplicationServer.reply("{}", status: "301 Moved Permanently", fields: "Location: http://127.0.0.1/\r\n"), .status(301)),
        (ApplicationServer.reply("{}", status: "500 Internal Server Error"), .status(500)),
        (ApplicationServer.reply("{}", status: "201 Created"), .status(201)),
        ("HTTP/1.1 204 No Content\r\n\r\n", .status(204)),
        (ApplicationServer.reply("not json"), .notJSON),
        (ApplicationServer.reply(""), .notJSON),
        (ApplicationServer.reply("<a/>", type: "text/xml"), .notJSON),
        (ApplicationServer.reply("\u{FEFF}{}"), .notJSON),
        (ApplicationServer.reply("\u{FEFF}<a/>", type: "application/xml"), .notJSON),
        (ApplicationServer.reply(String(repeating: " ", count: (1 << 20) - 1) + "{}"), .notJSON),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}", .noConnection),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", .notJSON),
        ("HTTP/1.1 200 OK\r\n\r\n{}", .notJSON),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}", .noConnection),
        ("hello\r\n\r\n", .noConnection),
        ("", .noConnection),
    ]

    @Test("200 with JSON or XML of known length is passed on; everything else is a failure", arguments: answers)
    func verdict(answer: String, failure: CallbackFailure?) async throws {
        try await ApplicationServer.run(answer: answer) { server in
            let outcome = try await Self.perform("http://127.0.0.1:\(server.port)/")
            #expect(Self.failure(outcome) == failure)
            #expect(server.requests.count == 1)
        }
    }

    @Test("a server that says nothing costs the time of one address") func slow() async throws {
        try await ApplicationServer.run(answer: nil) { server in
            let service = Self.service(limits: Self.limits(url: .seconds(15), total: .minutes(10)))
            let outcome = try await Self.perform("http://127.0.0.1:\(server.port)/", with: service)
            guard case .timeout(let address, let milliseconds)? = Self.failure(outcome) else {
                Issue.record("\(outcome)")
                return
            }
            #expect(address == "127.0.0.1:\(server.port)")
            #expect(milliseconds == 15_000)
        }
    }

    @Test("all addresses together have a bound") func total() async throws {
        try await ApplicationServer.run(answer: nil) { server in
            let limits = Self.limits(url: .milliseconds(1500), total: .milliseconds(2000))
            let url = "http://127.0.0.1:\(server.port)/"
            _ = try await Self.perform([url, url, url, url].joined(separator: ";"), with: Self.service(limits: limits))
            #expect(server.requests.count < 3)
        }
    }

    @Test("an address that fails is followed by the next") func secondURL() async throws {
        try await ApplicationServer.run(answer: ApplicationServer.reply("{}", status: "500 Oops")) { broken in
            try await ApplicationServer.run(answer: ApplicationServer.reply("{\"n\":2}")) { working in
                let outcome = try await Self.perform(
                    "http://127.0.0.1:1024/;http://127.0.0.1:\(broken.port)/;http://127.0.0.1:\(working.port)/;http://127.0.0.1:\(broken.port)/")
                #expect(Self.answer(outcome)?.body == Array("{\"n\":2}".utf8))
                #expect(broken.requests.count == 1)
                #expect(working.requests.count == 1)
            }
        }
    }

    @Test("nobody listens") func refused() async throws {
        let port = try await ApplicationServer.run(answer: nil) { $0.port }
        #expect(Self.failure(try await Self.perform("http://127.0.0.1:\(port)/")) == .noConnection)
    }

    @Test("a callback too many fails at once") func tooMany() async throws {
        try await ApplicationServer.run(answer: nil) { server in
            var limits = Self.patient
            limits.inFlight = 1
            let service = Self.service(limits: limits)
            let url = "http://127.0.0.1:\(server.port)/"
            async let first = Self.perform(url, with: service)
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            #expect(Self.failure(try await Self.perform(url, with: service)) == .tooMany)
            server.hangUp()
            _ = try await first
        }
    }

    @Test("a private address is refused before the body, and again when the callback is sent") func privateAddress() async throws {
        try await ApplicationServer.run(answer: ApplicationServer.reply("{}")) { server in
            let service = Self.service(allow: [])
            let callback = try Self.callback("http://8.8.8.8/;http://127.0.0.1:\(server.port)/")
            await Self.expectRefusal("Private address is forbidden to callback.") { try await service.check(callback) }
            #expect(Self.failure(try await Self.perform("http://127.0.0.1:\(server.port)/", with: service)) == .noConnection)
            #expect(server.requests.isEmpty)
        }
        await Self.expectRefusal("Can not get ip by this host.") {
            try await Self.service(resolver: ScriptedResolver([[]])).check(try Self.callback("http://app.test/"))
        }
        await Self.expectRefusal("The callback url configuration is invalid.") {
            try await Self.service().check(try Self.callback("http://[2400:3200::1]/"))
        }
    }

    @Test("a name that turns private between the look-ups reaches nobody") func rebinding() async throws {
        try await ApplicationServer.run(answer: ApplicationServer.reply("{}")) { server in
            let resolver = ScriptedResolver([["8.8.8.8"], ["127.0.0.1"]])
            let service = Self.service(allow: [], resolver: resolver)
            let callback = try Self.callback("http://app.test:\(server.port)/")
            try await service.check(callback)
            #expect(Self.failure(await service.perform(callback, try Self.context(), at: Self.now)) == .noConnection)
            #expect(resolver.asked == 2)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("what was checked is what is connected to: one look-up for a request") func pinned() async throws {
        try await ApplicationServer.run(answer: ApplicationServer.reply("{}")) { server in
            // The second answer would reach nobody.
            let resolver = ScriptedResolver([["127.0.0.1"], ["127.0.0.2"]])
            let outcome = try await Self.perform("http://app.test:\(server.port)/", with: Self.service(resolver: resolver))
            #expect(Self.answer(outcome) != nil)
            #expect(resolver.asked == 1)
            #expect(server.requests.first?.contains("\r\nHost: app.test:\(server.port)\r\n") == true)
        }
    }

    private static func expectRefusal(_ message: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("accepted, instead of: \(message)")
        } catch {
            #expect((error as? OSSError)?.status == 400)
            #expect((error as? OSSError)?.code == .invalidArgument)
            #expect((error as? OSSError)?.message == message)
        }
    }
}
