import GRDB

/// A table whose rows are sealed, see ``RowSeal``: all that decide what a client sees.
///
/// Two are not. The bytes in `contents` have the CRC-64 in their object's row, which is sealed and names them; and what is damaged in `garbage` names
/// a blob that is not there.
struct SealedTable: Sendable {
    let name: String
    /// What is sealed, in this order: every column but the seal, which is the last. The order is part of the format.
    let columns: String
    private let columnCount: Int
    /// The columns and the seal: what ``checked(_:)`` takes.
    let checkedColumns: String
    /// A statement that reads them, to which conditions can be added.
    let selection: String
    private let insertion: String

    private init(_ name: String, _ columns: String, insertion: String = "INSERT OR REPLACE") {
        self.name = name
        self.columns = columns
        columnCount = columns.split(separator: ",").count
        checkedColumns = columns + ", seal"
        selection = "SELECT \(checkedColumns) FROM \(name)"
        let places = Array(repeating: "?", count: columnCount + 1).joined(separator: ", ")
        self.insertion = "\(insertion) INTO \(name) (\(checkedColumns)) VALUES (\(places))"
    }

    static let buckets = SealedTable("buckets", "name, creation, acl, class, redundancy, versioning, documents")
    static let objects = SealedTable("objects", objectColumns)
    static let noncurrent = SealedTable("noncurrent", objectColumns)
    static let segments = SealedTable("segments", "content, position, blob, start, length", insertion: "INSERT")
    static let uploads = SealedTable("uploads", "id, bucket, key, initiated, class, headers, attributes", insertion: "INSERT")
    static let parts = SealedTable("parts", "upload, number, size, md5, crc64, modified, content")
    static let accountSettings = SealedTable("account_settings", "id, documents")
    static let identities = SealedTable("identities", "id, generation, document, token_key")

    private static let objectColumns =
        "bucket, key, version, size, etag, crc64, modified, type, class, attributes, md5, headers, sequence, content"

    /// Those whose rows no object or part leads to.
    static let settings = [buckets, uploads, accountSettings, identities]

    /// Inserts a row with its seal; where ``insertion`` says so, in the place of the one that has its key.
    func put(_ values: [(any DatabaseValueConvertible)?], _ db: Database) throws {
        let seal = RowSeal.seal(values.lazy.map { $0?.databaseValue ?? .null }, table: name)
        // Not as database values, of which GRDB makes arguments by key paths: that takes longer than the seal.
        try db.cachedStatement(sql: insertion).execute(arguments: StatementArguments(values + [seal]))
    }

    /// A row that begins with the columns and the seal, if it is what was written.
    /// - Throws: `StorageError` `.corrupt`, because of ``RowSeal/Broken``.
    func checked(_ row: Row) throws -> Row {
        let seal = RowSeal.seal((0..<columnCount).lazy.map { row[$0] as DatabaseValue }, table: name)
        guard Int64.fromDatabaseValue(row[columnCount]) == seal else { throw CatalogueRow.corrupt(RowSeal.Broken()) }
        return row
    }

    /// The rows of a selection, one after the other, each of them checked. The cursor has one row and fills it anew each time, so none is kept.
    func rows(_ statement: Statement, _ arguments: StatementArguments) throws -> () throws -> Row? {
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var seal = RowSeal(table: name)
        return {
            guard let row = try rows.next() else { return nil }
            guard seal.isWhole(statement, columnCount: columnCount) else { throw CatalogueRow.corrupt(RowSeal.Broken()) }
            return row
        }
    }
}
