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

    /// The first row of a sealed table for which a condition holds.
    /// - Throws: `StorageError` `.corrupt` for one that is not what was written.
    func row(of table: SealedTable, where condition: String, _ arguments: StatementArguments) throws -> Row? {
        try row("\(table.selection) WHERE \(condition)", arguments).map(table.checked)
    }

    /// All of them.
    /// - Throws: `StorageError` `.corrupt` if one is not what was written.
    func rows(of table: SealedTable, where condition: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(db.cachedStatement(sql: "\(table.selection) WHERE \(condition)"), arguments: arguments).map(table.checked)
    }

    // MARK: Objects

    func current(_ bucket: BucketName, _ key: ObjectKey) throws -> ObjectRow? {
        try row(of: .objects, where: "bucket = ? AND key = ?", [bucket.rawValue, key.data]).map(CatalogueRow.object)
    }

    func putCurrent(_ row: ObjectRow) throws { try SealedTable.objects.put(CatalogueRow.values(row), db) }

    func removeCurrent(_ bucket: BucketName, _ key: ObjectKey) throws {
        try execute("DELETE FROM objects WHERE bucket = ? AND key = ?", [bucket.rawValue, key.data])
    }

    func newestNoncurrent(_ bucket: BucketName, _ key: ObjectKey) throws -> NoncurrentRow? {
        try row(of: .noncurrent, where: "bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1", [bucket.rawValue, key.data])
            .map(CatalogueRow.noncurrent)
    }

    func noncurrent(_ bucket: BucketName, _ key: ObjectKey, _ version: VersionID) throws -> NoncurrentRow? {
        // SQLite's text ends at a zero byte: what was found is compared again.
        let found = try row(of: .noncurrent, where: "bucket = ? AND key = ? AND version = ?", [bucket.rawValue, key.data, version.rawValue])
            .map(CatalogueRow.noncurrent)
        return found?.version == version ? found : nil
    }

    func putNoncurrent(_ row: NoncurrentRow, _ bucket: BucketName, _ key: ObjectKey) throws {
        let values =
            switch row.entry {
            case .object(let object): try CatalogueRow.values(object)
            case .deleteMarker(let marker): CatalogueRow.values(marker, sequence: row.sequence)
            }
        try SealedTable.noncurrent.put(values, db)
    }

    func removeNoncurrent(_ bucket: BucketName, _ key: ObjectKey, sequence: Int64) throws {
        try execute("DELETE FROM noncurrent WHERE bucket = ? AND key = ? AND sequence = ?", [bucket.rawValue, key.data, sequence])
    }

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
        for (index, segment) in segments.enumerated() {
            try SealedTable.segments.put([content, first + index, DataBytes(segment.blob.bytes).value, segment.offset, segment.length], db)
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
        return .segments(
            try rows(of: .segments, where: "content = ? ORDER BY position", [id]).enumerated().map { index, row in
                // One that is missing would move all behind it, which only whoever reads the whole object would notice.
                guard try row.value(1) == index else { throw CatalogueRow.corrupt() }
                return .init(blob: try CatalogueRow.blobID(row.value(2)), offset: try row.value(3), length: try row.value(4))
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
