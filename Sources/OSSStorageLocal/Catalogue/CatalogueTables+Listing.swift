import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSWire

/// Looking up and listing objects and their versions.
extension CatalogueTables {
    func entry(_ bucket: BucketName, _ key: ObjectKey, version: VersionID?) throws -> ObjectEntry? {
        if let row = try current(bucket, key), version == nil || row.summary.version == version { return .object(try object(row)) }
        guard let old = try version.map({ try noncurrent(bucket, key, $0) }) ?? newestNoncurrent(bucket, key) else { return nil }
        switch old.entry {
        case .object(let row): return .object(try object(row))
        case .deleteMarker(let marker): return .deleteMarker(marker)
        }
    }

    private func object(_ row: ObjectRow) throws -> StoredObject {
        StoredObject(summary: row.summary, md5: row.md5, headers: row.headers, content: try content(row.content))
    }

    func list(_ bucket: BucketName, _ query: ListQuery) throws -> ListPage {
        try ListScan.page(query) { start, end in
            guard case .from(let start) = start else { return { nil } }
            let rows = try cursor(.objects, bucket, from: start, upTo: end, order: "key")
            return { try rows().map { try CatalogueRow.summary($0) } }
        }
    }

    func listVersions(_ bucket: BucketName, _ query: ListQuery, after version: VersionID?) throws -> Page<VersionSummary> {
        try ListScan.page(query, goesOnInsideKey: version != nil) { start, end in
            switch start {
            case .from(let key): return try versions(bucket, from: key, upTo: end, below: nil)
            case .insideKey(let key): return try versions(bucket, from: key, upTo: end, below: sequence(bucket, key, version))
            }
        }
    }

    /// The rows of both tables, merged. Within a key the current one comes first, then the others from the newest on.
    ///
    /// - Parameter bound: of the first key, only the rows with lower sequences. The current row has the highest: it is not among them.
    private func versions(
        _ bucket: BucketName, from start: [UInt8], upTo end: [UInt8]?, below bound: Int64?
    ) throws -> ListScan.Rows<VersionSummary> {
        let inside = try bound.map { try cursor(.noncurrent, inside: bucket, start, "sequence < ? ORDER BY sequence DESC", $0) }
        let first = bound == nil ? start : start + [0]
        let current = try cursor(.objects, bucket, from: first, upTo: end, order: "key")
        let older = try cursor(.noncurrent, bucket, from: first, upTo: end, order: "key, sequence DESC")
        func nextCurrent() throws -> ObjectRow? { try current().map { try CatalogueRow.object($0) } }
        func nextOlder() throws -> NoncurrentRow? { try (inside?() ?? older()).map { try CatalogueRow.noncurrent($0) } }
        var (object, old): (ObjectRow?, NoncurrentRow?) = (nil, nil)
        var hasBegun = false
        // A page that begins inside of a key begins behind its latest version.
        var lastKey: [UInt8]? = bound == nil ? nil : start
        return {
            if !hasBegun {
                hasBegun = true
                (object, old) = (try nextCurrent(), try nextOlder())
            }
            if let row = object, old.map({ row.summary.key <= $0.summary(isLatest: false).key }) ?? true {
                lastKey = row.summary.key.bytes
                object = try nextCurrent()
                return VersionSummary(.object(row.summary), isLatest: true)
            }
            guard let row = old else { return nil }
            let key = row.summary(isLatest: false).key.bytes
            defer { lastKey = key }
            old = try nextOlder()
            return row.summary(isLatest: key != lastKey)
        }
    }

    private func sequence(_ bucket: BucketName, _ key: [UInt8], _ version: VersionID?) throws -> Int64? {
        guard let version, let key = try? ObjectKey(bytes: key) else { return nil }
        if let row = try current(bucket, key), row.summary.version == version { return row.sequence }
        return try noncurrent(bucket, key, version)?.sequence
    }

    /// Reads the next row; `nil` at the end.
    typealias NextRow = () throws -> Row?

    /// A bucket's rows from a key on, below another.
    ///
    /// The statement is shared with the cursor before, which resets it once more when it is dropped: read nothing until then.
    func cursor(
        _ table: SealedTable, _ bucket: BucketName, from start: [UInt8], upTo end: [UInt8]?, order: String
    ) throws -> NextRow {
        let sql = "\(table.selection) WHERE bucket = ? AND key >= ? \(end == nil ? "" : "AND key < ?") ORDER BY \(order)"
        var arguments: StatementArguments = [bucket.rawValue, DataBytes(start).value]
        if let end { arguments += [DataBytes(end).value] }
        return try table.rows(db.cachedStatement(sql: sql), arguments)
    }

    /// A key's rows behind one of them. Its statement is shared with nobody.
    func cursor(
        _ table: SealedTable, inside bucket: BucketName, _ key: [UInt8], _ condition: String, _ bound: some DatabaseValueConvertible
    ) throws -> NextRow {
        let statement = try db.makeStatement(sql: "\(table.selection) WHERE bucket = ? AND key = ? AND \(condition)")
        return try table.rows(statement, [bucket.rawValue, DataBytes(key).value, bound])
    }
}
