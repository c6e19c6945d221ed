import GRDB
package import OSSSigning
package import OSSStorage

/// A data folder, looked at beside whoever uses it: nothing is locked, and nothing of it is changed.
///
/// ```swift
/// guard let inspector = try FolderInspector("/var/lib/waybill") else { return }
/// let count = try await inspector.check(progress: { _ in }) { print($0) }
/// ```
package final class FolderInspector: Sendable {
    private let folder: String
    private let database: DatabaseQueue
    private let pool = BlockingPool(threadCount: 1)

    /// How many complaints of SQLite's about its own file are asked for.
    private static let integrityLimit = 100

    /// - Returns: `nil` where there is no catalogue.
    /// - Throws: ``LocalStorageError`` for a catalogue of another version, `StorageError` for one that is none, `POSIXFailure`.
    package init?(_ folder: String) throws {
        guard let database = try CatalogueReader.open(folder: folder) else { return nil }
        self.folder = folder
        self.database = database
    }

    /// Checks the catalogue's file, the bytes of every row, and what else lies in the folder.
    ///
    /// - Parameters:
    ///   - progress: is told how much was looked at so far.
    ///   - found: is told of each finding as it is made.
    /// - Throws: `CancellationError`. What cannot be read is a finding.
    package func check(
        progress: (StorageCheck.Count) -> Void, found: @escaping (StorageFinding) -> Void
    ) async throws -> StorageCheck.Count {
        try await checkCatalogue(found)
        var count = StorageCheck.Count()
        let rows = CatalogueRowsForCheck(database: database)
        do {
            for complaint in try await rows.brokenSeals() { found(StorageFinding(.wrongSeal, .catalogue, complaint)) }
        } catch let failure as StorageError {
            found(StorageFinding(.damagedCatalogue, .catalogue, "the settings cannot be read on: \(failure)"))
        }
        do {
            let blobs = FileBlobStore(reading: folder, pool: pool)
            count = try await StorageCheck(rows: rows, blobs: blobs).run(
                progress: { so in
                    count = so
                    progress(so)
                }, found: found)
        } catch let failure as StorageError {
            found(StorageFinding(.damagedCatalogue, .catalogue, "the rows cannot be read on: \(failure)"))
        }
        for finding in try await files() { found(finding) }
        return count
    }

    private func checkCatalogue(_ found: (StorageFinding) -> Void) async throws {
        let complaints: [String]
        do {
            complaints = try await database.read { db in
                try String.fetchAll(db, sql: "PRAGMA integrity_check(\(Self.integrityLimit))")
            }
        } catch let error as DatabaseError {
            complaints = ["SQLite cannot check it: \(error.resultCode)"]
        }
        for complaint in complaints where complaint != "ok" { found(StorageFinding(.damagedCatalogue, .catalogue, complaint)) }
        do {
            for (complaint, sql) in Self.dangling {
                guard let number = try await database.read({ try Int.fetchOne($0, sql: "SELECT count(*) FROM \(sql)") }), number > 0 else { continue }
                found(StorageFinding(.damagedCatalogue, .catalogue, "\(complaint): \(number)"))
            }
        } catch let error as DatabaseError {
            found(StorageFinding(.damagedCatalogue, .catalogue, "the rows cannot be counted: \(error.resultCode)"))
        }
    }

    /// What no transaction leaves behind. That a row lacks its content, its bucket or its upload is found with the row.
    private static let dangling = [
        ("contents that no row refers to", "contents WHERE id NOT IN (\(everyContent))"),
        ("contents that several rows refer to", "(SELECT 1 FROM (\(everyContent)) GROUP BY content HAVING count(*) > 1)"),
        ("stretches of blobs without a content", "segments WHERE content NOT IN (SELECT id FROM contents WHERE bytes IS NULL)"),
        ("blobs in use that count as garbage", "garbage WHERE blob IN (SELECT blob FROM segments)"),
        ("uploads in no bucket", "uploads WHERE bucket NOT IN (SELECT name FROM buckets)"),
    ]

    private static let everyContent = """
        SELECT content FROM objects UNION ALL SELECT content FROM noncurrent WHERE content IS NOT NULL UNION ALL SELECT content FROM parts
        """

    // MARK: Files

    /// What lies in the folder that no row needs, and what others can read.
    private func files() async throws -> [StorageFinding] {
        let folder = folder
        let listed = try await pool.run { try FolderFiles(folder: folder) }
        let referenced = try? await database.read { db in try CatalogueTables(db: db).referenced(among: listed.blobs.map(\.id)) }
        // Without the rows nobody can say what an orphan is.
        let orphans = referenced.map { referenced in listed.blobs.filter { !referenced.contains($0.id) } } ?? []
        return listed.findings
            + orphans.map { blob in
                StorageFinding(.orphan, .blob(blob.id), "nothing refers to it", modified: blob.status.modified, bytes: blob.status.bytes)
            }
    }

    /// What a sweep would remove now, and what the start of a server would.
    package func removable(olderThan cutoff: SigningTime) async throws -> Removable {
        let folder = folder
        let listed = try await pool.run { try FolderFiles(folder: folder) }
        do {
            let (garbage, referenced) = try await database.read { db in
                let tables = CatalogueTables(db: db)
                return (Set(try tables.garbage(before: cutoff, limit: Int(Int32.max))), try tables.referenced(among: listed.blobs.map(\.id)))
            }
            var removable = Removable()
            for blob in listed.blobs {
                if garbage.contains(blob.id) {
                    removable.garbage.add(blob.status.bytes)
                } else if !referenced.contains(blob.id), blob.status.modified < cutoff.secondsSinceEpoch {
                    removable.orphans.add(blob.status.bytes)
                }
            }
            for staged in listed.staged { removable.staged.add(staged.bytes) }
            return removable
        } catch let error as DatabaseError {
            throw error.storageError("read catalogue")
        }
    }

    /// Files that nobody needs any more.
    package struct Removable: Sendable, Hashable {
        /// So many files with so many bytes.
        package struct Files: Sendable, Hashable {
            package var count = 0
            package var bytes: Int64 = 0

            mutating func add(_ more: Int64) {
                count += 1
                bytes &+= more
            }
        }

        /// Bytes of objects that were replaced or deleted.
        package var garbage = Files()
        /// Bytes that nothing ever referred to: what a crash or a failed upload left.
        package var orphans = Files()
        /// Uploads that were not finished, or are running.
        package var staged = Files()
    }
}
