import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSWire

/// The catalogue's tables, inside of a transaction.
struct CatalogueTables: CatalogueRows {
    let db: Database

    func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    // MARK: Objects

    func current(_ bucket: BucketName, _ key: ObjectKey) throws -> ObjectRow? {
        try row("SELECT \(CatalogueRow.objectColumns) FROM objects WHERE bucket = ? AND key = ?", [bucket.rawValue, key.data])
            .map(CatalogueRow.object)
    }

    func putCurrent(_ row: ObjectRow) throws {
        try execute("INSERT OR REPLACE INTO objects (\(CatalogueRow.objectColumns)) VALUES (\(Self.objectValues))", CatalogueRow.arguments(row))
    }

    func removeCurrent(_ bucket: BucketName, _ key: ObjectKey) throws {
        try execute("DELETE FROM objects WHERE bucket = ? AND key = ?", [bucket.rawValue, key.data])
    }

    func newestNoncurrent(_ bucket: BucketName, _ key: ObjectKey) throws -> NoncurrentRow? {
        let sql = "SELECT \(CatalogueRow.objectColumns) FROM noncurrent WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1"
        return try row(sql, [bucket.rawValue, key.data]).map(CatalogueRow.noncurrent)
    }

    func noncurrent(_ bucket: BucketName, _ key: ObjectKey, _ version: VersionID) throws -> NoncurrentRow? {
        let sql = "SELECT \(CatalogueRow.objectColumns) FROM noncurrent WHERE bucket = ? AND key = ? AND version = ?"
        // SQLite's text ends at a zero byte: what was found is compared again.
        let found = try row(sql, [bucket.rawValue, key.data, version.rawValue]).map(CatalogueRow.noncurrent)
        return found?.version == version ? found : nil
    }

    func putNoncurrent(_ row: NoncurrentRow, _ bucket: BucketName, _ key: ObjectKey) throws {
        let arguments =
            switch row.entry {
            case .object(let object): try CatalogueRow.arguments(object)
            case .deleteMarker(let marker): CatalogueRow.arguments(marker, sequence: row.sequence)
            }
        try execute("INSERT OR REPLACE INTO noncurrent (\(CatalogueRow.objectColumns)) VALUES (\(Self.objectValues))", arguments)
    }

    func removeNoncurrent(_ bucket: BucketName, _ key: ObjectKey, sequence: Int64) throws {
        try execute("DELETE FROM noncurrent WHERE bucket = ? AND key = ? AND sequence = ?", [bucket.rawValue, key.data, sequence])
    }

    private static let objectValues = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

    // MARK: Contents

    func insertContent(_ content: ObjectContent) throws -> ContentID {
        switch content {
        case .inline(let bytes):
            try execute("INSERT INTO contents (bytes) VALUES (?)", [DataBytes(bytes).value])
            return db.lastInsertedRowID
        case .segments(let segments):
            try execute("INSERT INTO contents (bytes) VALUES (NULL)", [])
            let content = db.lastInsertedRowID
            try insert(segments, of: content, from: 0)
            return content
        }
    }

    func hasSegments(_ content: ContentID) throws -> Bool {
        try row("SELECT 1 FROM contents WHERE id = ? AND bytes IS NULL", [content]) != nil
    }

    func extendContent(_ content: ContentID, _ segments: [ObjectContent.Segment]) throws {
        let last = try row("SELECT max(position) FROM segments WHERE content = ?", [content]).flatMap { try $0.optional(0) as Int? }
        try insert(segments, of: content, from: (last ?? -1) + 1)
    }

    private func insert(_ segments: [ObjectContent.Segment], of content: ContentID, from first: Int) throws {
        let statement = try db.cachedStatement(sql: "INSERT INTO segments (content, position, blob, start, length) VALUES (?, ?, ?, ?, ?)")
        for (index, segment) in segments.enumerated() {
            try statement.execute(arguments: [content, first + index, DataBytes(segment.blob.bytes).value, segment.offset, segment.length])
        }
    }

    /// Below and above instead of "not equal": each is one step in the index, however often the content refers to the same blob.
    func removeContent(_ content: ContentID, at moment: SigningTime) throws {
        try execute(
            """
            INSERT OR IGNORE INTO garbage (blob, since) SELECT blob, ? FROM segments AS mine WHERE content = ?
            AND NOT EXISTS (SELECT 1 FROM segments AS other WHERE other.blob = mine.blob AND other.content < mine.content)
            AND NOT EXISTS (SELECT 1 FROM segments AS other WHERE other.blob = mine.blob AND other.content > mine.content)
            """, [moment.secondsSinceEpoch, content])
        try execute("DELETE FROM segments WHERE content = ?", [content])
        try execute("DELETE FROM contents WHERE id = ?", [content])
    }

    func isReferenced(_ blob: BlobID) throws -> Bool {
        try row("SELECT 1 FROM segments WHERE blob = ? LIMIT 1", [DataBytes(blob.bytes).value]) != nil
    }

    /// What a content holds.
    func content(_ id: ContentID) throws -> ObjectContent {
        guard let row = try row("SELECT bytes FROM contents WHERE id = ?", [id]) else { throw CatalogueRow.corrupt() }
        if let bytes: Data = try row.optional(0) { return .inline(Array(bytes)) }
        let statement = try db.cachedStatement(sql: "SELECT blob, start, length FROM segments WHERE content = ? ORDER BY position")
        return .segments(
            try Row.fetchAll(statement, arguments: [id]).map { row in
                .init(blob: try CatalogueRow.blobID(row.value(0)), offset: try row.value(1), length: try row.value(2))
            })
    }

    // MARK: Garbage

    func garbage(before cutoff: SigningTime, limit: Int) throws -> [BlobID] {
        let statement = try db.cachedStatement(sql: "SELECT blob FROM garbage WHERE since < ? ORDER BY since, blob LIMIT ?")
        return try Row.fetchAll(statement, arguments: [cutoff.secondsSinceEpoch, max(limit, 0)]).map { try CatalogueRow.blobID($0.value(0)) }
    }

    func forgetGarbage(_ blobs: [BlobID]) throws {
        for blob in blobs { try execute("DELETE FROM garbage WHERE blob = ?", [DataBytes(blob.bytes).value]) }
    }

    func referenced(among blobs: [BlobID]) throws -> Set<BlobID> {
        let statement = try db.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM segments WHERE blob = ?1) OR EXISTS (SELECT 1 FROM garbage WHERE blob = ?1)")
        return try Set(
            blobs.filter { blob in
                try Bool.fetchOne(statement, arguments: [DataBytes(blob.bytes).value]) ?? false
            })
    }
}
