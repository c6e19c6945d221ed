import OSSStorage
import OSSWire
import Testing

@Suite("Checking the rows of a catalogue") struct StorageCheckTests {
    /// Rows of a damaged table: each page is what an index with a wrong turn gives.
    private struct Pages: CheckedRows {
        let next: @Sendable (CheckedRow.Position?) -> [CheckedRow]

        func rows(after position: CheckedRow.Position?, limit: Int) async throws -> [CheckedRow] { next(position) }
        func row(at position: CheckedRow.Position) async throws -> CheckedRow? { nil }
    }

    private static func marker(_ key: String, bucket: String = "bucket", table: Int = 0, number: Int64 = 0) -> CheckedRow {
        CheckedRow(
            position: .init(table: table, bucket: bucket, key: Array(key.utf8), number: number),
            subject: .object(bucket: bucket, key: Array(key.utf8), version: "v"), content: .success(nil))
    }

    private func count(_ next: @escaping @Sendable (CheckedRow.Position?) -> [CheckedRow]) async throws -> Int {
        try await StorageCheck(rows: Pages(next: next), blobs: InMemoryBlobStore()).run(progress: { _ in }, found: { _ in }).objects
    }

    @Test("rows that lead back to where they were are an error, not an endless check")
    func circle() async throws {
        await #expect(throws: StorageError.self) {
            _ = try await count { position in [Self.marker(position?.key == Array("b".utf8) ? "a" : "b")] }
        }
        await #expect(throws: StorageError.self) { _ = try await count { _ in [Self.marker("a")] } }
    }

    @Test("tables, buckets and keys in the order of their bytes, and numbers, are read to the end")
    func order() async throws {
        // U+FF5E is before U+1F4E6 in bytes and behind it in UTF-16.
        let rows = [
            Self.marker("b", bucket: "a"), Self.marker("a", bucket: "b"), Self.marker("\u{FF5E}", bucket: "b"), Self.marker("\u{1F4E6}", bucket: "b"),
            Self.marker("a", bucket: "a", table: 1, number: -2), Self.marker("a", bucket: "a", table: 1, number: 1),
        ]
        let count = try await count { position in
            let index = position.flatMap { position in rows.firstIndex { $0.position == position } }
            return Array(rows[((index ?? -1) + 1)...].prefix(1))
        }
        #expect(count == rows.count)
    }
}
