import Foundation
import NIOCore
import Testing

@testable import OSSStorageLocal

@Suite("Writing behind") struct FileWriterTests {
    private static func file(in folder: String) throws -> Int32 { try FileCalls.create("\(folder)/file") }

    @Test("what is written is in the file, in its order, when it has finished") func order() async throws {
        try await withTemporaryFolder { folder in
            let pool = BlockingPool(threadCount: 4)
            let writer = FileWriter(descriptor: try Self.file(in: folder), pool: pool)
            // More than may be on its way at once.
            for number in 0..<200 { try await writer.write(ByteBuffer(repeating: UInt8(number), count: 10_000 + number)) }
            try await writer.finish()
            writer.close()
            let expected = (0..<200).flatMap { [UInt8](repeating: UInt8($0), count: 10_000 + $0) }
            #expect(try Data(contentsOf: URL(filePath: "\(folder)/file")) == Data(expected))
            try await pool.stop()
        }
    }

    @Test("a failure is reported by a later write or by the end, and every time") func failure() async throws {
        try await withTemporaryFolder { folder in
            let faults = FileFaults { $0 == .write ? .error(ENOSPC) : nil }
            let pool = BlockingPool(threadCount: 2, faults: faults)
            let writer = FileWriter(descriptor: try Self.file(in: folder), pool: pool)
            try? await writer.write(ByteBuffer(string: "lost"))
            await #expect(throws: POSIXFailure.self) { try await writer.finish() }
            await #expect(throws: POSIXFailure.self) { try await writer.write(ByteBuffer(string: "more")) }
            await #expect(throws: POSIXFailure.self) { try await writer.finish() }
            writer.close()
            #expect(try Data(contentsOf: URL(filePath: "\(folder)/file")).isEmpty)
            try await pool.stop()
        }
    }

    @Test("a closed file takes nothing") func closed() async throws {
        try await withTemporaryFolder { folder in
            let pool = BlockingPool(threadCount: 1)
            let writer = FileWriter(descriptor: try Self.file(in: folder), pool: pool)
            try await writer.finish()
            writer.close()
            writer.close()
            await #expect(throws: POSIXFailure.self) { try await writer.write(ByteBuffer(string: "late")) }
            try await pool.stop()
        }
    }
}
