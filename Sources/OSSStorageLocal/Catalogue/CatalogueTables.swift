import GRDB
import OSSSigning
import OSSStorage

/// The catalogue's tables, inside of a transaction.
struct CatalogueTables {
    let db: Database

    /// Applies a change. It is judged before anything is written, so a refused one leaves the transaction as it was.
    func apply(_ change: CatalogueChange) throws -> CatalogueOutcome {
        switch change {
        case .createBucket(let bucket):
            if try self.bucket(bucket.name) != nil { return .applied(existed: true) }
            try execute("INSERT INTO buckets (name, creation) VALUES (?, ?)", [bucket.name.rawValue, bucket.creation.secondsSinceEpoch])
            return .applied(existed: false)
        case .deleteBucket(let name):
            guard try bucket(name) != nil else { return .refused(.noSuchBucket) }
            guard try isEmpty(name) else { return .refused(.bucketNotEmpty) }
            try execute("DELETE FROM buckets WHERE name = ?", [name.rawValue])
            return .applied(existed: true)
        case .putObject(let object, let forbidOverwrite, let moment):
            return try put(object, forbidOverwrite: forbidOverwrite, at: moment)
        case .deleteObject(let bucket, let key, let moment):
            guard try self.bucket(bucket) != nil else { return .refused(.noSuchBucket) }
            guard let content = try contentID(bucket, key) else { return .applied(existed: false) }
            try execute("DELETE FROM objects WHERE bucket = ? AND key = ?", [bucket.rawValue, key.data])
            try removeContent(content, at: moment)
            return .applied(existed: true)
        }
    }

    // MARK: Buckets

    func bucket(_ name: BucketName) throws -> StoredBucket? {
        let statement = try db.cachedStatement(sql: "SELECT creation FROM buckets WHERE name = ?")
        guard let seconds = try Int64.fetchOne(statement, arguments: [name.rawValue]) else { return nil }
        return StoredBucket(name: name, creation: try CatalogueRow.moment(seconds))
    }

    func buckets(prefix: String, after marker: String?, limit: Int) throws -> BucketPage {
        let limit = min(max(limit, 0), Int(Int32.max))
        // Names are ASCII, and SQLite compares text by its bytes.
        let statement = try db.cachedStatement(
            sql: """
                SELECT name, creation FROM buckets
                WHERE substr(CAST(name AS BLOB), 1, ?) = ? AND (? IS NULL OR CAST(name AS BLOB) > ?) ORDER BY name LIMIT ?
                """)
        let prefix = DataBytes(Array(prefix.utf8))
        let marker = marker.map { DataBytes(Array($0.utf8)) }
        let rows = try Row.fetchAll(statement, arguments: [prefix.count, prefix.value, marker?.value, marker?.value, limit + 1])
        let found = try rows.map { row in
            StoredBucket(name: try CatalogueRow.bucketName(row[0]), creation: try CatalogueRow.moment(row[1]))
        }
        return BucketPage(found: found, limit: limit)
    }

    private func isEmpty(_ bucket: BucketName) throws -> Bool {
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM objects WHERE bucket = ? LIMIT 1")
        return try Int.fetchOne(statement, arguments: [bucket.rawValue]) == nil
    }

    // MARK: Objects

    func object(_ bucket: BucketName, _ key: ObjectKey) throws -> StoredObject? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(CatalogueRow.summaryColumns), md5, headers, content, bytes FROM objects JOIN contents ON id = content
                WHERE bucket = ? AND key = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [bucket.rawValue, key.data]) else { return nil }
        return try CatalogueRow.object(row) { try segments($0) }
    }

    func list(_ bucket: BucketName, _ query: ListQuery) throws -> ListPage {
        let bounded = try db.cachedStatement(
            sql: "SELECT \(CatalogueRow.summaryColumns) FROM objects WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key")
        let open = try db.cachedStatement(
            sql: "SELECT \(CatalogueRow.summaryColumns) FROM objects WHERE bucket = ? AND key >= ? ORDER BY key")
        return try ListScan.page(query) { start, end in
            let start = DataBytes(start).value
            let cursor =
                if let end {
                    try Row.fetchCursor(bounded, arguments: [bucket.rawValue, start, DataBytes(end).value])
                } else {
                    try Row.fetchCursor(open, arguments: [bucket.rawValue, start])
                }
            return { try cursor.next().map { try CatalogueRow.summary($0) } }
        }
    }

    private func put(_ object: StoredObject, forbidOverwrite: Bool, at moment: SigningTime) throws -> CatalogueOutcome {
        guard try bucket(object.bucket) != nil else { return .refused(.noSuchBucket) }
        guard let headers = object.headers.serialized else { return .refused(.tooLarge) }
        let replaced = try contentID(object.bucket, object.key)
        if forbidOverwrite, replaced != nil { return .refused(.alreadyExists) }
        let content = try insertContent(object.content)
        try execute(
            """
            INSERT OR REPLACE INTO objects (\(CatalogueRow.summaryColumns), md5, headers, content)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            CatalogueRow.summaryArguments(object.summary) + [object.md5.map { DataBytes($0).value }, DataBytes(headers).value, content])
        if let replaced { try removeContent(replaced, at: moment) }
        return .applied(existed: replaced != nil)
    }

    // MARK: Contents

    private func contentID(_ bucket: BucketName, _ key: ObjectKey) throws -> Int64? {
        let statement = try db.cachedStatement(sql: "SELECT content FROM objects WHERE bucket = ? AND key = ?")
        return try Int64.fetchOne(statement, arguments: [bucket.rawValue, key.data])
    }

    private func insertContent(_ content: ObjectContent) throws -> Int64 {
        switch content {
        case .inline(let bytes):
            try execute("INSERT INTO contents (bytes) VALUES (?)", [DataBytes(bytes).value])
            return db.lastInsertedRowID
        case .segments(let segments):
            try execute("INSERT INTO contents (bytes) VALUES (NULL)", [])
            let content = db.lastInsertedRowID
            for (position, segment) in segments.enumerated() {
                try execute(
                    "INSERT INTO segments (content, position, blob, start, length) VALUES (?, ?, ?, ?, ?)",
                    [content, position, DataBytes(segment.blob.bytes).value, segment.offset, segment.length])
            }
            return content
        }
    }

    private func segments(_ content: Int64) throws -> [ObjectContent.Segment] {
        let statement = try db.cachedStatement(sql: "SELECT blob, start, length FROM segments WHERE content = ? ORDER BY position")
        return try Row.fetchAll(statement, arguments: [content]).map { row in
            .init(blob: try CatalogueRow.blobID(row[0]), offset: row[1], length: row[2])
        }
    }

    private func removeContent(_ content: Int64, at moment: SigningTime) throws {
        try execute(
            "INSERT OR IGNORE INTO garbage (blob, since) SELECT DISTINCT blob, ? FROM segments WHERE content = ?",
            [moment.secondsSinceEpoch, content])
        try execute("DELETE FROM segments WHERE content = ?", [content])
        try execute("DELETE FROM contents WHERE id = ?", [content])
    }

    // MARK: Garbage

    func garbage(before cutoff: SigningTime, limit: Int) throws -> [BlobID] {
        let statement = try db.cachedStatement(sql: "SELECT blob FROM garbage WHERE since < ? ORDER BY since, blob LIMIT ?")
        return try Row.fetchAll(statement, arguments: [cutoff.secondsSinceEpoch, max(limit, 0)]).map { try CatalogueRow.blobID($0[0]) }
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

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
