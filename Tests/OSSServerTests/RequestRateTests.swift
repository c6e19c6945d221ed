import OSSWire
import Testing

@testable import OSSServer

/// Limits of the rate of requests, with a clock that stands still unless it is moved.
@Suite("Rate of requests")
struct RequestRateTests {
    private static let start = ContinuousClock.Instant.now
    private static let alice = IPAddress("192.0.2.1")!
    private static let bob = IPAddress("192.0.2.2")!

    private static func rate(all: Int? = nil, client: Int? = nil, remembering: Int = 100) throws -> RequestRate {
        var limits = ServerLimits()
        limits.requestsPerSecond = all
        limits.requestsPerSecondOfClient = client
        return try #require(RequestRate(limits, remembering: remembering, since: start))
    }

    /// How many of so many requests at one moment are answered.
    private static func admitted(_ rate: RequestRate, _ count: Int, of client: IPAddress?, at seconds: Double = 0) -> Int {
        (0..<count).filter { _ in rate.excess(of: client, at: start + .seconds(seconds)) == nil }.count
    }

    @Test("without a limit there is nothing to count") func none() { #expect(RequestRate(ServerLimits()) == nil) }

    @Test("a second's worth at once, and no more until its time has come", arguments: [1, 2, 3, 7, 10, 100, 999, 1_000_000])
    func burst(perSecond: Int) throws {
        let count = min(perSecond + 50, 2000)
        let rate = try Self.rate(client: perSecond)
        #expect(Self.admitted(rate, count, of: Self.alice) == min(perSecond, count))
        guard perSecond <= 1000 else { return }
        #expect(Self.admitted(rate, count, of: Self.alice, at: 0.5 / Double(perSecond)) == 0)
        #expect(Self.admitted(rate, count, of: Self.alice, at: 1.001 / Double(perSecond)) == 1)
        #expect(Self.admitted(rate, count, of: Self.alice, at: 100) == perSecond)
    }

    @Test("over a long time the rate is kept, however often a client tries", arguments: [1, 5, 50])
    func sustained(perSecond: Int) throws {
        let rate = try Self.rate(client: perSecond)
        let admitted = (0..<20_000).filter { rate.excess(of: Self.alice, at: Self.start + .milliseconds($0)) == nil }.count
        #expect((19 * perSecond...21 * perSecond).contains(admitted))
    }

    @Test("each client has a rate of its own: an IPv4 address, or 64 bits of an IPv6 address")
    func clients() throws {
        let rate = try Self.rate(client: 3)
        #expect(Self.admitted(rate, 5, of: Self.alice) == 3)
        #expect(Self.admitted(rate, 5, of: Self.bob) == 3)
        #expect(Self.admitted(rate, 5, of: nil) == 3)
        #expect(Self.admitted(rate, 5, of: IPAddress("2001:db8::1")) == 3)
        #expect(Self.admitted(rate, 5, of: IPAddress("2001:db8::ffff:1")) == 0)
        #expect(Self.admitted(rate, 5, of: IPAddress("2001:db8:0:1::1")) == 3)
        #expect(rate.excess(of: Self.alice, at: Self.start)?.code.rawValue == "QpsLimitExceeded")
        #expect(rate.excess(of: Self.alice, at: Self.start)?.status == 503)
    }

    @Test("what all may do counts for all, and a client is not charged for what it did not get")
    func both() throws {
        let rate = try Self.rate(all: 4, client: 3)
        #expect(Self.admitted(rate, 5, of: Self.alice) == 3)
        #expect(Self.admitted(rate, 5, of: Self.bob) == 1)
        #expect(rate.excess(of: Self.bob, at: Self.start)?.code.rawValue == "TotalQpsLimitExceeded")
        #expect(rate.excess(of: Self.alice, at: Self.start)?.code.rawValue == "QpsLimitExceeded")
        // Bob used one of three.
        #expect(Self.admitted(rate, 3, of: Self.bob, at: 0.6) == 2)
    }

    @Test("only all together")
    func all() throws {
        let rate = try Self.rate(all: 2)
        #expect(Self.admitted(rate, 5, of: Self.alice) == 2)
        #expect(Self.admitted(rate, 5, of: Self.bob) == 0)
        #expect(Self.admitted(rate, 5, of: Self.bob, at: 10) == 2)
    }

    @Test("a crowd of strangers makes it forget, and never remember more; those who ask lately stay known")
    func memory() throws {
        let rate = try Self.rate(client: 1, remembering: 10)
        #expect(Self.admitted(rate, 2, of: Self.alice) == 1)
        for stranger in 0..<9 { #expect(Self.admitted(rate, 1, of: IPAddress(family: .v4, bits: UInt128(stranger))) == 1) }
        #expect(Self.admitted(rate, 1, of: Self.alice) == 0)
        for stranger in 100..<109 { #expect(Self.admitted(rate, 1, of: IPAddress(family: .v4, bits: UInt128(stranger))) == 1) }
        #expect(Self.admitted(rate, 1, of: Self.alice) == 0)
        for stranger in 200..<230 { #expect(Self.admitted(rate, 1, of: IPAddress(family: .v4, bits: UInt128(stranger))) == 1) }
        #expect(Self.admitted(rate, 1, of: Self.alice) == 1)
    }
}
