/// The rows of a catalogue as a check wants them: every one of them, also those that cannot be read.
package protocol CheckedRows: Sendable {
    /// A page of rows behind a position, in the order of positions unless the rows are damaged; an empty one at the end.
    func rows(after position: CheckedRow.Position?, limit: Int) async throws -> [CheckedRow]

    /// What stands at a position now.
    func row(at position: CheckedRow.Position) async throws -> CheckedRow?
}

/// A row that says something about bytes.
package struct CheckedRow: Sendable, Hashable {
    /// Where a row stands: which of the tables, and its key there.
    package struct Position: Sendable, Hashable {
        package let table: Int
        package let bucket: String
        package let key: [UInt8]
        package let number: Int64

        package init(table: Int, bucket: String, key: [UInt8], number: Int64) {
            self.table = table
            self.bucket = bucket
            self.key = key
            self.number = number
        }
    }

    package let position: Position
    package let subject: StorageFinding.Subject
    /// What is to be checked; `nil` for a delete marker, and what is wrong with a row that cannot be read.
    package let content: Result<CheckedContent?, StorageDamage>

    package init(position: Position, subject: StorageFinding.Subject, content: Result<CheckedContent?, StorageDamage>) {
        self.position = position
        self.subject = subject
        self.content = content
    }
}

extension CheckedRow.Position: Comparable {
    /// Names and keys sort by their bytes.
    package static func < (a: Self, b: Self) -> Bool {
        if a.table != b.table { return a.table < b.table }
        if a.bucket != b.bucket { return a.bucket.utf8.lexicographicallyPrecedes(b.bucket.utf8) }
        if a.key != b.key { return a.key.lexicographicallyPrecedes(b.key) }
        return a.number < b.number
    }
}

/// Checks the bytes of every row: objects, their older versions, and the parts of unfinished uploads.
///
/// It may run beside a server. It holds no transaction open meanwhile, so the catalogue's log does not grow; instead, what seems damaged is looked at
/// a second time, and counts only if its row is still the same.
package struct StorageCheck: Sendable {
    /// How much was looked at.
    package struct Count: Sendable, Hashable {
        package var objects = 0
        package var parts = 0
        package var bytes: Int64 = 0

        package init() {}
    }

    private let rows: any CheckedRows
    private let blobs: any BlobStore
    private let pageSize: Int

    package init(rows: any CheckedRows, blobs: any BlobStore, pageSize: Int = 100) {
        self.rows = rows
        self.blobs = blobs
        self.pageSize = pageSize
    }

    /// Checks all rows.
    ///
    /// - Parameters:
    ///   - progress: is told, after each piece of work, how much was looked at so far.
    ///   - found: is told of each damage as it is found.
    /// - Throws: `StorageError` when the rows cannot be read on; `CancellationError`.
    package func run(progress: (Count) -> Void, found: (StorageFinding) -> Void) async throws -> Count {
        var count = Count()
        var position: CheckedRow.Position?
        while case let page = try await rows.rows(after: position, limit: pageSize), !page.isEmpty {
            for row in page {
                try Task.checkCancellation()
                if let damage = try await damage(
                    of: row,
                    progress: { bytes in
                        count.bytes += bytes
                        progress(count)
                    })
                {
                    found(StorageFinding(damage.kind, row.subject, damage.detail))
                }
                if case .part = row.subject { count.parts += 1 } else { count.objects += 1 }
                progress(count)
            }
            // Where keys are damaged, the last row can stand before others, and the same pages would come again and again.
            guard let next = page.last(where: { row in position.map { $0 < row.position } ?? true }) else {
                throw StorageError(.corrupt, operation: "read catalogue")
            }
            position = next.position
        }
        return count
    }

    private func damage(of row: CheckedRow, progress: (Int64) -> Void) async throws -> StorageDamage? {
        var row = row
        // A row that changes each time it is looked at is in use: it is readable, and what it was before is gone.
        for _ in 0..<5 {
            guard let damage = try await self.damage(of: row.content, progress) else { return nil }
            guard let now = try await rows.row(at: row.position) else { return nil }
            if now == row { return damage }
            row = now
        }
        return nil
    }

    private func damage(of content: Result<CheckedContent?, StorageDamage>, _ progress: (Int64) -> Void) async throws -> StorageDamage? {
        switch content {
        case .failure(let damage): damage
        case .success(let content): try await content?.damage(in: blobs, progress: progress)
        }
    }
}
