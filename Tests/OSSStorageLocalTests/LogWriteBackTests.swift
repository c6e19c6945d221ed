import Foundation
import GRDB
import Testing

@testable import OSSStorageLocal

@Suite("Writing the log back while commits go on") struct LogWriteBackTests {
    private static let logBytes: Int64 = 1 << 20

    /// A database whose log nobody but the code under test writes back.
    private func withDatabase(_ body: (DatabasePool, _ logLength: () throws -> Int) throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/some.sqlite"
            var configuration = Configuration()
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 0") }
            let database = try DatabasePool(path: path, configuration: configuration)
            try SQLiteCatalogue.makeDurable(database)
            let writeBack = try LogWriteBack(path: path, configuration: configuration, logBytes: Self.logBytes)
            database.writeWithoutTransaction(writeBack.follow)
            try database.write { try $0.execute(sql: "CREATE TABLE texts (number INTEGER PRIMARY KEY, bytes BLOB)") }
            try body(database) { try FileManager.default.attributesOfItem(atPath: "\(path)-wal")[.size] as? Int ?? 0 }
            try database.writeWithoutTransaction(writeBack.close)
            let report = try database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
            #expect(report == "ok")
            try database.close()
        }
    }

    private func write(_ numbers: Range<Int>, to database: DatabasePool) throws {
        for number in numbers {
            try database.write { db in
                try db.execute(
                    sql: "INSERT INTO texts VALUES (?, ?)", arguments: [number, Data(repeating: UInt8(truncatingIfNeeded: number), count: 4000)])
            }
        }
    }

    private func expect(_ count: Int, in database: DatabasePool) throws {
        let (rows, wrong) = try database.read { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM texts WHERE length(bytes) = 4000"),
                try Int.fetchOne(db, sql: "SELECT count(*) FROM texts WHERE substr(hex(bytes), 1, 2) != printf('%02X', number & 255)")
            )
        }
        #expect(rows == count && wrong == 0)
    }

    @Test("the log stays within its length, however much is written, and nothing is lost") func length() async throws {
        try await withDatabase { database, logLength in
            try write(0..<2000, to: database)
            // Far more than that was written; one commit of a few pages may stand beyond it.
            #expect(try logLength() < Int(Self.logBytes) + 64 * 4096)
            try expect(2000, in: database)
        }
    }

    @Test("a reader of old pages holds neither commits up nor, when it has gone, the log") func longReader() async throws {
        try await withDatabase { database, logLength in
            try write(0..<10, to: database)
            let snapshot = try database.makeSnapshot()
            try write(10..<800, to: database)
            #expect(try snapshot.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM texts") } == 10)
            #expect(try logLength() > 2 * Int(Self.logBytes))
            try snapshot.close()
            try write(800..<1400, to: database)
            let length = try logLength()
            try write(1400..<2400, to: database)
            #expect(try logLength() == length)
            try expect(2400, in: database)
        }
    }
}
