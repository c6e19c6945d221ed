import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSWire

/// Buckets and what they hold.
extension CatalogueTables {
    func bucket(_ name: BucketName) throws -> StoredBucket? {
        try row(of: .buckets, where: "name = ?", [name.rawValue]).map(Self.bucket)
    }

    func putBucket(_ bucket: StoredBucket) throws {
        let settings = bucket.settings
        let bytes = try CatalogueRow.bytes(of: settings.documents)
        try SealedTable.buckets.put(
            [
                bucket.name.rawValue, bucket.creation.secondsSinceEpoch, settings.acl.rawValue, settings.storageClass.rawValue, settings.redundancy,
                settings.versioning?.rawValue, bytes.isEmpty ? nil : Data(bytes),
            ], db)
    }

    func removeBucket(_ name: BucketName) throws {
        try execute("DELETE FROM buckets WHERE name = ?", [name.rawValue])
    }

    func isEmpty(_ bucket: BucketName) throws -> Bool {
        let sql = """
            SELECT EXISTS (SELECT 1 FROM objects WHERE bucket = ?1) OR EXISTS (SELECT 1 FROM noncurrent WHERE bucket = ?1)
            OR EXISTS (SELECT 1 FROM uploads WHERE bucket = ?1)
            """
        return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: [bucket.rawValue]) == false
    }

    func buckets(prefix: String, after marker: String?, limit: Int) throws -> BucketPage {
        let limit = min(max(limit, 0), Int(Int32.max))
        // Names are ASCII, and SQLite compares text by its bytes.
        let condition = "substr(CAST(name AS BLOB), 1, ?) = ? AND (? IS NULL OR CAST(name AS BLOB) > ?) ORDER BY name LIMIT ?"
        let prefix = DataBytes(Array(prefix.utf8))
        let marker = marker.map { DataBytes(Array($0.utf8)) }
        let rows = try rows(of: .buckets, where: condition, [prefix.count, prefix.value, marker?.value, marker?.value, limit + 1])
        return BucketPage(found: try rows.map(Self.bucket), limit: limit)
    }

    private static func bucket(_ row: Row) throws -> StoredBucket {
        guard let acl = BucketACL(known: try row.value(2)) else { throw CatalogueRow.corrupt() }
        let versioning: String? = try row.optional(5)
        let stored: Data? = try row.optional(6)
        let documents = try stored.map(CatalogueRow.documents) ?? [:]
        let settings = BucketSettings(
            acl: acl, storageClass: try CatalogueRow.storageClass(row.value(3)), redundancy: try row.value(4),
            versioning: versioning.flatMap { VersioningStatus(known: $0) }, documents: documents)
        return StoredBucket(
            name: try CatalogueRow.bucketName(row.value(0)), creation: try CatalogueRow.moment(row.value(1)), settings: settings)
    }

    func statistics(_ bucket: BucketName) throws -> BucketStatistics {
        var statistics = BucketStatistics()
        for table in ["objects", "noncurrent"] {
            let statement = try db.cachedStatement(sql: "SELECT class, sum(size), count(*) FROM \(table) WHERE bucket = ? GROUP BY class")
            for row in try Row.fetchAll(statement, arguments: [bucket.rawValue]) {
                let count: Int64 = try row.value(2)
                guard let name: String = try row.optional(0) else {
                    statistics.deleteMarkers += count
                    continue
                }
                let storageClass = try CatalogueRow.storageClass(name)
                statistics.usage[storageClass, default: .init()].bytes &+= try row.value(1)
                statistics.usage[storageClass, default: .init()].objects += count
            }
        }
        let counts = try row("SELECT count(*) FROM uploads WHERE bucket = ?", [bucket.rawValue])
        statistics.uploads = counts?[0] ?? 0
        let parts = try row(
            "SELECT count(*), coalesce(sum(size), 0) FROM parts WHERE upload IN (SELECT id FROM uploads WHERE bucket = ?)", [bucket.rawValue])
        statistics.parts = parts?[0] ?? 0
        statistics.partBytes = parts?[1] ?? 0
        return statistics
    }
}
