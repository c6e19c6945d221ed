import OSSStorageLocal
import Synchronization
import Testing

@testable import waybill

@Suite("Readiness") struct ReadinessTests {
    @Test("a server is ready between its start and its end") func phases() async {
        let readiness = Readiness()
        #expect(await readiness.problems() == ["starting"])
        readiness.begin()
        #expect(await readiness.problems() == [])
        readiness.stop()
        #expect(await readiness.problems() == ["draining"])
        readiness.begin()
        #expect(await readiness.problems() == ["draining"], "there is no way back")
    }

    @Test("every check that finds something is named, in their order") func checks() async {
        let readiness = Readiness()
        readiness.begin()
        readiness.add(ReadinessCheck(name: "disk") { "full" })
        readiness.add(ReadinessCheck(name: "fine") { nil })
        readiness.add(ReadinessCheck(name: "catalogue") { "read-only" })
        #expect(await readiness.problems() == ["disk: full", "catalogue: read-only"])
    }

    @Test("a question that hangs is asked once, and nobody waits for it for ever") func hung() async throws {
        let asked = Mutex(0)
        let (stream, release) = AsyncStream.makeStream(of: Void.self)
        let probe = Probe<Int>(patience: .milliseconds(50), freshness: .seconds(3600)) {
            asked.withLock { $0 += 1 }
            for await _ in stream {}
            return 7
        }
        for _ in 0..<3 { #expect(await probe.answer() == nil) }
        #expect(asked.withLock { $0 } == 1)
        release.finish()
        var answer: Int?
        while answer == nil { answer = await probe.answer() }
        #expect(answer == 7)
        #expect(asked.withLock { $0 } == 1)
    }

    @Test("an answer that is old is asked for again") func stale() async {
        let asked = Mutex(0)
        let probe = Probe<Int>(patience: .seconds(60), freshness: .zero) {
            asked.withLock { asked in
                asked += 1
                return asked
            }
        }
        #expect(await probe.answer() == 1)
        #expect(await probe.answer() == 2)
    }

    static let mebibyte: Int64 = 1 << 20
    /// Free and total bytes, free and total files, the minimum that was asked for, whether the disk is low.
    static let disks: [(DiskSpace, Int64?, Bool)] = [
        (DiskSpace(free: 300 * mebibyte, total: 1 << 40), nil, false), (DiskSpace(free: 200 * mebibyte, total: 1 << 40), nil, true),
        // A twentieth of 64 MiB is 3.2 MiB.
        (DiskSpace(free: 4 * mebibyte, total: 64 * mebibyte), nil, false), (DiskSpace(free: 3 * mebibyte, total: 64 * mebibyte), nil, true),
        (DiskSpace(free: 4 * mebibyte, total: 64 * mebibyte), 5 * mebibyte, true), (DiskSpace(free: 0, total: 64 * mebibyte), 0, false),
        (DiskSpace(free: 0, total: 0), nil, false), (DiskSpace(free: 1 << 40, total: 1 << 41, freeFiles: 0, totalFiles: 0), nil, false),
        (DiskSpace(free: 1 << 40, total: 1 << 41, freeFiles: 1000, totalFiles: 1 << 20), nil, true),
        (DiskSpace(free: 1 << 40, total: 1 << 41, freeFiles: 1, totalFiles: 1000), nil, true),
        (DiskSpace(free: 1 << 40, total: 1 << 41, freeFiles: 51, totalFiles: 1000), nil, false),
    ]

    @Test("how full a disk may be", arguments: disks.indices) func disk(row: Int) {
        let (space, minimum, isLow) = Self.disks[row]
        #expect((space.problem(minimum: minimum) != nil) == isLow)
    }

    @Test("a real disk is asked") func realDisk() throws {
        let space = try #require(DiskSpace(of: "/"))
        #expect(space.total > 0 && space.free <= space.total)
        #expect(DiskSpace(of: "/nonexistent/folder") == nil)
    }
}
