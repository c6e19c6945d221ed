import Foundation
import GRDB
import GRDBSQLite
import OSSWire

/// The seal of a row: a CRC-64 over all that the row says, kept in the row.
///
/// SQLite has no checksums of its own, so a damaged page can name the content of another key, or say a header, a tag or an ACL that nobody set. A
/// row whose seal is not that of its values is not believed. A seal is against disks, not against people: whoever can write the file can compute it.
///
/// What it covers is the table's name and every other column, each with its kind and length, so that no two rows have the same encoding.
struct RowSeal {
    private var encoding: [UInt8] = []
    private let tableCount: Int

    /// For the rows of a table, one after the other.
    init(table: String) {
        encoding.reserveCapacity(512)
        encoding.append(contentsOf: table.utf8)
        encoding.append(0)
        tableCount = encoding.count
    }

    /// The seal of a row with these values.
    static func seal(_ values: some Sequence<DatabaseValue>, table: String) -> Int64 {
        var seal = RowSeal(table: table)
        for value in values { seal.append(value) }
        return seal.value()
    }

    /// Whether the row at which a statement stands, so many columns and their seal, is what was written.
    ///
    /// It makes no values of the columns: in a listing that would cost more than all the rest.
    mutating func isWhole(_ statement: Statement, columnCount: Int) -> Bool {
        for column in 0..<CInt(columnCount) { append(column, of: statement.sqliteStatement) }
        return sqlite3_column_int64(statement.sqliteStatement, CInt(columnCount)) == value()
    }

    /// The seal of what was appended. The next row begins.
    private mutating func value() -> Int64 {
        defer { encoding.removeSubrange(tableCount...) }
        return Int64(bitPattern: CRC64.checksum(encoding))
    }

    private enum Kind: UInt8 {
        case nothing, integer, real, text, bytes
    }

    private mutating func append(_ value: DatabaseValue) {
        switch value.storage {
        case .null: append(.nothing)
        case .int64(let number): append(.integer, UInt64(bitPattern: number))
        case .double(let number): append(.real, number.bitPattern)
        case .string(var text): text.withUTF8 { append(.text, UnsafeRawBufferPointer($0)) }
        case .blob(let bytes): bytes.withUnsafeBytes { append(.bytes, $0) }
        }
    }

    private mutating func append(_ column: CInt, of statement: SQLiteStatement) {
        /// Asked for after the pointer, as SQLite wants it.
        func bytes(_ start: UnsafeRawPointer?) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
        }
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: append(.nothing)
        case SQLITE_INTEGER: append(.integer, UInt64(bitPattern: sqlite3_column_int64(statement, column)))
        case SQLITE_FLOAT: append(.real, sqlite3_column_double(statement, column).bitPattern)
        case SQLITE_TEXT: append(.text, bytes(UnsafeRawPointer(sqlite3_column_text(statement, column))))
        default: append(.bytes, bytes(sqlite3_column_blob(statement, column)))
        }
    }

    private mutating func append(_ kind: Kind) { encoding.append(kind.rawValue) }

    private mutating func append(_ kind: Kind, _ number: UInt64) {
        append(kind)
        withUnsafeBytes(of: number.littleEndian) { encoding.append(contentsOf: $0) }
    }

    private mutating func append(_ kind: Kind, _ bytes: UnsafeRawBufferPointer) {
        append(kind, UInt64(bytes.count))
        encoding.append(contentsOf: bytes)
    }

    /// `row_seal(table, value, ...)` in SQL, for the migration that seals the rows of older versions.
    static let function = DatabaseFunction("row_seal", pure: true) { arguments in
        guard let table = arguments.first.flatMap(String.fromDatabaseValue) else { return nil }
        return seal(arguments.dropFirst(), table: table)
    }

    /// Why a row is not believed. It repeats nothing of the row.
    struct Broken: Error, CustomStringConvertible {
        var description: String { "the row is not what was written" }
    }
}
