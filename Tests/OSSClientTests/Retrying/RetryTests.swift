import HTTPTypes
import NIOCore
import OSSClient
import OSSSigning
import OSSTesting
import OSSWire
import Testing

@Suite("Retrying")
struct RetryTests {
    private static let time = SigningTime(year: 2024, month: 11, day: 12, hour: 8)!

    private func client(
        _ transport: ScriptedTransport, clock: ManualClock = ManualClock(time), configure: (inout ClientConfiguration) -> Void = { _ in }
    ) throws -> OSSClient {
        var configuration = ClientConfiguration(region: try Region("cn-hangzhou"))
        configuration.retry.baseDelay = .milliseconds(1)
        configuration.retry.maximumDelay = .milliseconds(2)
        configure(&configuration)
        return OSSClient(
            configuration, credentials: try StaticCredentialsProvider(accessKeyID: "LTAI", accessKeySecret: "secret"), transport: transport,
            clock: ClientClock { clock.now })
    }

    private static func put(_ body: RequestBody = .text("hello")) throws -> PutObjectRequest {
        try PutObjectRequest(bucket: "uploads", key: "a", body: body)
    }

    @Test(
        "failures that may pass are repeated",
        arguments: [
            ScriptedTransport.refusal(500, "InternalError"), ScriptedTransport.refusal(503, "ServiceUnavailable"),
            ScriptedTransport.refusal(429, "TooManyRequests"), ScriptedTransport.refusal(408, "RequestTimeout"),
            ScriptedTransport.refusal(400, "RequestTimeout"), ScriptedTransport.answer(502, [:], "<html>bad gateway</html>"),
            ScriptedTransport.failure(.connectionLost), ScriptedTransport.failure(.connectionFailed), ScriptedTransport.failure(.timeout),
        ])
    func passing(failure: @escaping ScriptedTransport.Answer) async throws {
        let transport = ScriptedTransport([failure, failure, ScriptedTransport.answer(200)])
        _ = try await client(transport).putObject(Self.put())
        #expect(transport.requests.count == 3)
        #expect(Set(transport.requests.map(\.url)).count == 1)
    }

    @Test(
        "other failures are told at once",
        arguments: [
            ScriptedTransport.refusal(403, "AccessDenied"), ScriptedTransport.refusal(404, "NoSuchBucket"),
            ScriptedTransport.refusal(501, "NotImplemented"), ScriptedTransport.refusal(203, "CallbackFailed"),
            ScriptedTransport.answer(307, [.location: "http://other/"]), ScriptedTransport.failure(.tlsFailed),
            ScriptedTransport.failure(.invalidURL),
        ])
    func final(failure: @escaping ScriptedTransport.Answer) async throws {
        let transport = ScriptedTransport([failure, ScriptedTransport.answer(200)])
        await #expect(throws: (any Error).self) { try await client(transport).putObject(Self.put()) }
        #expect(transport.requests.count == 1)
    }

    @Test("a request is sent as often as the policy says, and the last failure is told") func limit() async throws {
        let transport = ScriptedTransport(Array(repeating: ScriptedTransport.refusal(503, "ServiceUnavailable"), count: 9))
        await #expect { try await client(transport) { $0.retry.maximumAttempts = 4 }.putObject(Self.put()) } throws: {
            ($0 as? ServiceError)?.code == .serviceUnavailable
        }
        #expect(transport.requests.count == 4)
    }

    @Test("a body that can be read once, and a request that is not idempotent, are sent once") func notReplayable() async throws {
        let failure = ScriptedTransport.refusal(503, "ServiceUnavailable")
        let once = ScriptedTransport([failure, ScriptedTransport.answer(200)])
        let stream = AsyncStream<ByteBuffer> { $0.finish() }
        await #expect(throws: ServiceError.self) { try await client(once).putObject(Self.put(.stream(stream, length: 0))) }
        #expect(once.requests.count == 1)
        let append = ScriptedTransport([failure, ScriptedTransport.answer(200)])
        await #expect(throws: ServiceError.self) {
            try await client(append).appendObject(AppendObjectRequest(bucket: "uploads", key: "a", position: 0, body: .text("x")))
        }
        #expect(append.requests.count == 1)
    }

    @Test("Retry-After is waited for") func retryAfter() async throws {
        let transport = ScriptedTransport([
            ScriptedTransport.refusal(503, "ServiceUnavailable", headers: [.retryAfter: "1"]), ScriptedTransport.answer(200),
        ])
        let begin = ContinuousClock.now
        _ = try await client(transport).putObject(Self.put())
        #expect(ContinuousClock.now - begin >= .seconds(1))
    }

    @Test("the server's clock is learned from a refusal, once, and used for presigned URLs too") func clock() async throws {
        let clock = ManualClock(Self.time)
        let date = try #require(Self.time.advanced(bySeconds: 86_400)).httpDate
        let skewed = ScriptedTransport.refusal(403, "RequestTimeTooSkewed", headers: [.date: date])
        let transport = ScriptedTransport([skewed, ScriptedTransport.answer(200), skewed])
        let client = try client(transport, clock: clock)
        _ = try await client.putObject(Self.put())
        #expect(transport.requests.map { $0.headers[HTTPField.Name("x-oss-date")!] } == ["20241112T080000Z", "20241113T080000Z"])
        let url = try await client.presign(Self.put())
        #expect(url.expiration == Self.time.advanced(bySeconds: 86_400 + 900))
        #expect(url.url.contains("x-oss-date=20241113T080000Z"))
        // The same refusal again says nothing new.
        await #expect { try await client.putObject(Self.put()) } throws: { ($0 as? ServiceError)?.code == .requestTimeTooSkewed }
        #expect(transport.requests.count == 3)
    }

    @Test("a real server's refusal sets the clock right") func realClock() async throws {
        try await TestServer.run { server in
            let wrong = ManualClock(try #require(server.clock.now.advanced(bySeconds: -7 * 3600)))
            var configuration = ClientConfiguration(region: server.region, endpoint: server.endpoint)
            configuration.retry = .never
            let client = OSSClient(
                configuration, credentials: .static(server.credentials), transport: try AsyncHTTPTransport(), clock: ClientClock { wrong.now })
            _ = try await client.putObject(Self.put())
            let url = try await client.presign(Self.put())
            #expect(url.expiration == server.clock.now.advanced(bySeconds: 900))
        }
    }

    @Test("cancelling ends the waiting, and the request") func cancellation() async throws {
        let (started, begin) = AsyncStream.makeStream(of: Void.self)
        let transport = ScriptedTransport([
            { _ in
                begin.yield()
                try await Task.sleep(for: .seconds(3600))
                return TransportResponse(status: 200)
            }
        ])
        let client = try client(transport)
        let task = Task { try await client.putObject(Self.put()) }
        _ = await started.first { _ in true }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(transport.requests.count == 1)
    }

    @Test("cancelling while waiting for another attempt ends it, too") func cancellationBetween() async throws {
        let (started, begin) = AsyncStream.makeStream(of: Void.self)
        let transport = ScriptedTransport([
            { _ in
                begin.yield()
                return TransportResponse(status: 503, headers: [.retryAfter: "3600"])
            }, ScriptedTransport.answer(200),
        ])
        let client = try client(transport)
        let task = Task { try await client.putObject(Self.put()) }
        _ = await started.first { _ in true }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(transport.requests.count == 1)
    }
}
