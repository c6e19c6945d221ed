import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSTesting
import OSSWire
import Testing

@testable import OSSStorageLocal

/// Rows that say something else than what was written are not believed.
@Suite("Seals of rows", .serialized) struct RowSealTests {
    private static let bucket = BucketName.test("bucket")
    private static let sealed: [SealedTable] = [
        .buckets, .objects, .noncurrent, .segments, .uploads, .parts, .accountSettings, .identities,
    ]

    /// A closed folder with rows of every kind: two small objects, two large ones, an older version, a delete marker, an upload of two parts.
    private func fill(_ folder: String) async throws {
        let bucket = Self.bucket
        let local = try await LocalStorage.open(folder, limits: StorageRig.limits)
        let storage = local.storage
        var random = SeededGenerator(seed: 1)
        _ = try await storage.createBucket(bucket, BucketSettings(acl: .private), at: Moments.start)
        try await storage.configure(bucket, .document("policy", [1, 2, 3]))
        try await storage.configureAccount(.document("block", [4]))
        try await storage.configure(bucket, .versioning(.enabled))
        let description = ObjectDescription(
            headers: ["content-type": "text/plain"], attributes: ObjectAttributes(acl: .private, tags: [ResourceTag(key: "a", value: "b")]))
        for (key, count) in [
            ("small-1", 100), ("small-2", 100), ("large-1", 40_000), ("large-2", 40_000), ("older", 50), ("older", 60), ("gone", 70),
        ] {
            _ = try await storage.put(bucket, .test(key), description, body: TestBody(random.bytes(count)), at: Moments.start)
        }
        _ = try await storage.deleteObject(bucket, .test("gone"), at: Moments.at(1))
        let upload = try await storage.initiate(bucket, .test("unfinished"), description, at: Moments.start)
        for part in 1...2 { _ = try await storage.putPart(part, of: upload, body: TestBody(random.bytes(40_000)), at: Moments.start) }
        _ = try await local.identities.read()
        #expect(try await local.identities.replace(1, with: [5]))
        try await local.close()
    }

    private func change(_ folder: String, _ sql: String) throws {
        let database = try DatabaseQueue(path: DataFolder.cataloguePath(in: folder))
        try database.write { try $0.execute(sql: sql) }
        try database.close()
    }

    /// A copy of a filled folder in which rows were changed.
    private func withChanged(_ folder: String, _ sql: String, _ body: (String) async throws -> Void) async throws {
        let image = "\(folder)-image"
        try FileManager.default.copyItem(atPath: folder, toPath: image)
        defer { try? FileManager.default.removeItem(atPath: image) }
        try change(image, sql)
        try await body(image)
    }

    private func findings(_ folder: String) async throws -> [StorageFinding] {
        var found: [StorageFinding] = []
        let inspector = try #require(try FolderInspector(folder))
        _ = try await inspector.check(progress: { _ in }) { found.append($0) }
        return found
    }

    private func isCorrupt(_ body: () async throws -> Void) async -> Bool {
        do { try await body() } catch { return (error as? StorageError)?.code == .corrupt }
        return false
    }

    /// A change, and the keys of the objects that are not to be believed any more.
    private static let objectDamages: [(String, Set<String>)] = [
        (
            """
            UPDATE objects SET content = (SELECT sum(content) FROM objects WHERE key IN (CAST('small-1' AS BLOB), CAST('small-2' AS BLOB))) - content
            WHERE key IN (CAST('small-1' AS BLOB), CAST('small-2' AS BLOB))
            """, ["small-1", "small-2"]
        ),
        (
            """
            UPDATE segments SET blob = (SELECT blob FROM segments AS other WHERE other.content = (SELECT content FROM objects WHERE key = CAST('large-2' AS BLOB)))
            WHERE content = (SELECT content FROM objects WHERE key = CAST('large-1' AS BLOB))
            """, ["large-1"]
        ),
        ("UPDATE objects SET key = CAST('small-9' AS BLOB) WHERE key = CAST('small-1' AS BLOB)", ["small-9"]),
        ("UPDATE objects SET headers = CAST(replace(headers, 'plain', 'plane') AS BLOB) WHERE key = CAST('small-1' AS BLOB)", ["small-1"]),
        ("UPDATE objects SET attributes = NULL WHERE key = CAST('small-1' AS BLOB)", ["small-1"]),
        ("UPDATE objects SET modified = modified + 1 WHERE key = CAST('large-1' AS BLOB)", ["large-1"]),
        ("UPDATE objects SET seal = 0 WHERE key = CAST('large-2' AS BLOB)", ["large-2"]),
    ]

    @Test("an object of which the catalogue says something else is not shown, by itself and in listings, and is found by a check", arguments: 0..<7)
    func objects(number: Int) async throws {
        let (damage, keys) = Self.objectDamages[number]
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            try await fill(folder)
            #expect(try await findings(folder).isEmpty)
            try await withChanged(folder, damage) { folder in
                let found = try await findings(folder).filter(\.kind.isDamage)
                #expect(Set(found.map(\.kind)) == [.wrongSeal])
                #expect(
                    Set(found.map(\.subject).compactMap { if case .object(_, let key, _) = $0 { String(decoding: key, as: UTF8.self) } else { nil } })
                        == keys)
                let local = try await LocalStorage.open(folder, limits: StorageRig.limits)
                let storage = local.storage
                for key in ["small-1", "small-2", "small-9", "large-1", "large-2", "older"] {
                    #expect(await isCorrupt { _ = try await storage.object(Self.bucket, .test(key)) } == keys.contains(key), "\(key)")
                }
                // Stretches of blobs are nothing that a listing tells.
                let isListed = number != 1
                #expect(await isCorrupt { _ = try await storage.list(Self.bucket, ListQuery()) } == isListed)
                #expect(await isCorrupt { _ = try await storage.listVersions(Self.bucket, ListQuery()) } == isListed)
                try await local.close()
            }
        }
    }

    @Test("older versions, delete markers, parts, uploads and settings are not believed either, and are found by a check")
    func others() async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            try await fill(folder)
            try await withChanged(folder, "UPDATE noncurrent SET modified = modified + 1") { folder in
                #expect(try await findings(folder).map(\.kind) == [.wrongSeal, .wrongSeal, .wrongSeal])
                let local = try await LocalStorage.open(folder)
                #expect(await isCorrupt { _ = try await local.storage.entry(Self.bucket, .test("gone"), version: nil) })
                #expect(await isCorrupt { _ = try await local.storage.listVersions(Self.bucket, ListQuery()) })
                try await local.close()
            }
            try await withChanged(folder, "UPDATE parts SET content = (SELECT sum(content) FROM parts) - content") { folder in
                #expect(try await findings(folder).map(\.kind) == [.wrongSeal, .wrongSeal])
                let local = try await LocalStorage.open(folder)
                let upload = try #require(try await local.storage.listUploads(Self.bucket, ListQuery()).rows.first)
                #expect(await isCorrupt { _ = try await local.storage.parts(of: upload) })
                #expect(await isCorrupt { _ = try await local.storage.abort(upload, at: Moments.start) })
                try await local.close()
            }
            let settings = """
                UPDATE uploads SET key = CAST('elsewhere' AS BLOB); UPDATE buckets SET acl = 'public-read';
                UPDATE account_settings SET documents = x''; UPDATE identities SET document = x'06';
                """
            try await withChanged(folder, settings) { folder in
                let found = try await findings(folder)
                #expect(found.map(\.kind) == [.wrongSeal, .wrongSeal, .wrongSeal, .wrongSeal])
                #expect(found.contains { $0.subject == .catalogue && $0.detail == "a row of buckets is not what was written: bucket" })
                let reader = try #require(try CatalogueReader(folder: folder))
                #expect(await isCorrupt { _ = try reader.bucket(Self.bucket) })
                #expect(await isCorrupt { _ = try reader.accountSettings() })
                #expect(await isCorrupt { _ = try reader.identities() })
                let local = try await LocalStorage.open(folder)
                #expect(await isCorrupt { _ = try await local.storage.listUploads(Self.bucket, ListQuery()) })
                #expect(await isCorrupt { _ = try await local.storage.buckets() })
                #expect(await isCorrupt { _ = try await local.identities.replace(2, with: []) })
                try await local.close()
            }
        }
    }

    @Test("an object that lacks one of its stretches is not shown: no range of it is moved")
    func missingSegment() async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            try await fill(folder)
            let local = try await LocalStorage.open(folder, limits: StorageRig.limits)
            let upload = try #require(try await local.storage.listUploads(Self.bucket, ListQuery()).rows.first)
            _ = try await local.storage.complete(upload, nil, at: Moments.start)
            try await local.close()
            let content = "(SELECT content FROM objects WHERE key = CAST('unfinished' AS BLOB))"
            try change(folder, "DELETE FROM segments WHERE position = 0 AND content = \(content)")
            let again = try await LocalStorage.open(folder)
            #expect(await isCorrupt { _ = try await again.storage.object(Self.bucket, .test("unfinished")) })
            try await again.close()
            #expect(try await findings(folder).map(\.kind).filter(\.isDamage) == [.damagedRow])
        }
    }

    @Test("every column of every sealed table is sealed")
    func columns() async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/data"
            try await fill(folder)
            let database = try DatabaseQueue(path: DataFolder.cataloguePath(in: folder))
            defer { try? database.close() }
            for table in Self.sealed {
                let columns = try database.read {
                    try Row.fetchAll($0, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [table.name])
                }
                #expect(Set(columns.map { $0["name"] as String }) == Set("\(table.columns), seal".components(separatedBy: ", ")), "\(table.name)")
                for column in columns {
                    let name: String = column["name"]
                    let other =
                        switch column["type"] as String {
                        case "INTEGER": "coalesce(\(name), 0) + 1"
                        case "TEXT": "coalesce(\(name), '') || 'x'"
                        default: "CAST(coalesce(\(name), x'') || x'78' AS BLOB)"
                        }
                    let selection = table.checkedColumns.components(separatedBy: ", ").map { $0 == name ? other : $0 }.joined(separator: ", ")
                    try await database.read { db in
                        let rows = try Row.fetchAll(db, sql: table.selection)
                        #expect(!rows.isEmpty, "\(table.name)")
                        for row in rows { #expect(throws: Never.self, "\(table.name)") { try table.checked(row) } }
                        for row in try Row.fetchAll(db, sql: "SELECT \(selection) FROM \(table.name)") {
                            #expect(throws: StorageError.self, "\(table.name).\(name)") { try table.checked(row) }
                        }
                    }
                }
            }
        }
    }

    @Test("rows that are not the same have other seals, wherever one value ends and the next begins")
    func encoding() {
        let rows: [[(any DatabaseValueConvertible)?]] = [
            [], [nil], [nil, nil], [""], [Data()], [0], ["ab", "c"], ["a", "bc"], ["abc"], ["", "abc"], [Data("ab".utf8), "c"], ["a", nil],
            [nil, "a"],
            [1, 2], [2, 1], [256], [1], [1.0],
        ]
        let seals = rows.flatMap { row in ["objects", "noncurrent"].map { RowSeal.seal(row.map { $0?.databaseValue ?? .null }, table: $0) } }
        #expect(Set(seals).count == seals.count)
        // Part of the format: what is sealed today is read tomorrow.
        #expect(RowSeal.seal([1.databaseValue, "a".databaseValue, .null, Data([2]).databaseValue], table: "t") == Self.known)
    }

    /// From `python3`: CRC-64/XZ of `'t' 00`, `01 01..`, `03 01.. 'a'`, `00`, `04 01.. 02`, each number of eight bytes, the lowest first.
    private static let known: Int64 = -5463603067090119155
}
