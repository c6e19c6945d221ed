import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSWire

/// The rows of a catalogue's file, read one page at a time. A row that cannot be read is one of them, with what is wrong with it.
struct CatalogueRowsForCheck: CheckedRows {
    let database: DatabaseQueue

    /// The tables in the order in which they are read.
    private enum Table: Int, CaseIterable {
        case objects, noncurrent, parts

        /// The columns, and behind them the key of a row as text, bytes and number.
        var select: String {
            switch self {
            case .objects: "SELECT \(sealed.checkedColumns), bucket, key, 0 FROM objects"
            case .noncurrent: "SELECT \(sealed.checkedColumns), bucket, key, -sequence FROM noncurrent"
            case .parts: "SELECT \(sealed.checkedColumns), \(Self.uploadColumns), upload, x'', number FROM parts"
            }
        }

        var sealed: SealedTable {
            switch self {
            case .objects: .objects
            case .noncurrent: .noncurrent
            case .parts: .parts
            }
        }

        /// What lies behind a key, so that SQLite goes straight to it.
        var behind: String {
            switch self {
            case .objects: "(bucket, key) > (?1, ?2) AND ?3 IS NOT NULL"
            case .noncurrent: "(bucket, key) >= (?1, ?2) AND NOT (bucket = ?1 AND key = ?2 AND sequence >= -?3)"
            case .parts: "(upload, number) > (?1, ?3) AND ?2 IS NOT NULL"
            }
        }

        /// What has a key.
        var at: String {
            switch self {
            case .objects: "bucket = ?1 AND key = ?2 AND ?3 IS NOT NULL"
            case .noncurrent: "bucket = ?1 AND key = ?2 AND sequence = -?3"
            case .parts: "upload = ?1 AND number = ?3 AND ?2 IS NOT NULL"
            }
        }

        var order: String {
            switch self {
            case .objects: "bucket, key"
            case .noncurrent: "bucket, key, sequence DESC"
            case .parts: "upload, number"
            }
        }

        static let uploadColumns = "(SELECT bucket FROM uploads WHERE id = upload), (SELECT key FROM uploads WHERE id = upload)"
    }

    /// The rows that no object or part leads to and that are not what was written, in words.
    func brokenSeals() async throws -> [String] {
        try await read { db in
            var broken: [String] = []
            for table in SealedTable.settings {
                let rows = try Row.fetchCursor(db, sql: table.selection)
                while let row = try rows.next() {
                    guard (try? table.checked(row)) == nil else { continue }
                    broken.append("a row of \(table.name) is not what was written: \(Self.text(row[0] as DatabaseValue))")
                }
            }
            return broken
        }
    }

    func rows(after position: CheckedRow.Position?, limit: Int) async throws -> [CheckedRow] {
        try await read { db in
            for table in Table.allCases where table.rawValue >= position?.table ?? 0 {
                let start = position.flatMap { $0.table == table.rawValue ? $0 : nil }
                let found = try Row.fetchAll(
                    db, sql: "\(table.select) WHERE \(table.behind) ORDER BY \(table.order) LIMIT ?4",
                    arguments: [start?.bucket ?? "", Data(start?.key ?? []), start?.number ?? -Int64.max, limit])
                if !found.isEmpty { return try found.map { try checked($0, table, db) } }
            }
            return []
        }
    }

    func row(at position: CheckedRow.Position) async throws -> CheckedRow? {
        guard let table = Table(rawValue: position.table) else { return nil }
        return try await read { db in
            try Row.fetchOne(
                db, sql: "\(table.select) WHERE \(table.at)", arguments: [position.bucket, Data(position.key), position.number]
            )
            .map { try checked($0, table, db) }
        }
    }

    private func checked(_ row: Row, _ table: Table, _ db: Database) throws -> CheckedRow {
        let last = row.count - 1
        let name = Self.text(row[last - 2] as DatabaseValue)
        let key = Self.bytes(row[last - 1] as DatabaseValue)
        let position = CheckedRow.Position(
            table: table.rawValue, bucket: name, key: key, number: Int64.fromDatabaseValue(row[last] as DatabaseValue) ?? 0)
        if table == .parts {
            let subject = StorageFinding.Subject.part(
                upload: name, number: position.number, bucket: Self.text(row[8] as DatabaseValue), key: Self.bytes(row[9] as DatabaseValue))
            return CheckedRow(position: position, subject: subject, content: Self.result { try part(row, db) })
        }
        let subject = StorageFinding.Subject.object(bucket: name, key: key, version: Self.text(row[2] as DatabaseValue))
        return CheckedRow(position: position, subject: subject, content: Self.result { try object(row, table, db) })
    }

    private func object(_ row: Row, _ table: Table, _ db: Database) throws -> CheckedContent? {
        let row = try table.sealed.checked(row)
        let object: ObjectRow
        if table == .noncurrent {
            guard case .object(let old) = try CatalogueRow.noncurrent(row).entry else { return nil }
            object = old
        } else {
            object = try CatalogueRow.object(row)
        }
        let tables = CatalogueTables(db: db)
        let bucket = object.summary.bucket.rawValue
        guard try tables.row("SELECT 1 FROM buckets WHERE name = ?", [bucket]) != nil else {
            throw StorageDamage(.damagedRow, "its bucket does not exist")
        }
        if let md5 = object.md5, md5.count != 16 { throw StorageDamage(.damagedRow, "the MD5 in the row is none") }
        return CheckedContent(
            content: try content(object.content, tables), size: object.summary.size, crc64: object.summary.crc64, md5: object.md5,
            etag: object.summary.etag)
    }

    private func part(_ row: Row, _ db: Database) throws -> CheckedContent {
        let row = try SealedTable.parts.checked(row)
        guard (row[8] as DatabaseValue) != .null else { throw StorageDamage(.damagedRow, "its upload does not exist") }
        let md5 = Array(try row.decode(Data.self, atIndex: 3))
        guard md5.count == 16 else { throw StorageDamage(.damagedRow, "the MD5 in the row is none") }
        let crc64 = UInt64(bitPattern: try row.decode(Int64.self, atIndex: 4))
        return CheckedContent(
            content: try content(try row.decode(Int64.self, atIndex: 6), CatalogueTables(db: db)),
            size: try CatalogueRow.size(try row.decode(Int64.self, atIndex: 2)), crc64: crc64, md5: nil, etag: nil)
    }

    private func content(_ id: ContentID, _ tables: CatalogueTables) throws -> ObjectContent {
        guard try tables.row("SELECT 1 FROM contents WHERE id = ?", [id]) != nil else {
            throw StorageDamage(.damagedRow, "its content is not in the catalogue")
        }
        return try tables.content(id)
    }

    private static func result(_ body: () throws -> CheckedContent?) -> Result<CheckedContent?, StorageDamage> {
        do { return .success(try body()) } catch let damage as StorageDamage {
            return .failure(damage)
        } catch let error as StorageError where error.cause is RowSeal.Broken {
            return .failure(StorageDamage(.wrongSeal, "what the catalogue says of it is not what was written"))
        } catch let error as DatabaseError {
            return .failure(StorageDamage(.damagedRow, "SQLite cannot read it: \(error.resultCode)"))
        } catch {
            // What an error repeats of a row may be anything.
            return .failure(StorageDamage(.damagedRow, "the row cannot be one of ours"))
        }
    }

    private static func text(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .string(let text): text
        case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
        case .int64(let number): String(number)
        case .double, .null: ""
        }
    }

    private static func bytes(_ value: DatabaseValue) -> [UInt8] {
        if case .blob(let bytes) = value.storage { Array(bytes) } else { Array(text(value).utf8) }
    }

    private func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do { return try await database.read(body) } catch let error as DatabaseError { throw error.storageError("read catalogue") }
    }
}
