import NIOCore
import Synchronization
import Testing

@testable import OSSStorageLocal

@Suite("Reading ahead") struct ReadAheadTests {
    /// A file whose every byte says where it is, and which remembers what was read.
    private final class File: Sendable {
        let reads = Mutex<[ReadAhead.Stretch]>([])

        @Sendable func read(_ stretch: ReadAhead.Stretch) -> ByteBuffer {
            reads.withLock { $0.append(stretch) }
            return ByteBuffer(bytes: (0..<stretch.count).map { UInt8(truncatingIfNeeded: Int(stretch.offset) + $0) })
        }
    }

    private static func expected(_ offset: Int, _ count: Int) -> ByteBuffer {
        ByteBuffer(bytes: (0..<count).map { UInt8(truncatingIfNeeded: offset + $0) })
    }

    @Test("stretches one after the other are right, and each is read once") func sequence() async throws {
        let (file, pool) = (File(), BlockingPool(threadCount: 2))
        let ahead = ReadAhead(pool: pool, read: file.read)
        for offset in stride(from: 0, to: 1000, by: 100) {
            let count = min(100, 950 - offset)
            guard count > 0 else { break }
            let next = max(min(100, 850 - offset), 0)
            #expect(try await ahead.bytes(of: .init(offset: Int64(offset), count: count), next: next) == Self.expected(offset, count))
        }
        try await pool.stop()
        let reads = file.reads.withLock { $0 }
        let expected = stride(from: 0, to: 950, by: 100).map { ReadAhead.Stretch(offset: Int64($0), count: min(100, 950 - $0)) }
        #expect(reads == expected)
    }

    @Test("somebody who jumps about gets what was asked for") func jumps() async throws {
        let (file, pool) = (File(), BlockingPool(threadCount: 2))
        let ahead = ReadAhead(pool: pool, read: file.read)
        for (offset, count) in [(0, 10), (10, 10), (20, 10), (5, 7), (12, 3), (15, 3), (18, 90), (0, 1), (1, 1), (2, 30)] {
            #expect(try await ahead.bytes(of: .init(offset: Int64(offset), count: count), next: 10) == Self.expected(offset, count))
        }
        try await pool.stop()
    }

    @Test("nothing is read ahead that is not wanted next") func alone() async throws {
        let (file, pool) = (File(), BlockingPool(threadCount: 2))
        _ = try await ReadAhead(pool: pool, read: file.read).bytes(of: .init(offset: 0, count: 10), next: 0)
        try await pool.stop()
        #expect(file.reads.withLock { $0 } == [.init(offset: 0, count: 10)])
    }

    @Test("what fails ahead fails when it is asked for, and not before") func failure() async throws {
        struct Broken: Error {}
        let pool = BlockingPool(threadCount: 2)
        let ahead = ReadAhead(pool: pool) { stretch in
            guard stretch.offset < 20 else { throw Broken() }
            return ByteBuffer(repeating: 0, count: stretch.count)
        }
        for offset in [0, 10] { _ = try await ahead.bytes(of: .init(offset: Int64(offset), count: 10), next: 10) }
        await #expect(throws: Broken.self) { try await ahead.bytes(of: .init(offset: 20, count: 10), next: 10) }
        try await pool.stop()
    }
}
