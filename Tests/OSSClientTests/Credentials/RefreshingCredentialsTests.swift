import Synchronization
import Testing

@testable import OSSClient

@Suite("Credentials that are fetched and kept")
struct RefreshingCredentialsTests {
    /// Gives credentials of a life of `life` seconds, numbered; fails while it is told to.
    final class Issuer: Sendable {
        let clock: HandClock
        private let life: Int64?
        private let state = Mutex((count: 0, isFailing: false))

        init(life: Int64?, clock: HandClock = HandClock()) {
            self.life = life
            self.clock = clock
        }

        var count: Int { state.withLock { $0.count } }
        func fail(_ isFailing: Bool) { state.withLock { $0.isFailing = isFailing } }

        func issue() async throws -> Credentials {
            let (count, isFailing) = state.withLock { state in
                state.count += 1
                return state
            }
            // Long enough for everybody to ask meanwhile.
            for _ in 0..<200 { await Task.yield() }
            if isFailing { throw ClientError(.credentialsUnavailable, "the issuer is closed") }
            return try Credentials(
                accessKeyID: "STS.\(count)", accessKeySecret: "secret", securityToken: "token",
                expiration: life.flatMap { clock.now().advanced(bySeconds: $0) })
        }

        func provider() -> RefreshingCredentialsProvider { RefreshingCredentialsProvider(now: clock.now) { try await self.issue() } }
    }

    @Test("a hundred callers cause one fetch")
    func oneFetch() async throws {
        let issuer = Issuer(life: 3600)
        let provider = issuer.provider()
        let ids = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<100 { group.addTask { try await provider.credentials().accessKey?.id.rawValue } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(ids == ["STS.1"])
        #expect(issuer.count == 1)
    }

    @Test(
        "they are renewed five minutes before their end, or in the last fifth of a short life",
        arguments: [(life: 3600, stillOld: 3299, renewed: 3300), (life: 900, stillOld: 719, renewed: 720), (life: 10, stillOld: 7, renewed: 8)])
    func ahead(life: Int64, stillOld: Int64, renewed: Int64) async throws {
        let issuer = Issuer(life: life)
        let provider = issuer.provider()
        _ = try await provider.credentials()
        issuer.clock.advance(stillOld)
        #expect(try await provider.credentials().accessKey?.id.rawValue == "STS.1")
        #expect(issuer.count == 1)
        issuer.clock.advance(renewed - stillOld)
        #expect(try await provider.credentials().accessKey?.id.rawValue == "STS.1", "nobody waits for the new ones")
        try await eventually { try await provider.credentials().accessKey?.id.rawValue == "STS.2" }
        #expect(issuer.count == 2)
    }

    @Test("when renewing fails, the old ones are used until their end, and the issuer is left alone for half a minute")
    func failing() async throws {
        let issuer = Issuer(life: 3600)
        let provider = issuer.provider()
        _ = try await provider.credentials()
        issuer.fail(true)
        issuer.clock.advance(3400)
        for _ in 0..<20 {
            #expect(try await provider.credentials().accessKey?.id.rawValue == "STS.1")
            for _ in 0..<300 { await Task.yield() }
        }
        try await eventually { issuer.count == 2 }
        #expect(try await provider.credentials().accessKey?.id.rawValue == "STS.1")
        #expect(issuer.count == 2)
        issuer.clock.advance(200)
        await #expect(throws: ClientError(.credentialsUnavailable, "")) { try await provider.credentials() }
        issuer.fail(false)
        #expect(try await provider.credentials().accessKey?.securityToken != nil)
    }

    @Test("expired credentials are never handed out, even when the issuer gives them")
    func expired() async throws {
        let provider = Issuer(life: 0).provider()
        await #expect(throws: ClientError(.credentialsUnavailable, "")) { try await provider.credentials() }
    }

    @Test("credentials without an end are kept")
    func endless() async throws {
        let issuer = Issuer(life: nil)
        let provider = issuer.provider()
        _ = try await provider.credentials()
        issuer.clock.advance(1_000_000)
        _ = try await provider.credentials()
        #expect(issuer.count == 1)
    }

    @Test("a caller that is cancelled stops waiting, and the others get theirs")
    func cancelled() async throws {
        let gate = Gate()
        let provider = RefreshingCredentialsProvider {
            await gate.wait()
            return try Credentials(accessKeyID: "a", accessKeySecret: "b")
        }
        let patient = Task { try await provider.credentials() }
        let hasty = Task { try await provider.credentials() }
        for _ in 0..<100 { await Task.yield() }
        hasty.cancel()
        await #expect(throws: CancellationError.self) { try await hasty.value }
        await gate.open()
        #expect(try await patient.value.accessKey?.id.rawValue == "a")
    }

    @Test("work that nobody waits for any more is cancelled, and the next caller gets new work")
    func givenUp() async throws {
        let (events, continuation) = AsyncStream.makeStream(of: String.self)
        var event = events.makeAsyncIterator()
        let fetch = SharedFetch<String>()
        let caller = Task {
            try await fetch.value {
                continuation.yield("began")
                do { try await Task.sleep(for: .seconds(3600)) } catch { continuation.yield("cancelled") }
                return "too late"
            }
        }
        #expect(await event.next() == "began")
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        #expect(await event.next() == "cancelled")
        #expect(try await fetch.value { "new" } == "new")
    }
}

/// Holds whoever comes until it is opened.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// Waits until something holds; the suite's time limit ends a wait in vain.
func eventually(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<3000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("it did not come to hold")
}
