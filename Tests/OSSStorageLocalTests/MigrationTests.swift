import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSTesting
import OSSWire
import Testing

@testable import OSSStorageLocal

@Suite("Migrations") struct MigrationTests {
    /// The tables as the first version made them. They are written out here: a migration that was released never changes.
    private static let first = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('1 buckets and objects');
        CREATE TABLE buckets (name TEXT NOT NULL PRIMARY KEY, creation INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE objects (
            bucket TEXT NOT NULL, key BLOB NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, crc64 INTEGER NOT NULL, modified INTEGER NOT NULL,
            type TEXT NOT NULL, class TEXT NOT NULL, md5 BLOB, headers BLOB NOT NULL, content INTEGER NOT NULL, PRIMARY KEY (bucket, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE contents (id INTEGER NOT NULL PRIMARY KEY, bytes BLOB) STRICT;
        CREATE TABLE segments (
            content INTEGER NOT NULL, position INTEGER NOT NULL, blob BLOB NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL,
            PRIMARY KEY (content, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX segments_by_blob ON segments (blob);
        CREATE TABLE garbage (blob BLOB NOT NULL PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX garbage_by_since ON garbage (since, blob);
        """

    @Test("a catalogue of the first version opens with its buckets, objects and garbage, and can do what is new")
    func firstToSecond() async throws {
        try await withTemporaryFolder { folder in
            var random = SeededGenerator(seed: 4)
            let (small, large) = (random.bytes(10), random.bytes(3000))
            let (blob, garbage) = (BlobID.random(using: &random), BlobID.random(using: &random))
            let moment = Moments.start.secondsSinceEpoch
            let md5 = Data(repeating: 7, count: 16)
            let headers: StoredHeaders = ["content-type": "a/b"]
            let path = "\(folder)/catalogue.sqlite"
            let file = try DatabaseQueue(path: path)
            try await file.write { db in
                try db.execute(sql: Self.first)
                try db.execute(sql: "INSERT INTO buckets VALUES ('old', ?)", arguments: [moment])
                try db.execute(sql: "INSERT INTO contents VALUES (1, ?), (2, NULL)", arguments: [Data(small)])
                try db.execute(sql: "INSERT INTO segments VALUES (2, 0, ?, 0, 3000)", arguments: [Data(blob.bytes)])
                try db.execute(sql: "INSERT INTO garbage VALUES (?, ?)", arguments: [Data(garbage.bytes), moment])
                for (key, bytes, content) in [("small", small, 1), ("large", large, 2)] {
                    try db.execute(
                        sql: "INSERT INTO objects VALUES ('old', ?, ?, 'TAG', ?, ?, 'Normal', 'Standard', ?, ?, ?)",
                        arguments: [
                            Data(key.utf8), bytes.count, Int64(bitPattern: CRC64.checksum(bytes)), moment, md5, Data(headers.serialized ?? []),
                            content,
                        ])
                }
            }
            try file.close()
            try FileManager.default.createDirectory(atPath: "\(folder)/blobs/\(blob.hex.prefix(2))", withIntermediateDirectories: true)
            try Data(large).write(to: URL(fileURLWithPath: "\(folder)/blobs/\(blob.hex.prefix(2))/\(blob.hex)"))
            try Data().write(to: URL(fileURLWithPath: "\(folder)/lock"))

            let local = try await LocalStorage.open(folder)
            let storage = local.storage
            let bucket = BucketName.test("old")
            #expect(try await storage.bucket(bucket) == StoredBucket(name: bucket, creation: Moments.start))
            for (key, bytes) in [("small", small), ("large", large)] {
                let object = try #require(try await storage.object(bucket, .test(key)))
                #expect(object.headers == headers)
                #expect(object.etag == ETag("TAG"))
                #expect(object.md5 == Array(md5))
                #expect(object.version == .null)
                #expect(object.attributes == ObjectAttributes())
                #expect(try await storage.read(object).collected() == bytes)
            }
            #expect(try await storage.versions(bucket).map(\.isLatest) == [true, true])
            try await storage.configure(bucket, .versioning(.enabled))
            let new = try await storage.put(bucket, .test("large"), body: TestBody([1]), at: Moments.at(1))
            #expect(try await storage.versions(bucket, prefix: "large").map(\.version) == [new.version, .null])
            _ = try await storage.deleteObject(bucket, .test("large"), version: new.version, at: Moments.at(2))
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            #expect(try await storage.bytes(bucket, .test("large")) == large)
            _ = try await storage.initiate(bucket, .test("upload"), at: Moments.start)
            #expect(try await storage.accountSettings() == AccountSettings())
            try await storage.configureAccount(.document("a", [1]))
            try await local.close()
            let again = try await LocalStorage.open(folder)
            #expect(try await again.storage.accountSettings().documents == ["a": [1]])
            try await again.close()
        }
    }

    @Test("rows of a version without seals are sealed, however many there are")
    func seals() throws {
        let database = try DatabaseQueue()
        try CatalogueSchema.migrator.migrate(database, upTo: "4 settings of the account")
        let counts = ["buckets": 1, "objects": 20_000, "noncurrent": 25_001, "segments": 10_001, "uploads": 0, "parts": 9999]
        try database.write { db in
            func insert(_ table: String, _ values: String) throws {
                let numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(counts[table] ?? 0))"
                try db.execute(sql: "\(numbers) INSERT INTO \(table) SELECT \(values) FROM numbers WHERE n <= \(counts[table] ?? 0)")
            }
            try insert("buckets", "'bucket', n, 'private', 'Standard', 'LRS', NULL, NULL")
            try insert("objects", "'bucket', CAST(n AS BLOB), n, 'TAG', n, n, 'Normal', 'Standard', NULL, x'', n, NULL, 'null', 0")
            // Objects and delete markers, several of a key.
            try insert(
                "noncurrent", "'bucket', CAST(n / 3 AS BLOB), n, 'v' || n, n, iif(n % 2, n, NULL), 'T', n, 'Normal', 'Standard', NULL, x'', n, NULL")
            try insert("segments", "n / 4000, n % 4000, CAST(n AS BLOB), n, n")
            try insert("parts", "'upload' || (n / 4000), n % 4000, n, x'00', n, n, n")
        }
        try CatalogueSchema.migrator.migrate(database)
        try database.read { db in
            for table in [SealedTable.buckets, .objects, .noncurrent, .segments, .uploads, .parts] {
                let rows = try Row.fetchAll(db, sql: table.selection)
                #expect(rows.count == counts[table.name])
                #expect(throws: Never.self) { for row in rows { _ = try table.checked(row) } }
            }
        }
    }

    @Test("a catalogue of a version that is not known yet is refused and left as it is")
    func newer() async throws {
        try await withTemporaryFolder { folder in
            let data = "\(folder)/data"
            try await LocalStorage.open(data).close()
            let file = try DatabaseQueue(path: "\(data)/catalogue.sqlite")
            try await file.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 not yet')") }
            try file.close()
            await #expect(throws: LocalStorageError.newerFormat(path: "\(data)/catalogue.sqlite")) { _ = try await LocalStorage.open(data) }
        }
    }
}
