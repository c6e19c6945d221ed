import GRDB
import OSSSigning
import OSSStorage
import OSSTesting
import OSSWire
import Synchronization
import Testing

@testable import OSSStorageLocal

/// What SQLite says about how it will run the statements of the catalogue.
@Suite("Query plans") struct QueryPlanTests {
    /// The texts of the statements that ran.
    private final class Trace: Sendable {
        private let found = Mutex<Set<String>>([])

        var statements: [String] { found.withLock { $0.sorted() } }

        func record(_ sql: String) { found.withLock { _ = $0.insert(sql) } }
    }

    private let bucket = BucketName.test("bucket")
    private let key = ObjectKey.test("a/b")

    /// Statements of which the work must not grow with the catalogue.
    private func trace() throws -> (DatabaseQueue, [String]) {
        let queue = try DatabaseQueue()
        try CatalogueSchema.migrator.migrate(queue)
        let trace = Trace()
        try queue.write { db in
            db.trace { if case .statement(let statement) = $0 { trace.record(statement.sql) } }
            var tables = CatalogueTables(db: db)
            try change(&tables)
            try read(tables)
            db.trace(options: [])
        }
        return (queue, trace.statements.filter { !$0.hasPrefix("--") })
    }

    private let uploadID = UploadID(time: 1, random: 2)

    /// Every rule, over rows of every kind.
    private func change(_ tables: inout CatalogueTables) throws {
        let write = ObjectWrite(at: Moments.start)
        func object(_ key: ObjectKey, _ content: ObjectContent, _ type: ObjectType = .normal) -> StoredObject {
            let summary = ObjectSummary(bucket: bucket, key: key, size: 1, etag: .init("x"), crc64: 1, lastModified: Moments.start, type: type)
            return StoredObject(summary: summary, md5: nil, headers: StoredHeaders(), content: content)
        }
        let segments = (0..<2).map { _ in ObjectContent.segments([.init(blob: .random(), offset: 0, length: 1)]) }
        let upload = MultipartUpload(id: uploadID, bucket: bucket, key: key, initiated: Moments.start, description: ObjectDescription())
        let appendable = object(.test("grows"), segments[0], .appendable)
        let part = StoredPart(number: 1, size: 1, md5: [], crc64: 1, lastModified: Moments.start, content: segments[1])
        let shared = ObjectWrite(sharesContent: true, at: Moments.start)
        let changes: [CatalogueChange] = [
            .createBucket(StoredBucket(name: bucket, creation: Moments.start)),
            .appendObject(AppendedObject(object: appendable, position: 0, base: 0, replacesContent: true), write),
            .appendObject(AppendedObject(object: appendable, position: 1, base: 1, replacesContent: false), write),
            .putObject(object(key, .inline([1])), write), .configureBucket(bucket, .versioning(.enabled)),
            .configureAccount(.document("a", [1])), .configureAccount(.document("a", nil)),
            .putObject(object(key, segments[0]), shared), .deleteObject(bucket, key, nil, write), .deleteObject(bucket, key, .null, write),
            .configureBucket(bucket, .versioning(.suspended)), .putObject(object(key, .inline([1])), write),
            .setAttribute(bucket, key, .null, .sealed(Moments.start)), .createUpload(upload), .putPart(part, upload: uploadID, write),
            .putPart(part, upload: uploadID, shared),
            .completeUpload(uploadID, object(key, segments[1]), shared), .deleteBucket(bucket),
        ]
        for change in changes.dropLast() {
            guard case .applied = try tables.apply(change) else { throw ConformanceFailure("\(change) was refused") }
        }
        _ = try tables.apply(changes[changes.count - 1])
        _ = try tables.apply(.createUpload(upload))
    }

    private func read(_ tables: CatalogueTables) throws {
        _ = try tables.accountSettings()
        for prefix in [[], Array("a/".utf8)] {
            for delimiter in [[], Array("/".utf8)] {
                for after in [nil, key.bytes] {
                    let query = ListQuery(prefix: prefix, after: after, delimiter: delimiter)
                    _ = try tables.list(bucket, query)
                    for version in [nil, VersionID.null] { _ = try tables.listVersions(bucket, query, after: version) }
                    for id in [nil, uploadID.rawValue] { _ = try tables.listUploads(bucket, query, after: id) }
                }
            }
        }
        for version in [nil, VersionID("x")!] { _ = try tables.entry(bucket, key, version: version) }
        _ = try tables.parts(of: uploadID, after: 0, limit: 10)
        _ = try tables.garbage(before: Moments.farFuture, limit: 10)
        _ = try tables.referenced(among: [.random()])
        try tables.forgetGarbage([.random()])
    }

    @Test("every statement finds its rows by an index, in the order in which they are")
    func plans() throws {
        let (queue, statements) = try trace()
        #expect(statements.count > 35, "the trace saw the statements: \(statements.count)")
        try queue.read { db in
            for sql in statements {
                let arguments = StatementArguments([DatabaseValue?](repeating: nil, count: parameterCount(sql)))
                let plan = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments).map { $0["detail"] as String }
                for line in plan {
                    #expect(!line.contains("TEMP B-TREE"), "\(sql): \(line)")
                    #expect(!line.hasPrefix("SCAN") || line == "SCAN CONSTANT ROW", "\(sql): \(line)")
                }
            }
        }
    }

    @Test("the check is sharp: sorting and scanning are seen")
    func control() throws {
        let (queue, _) = try trace()
        let plan = try queue.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN SELECT key FROM objects WHERE size = 1 ORDER BY etag").map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.hasPrefix("SCAN") })
        #expect(plan.contains { $0.contains("TEMP B-TREE") })
    }

    /// How many values a statement wants; `?1` twice is one.
    private func parameterCount(_ sql: String) -> Int {
        sql.contains("?1") ? 1 : sql.count { $0 == "?" }
    }
}
