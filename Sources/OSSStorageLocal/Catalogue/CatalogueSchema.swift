import GRDB

/// The tables, as named migrations. One that was released never changes; a new form is a new migration.
///
/// Keys are BLOBs, which SQLite compares by their bytes. Large values (bytes of small objects) are in a table of their own, so that listings read
/// small rows only. Checksums are stored as the signed number with the same bits.
enum CatalogueSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 buckets and objects") { db in
            try db.execute(sql: bucketsAndObjects)
        }
        migrator.registerMigration("2 settings, versions and multipart uploads") { db in
            try db.execute(sql: settingsAndVersions)
            try db.execute(sql: multipartUploads)
        }
        migrator.registerMigration("3 identities") { db in
            try db.execute(sql: identities)
        }
        migrator.registerMigration("4 settings of the account") { db in
            try db.execute(sql: accountSettings)
        }
        migrator.registerMigration("5 seals") { db in
            db.add(function: RowSeal.function)
            defer { db.remove(function: RowSeal.function) }
            for (table, columns) in sealedColumns { try addSeals(to: table, columns, db) }
        }
        return migrator
    }

    private static let bucketsAndObjects = """
        CREATE TABLE buckets (
            name TEXT NOT NULL PRIMARY KEY,
            creation INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE objects (
            bucket TEXT NOT NULL,
            key BLOB NOT NULL,
            size INTEGER NOT NULL,
            etag TEXT NOT NULL,
            crc64 INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            type TEXT NOT NULL,
            class TEXT NOT NULL,
            md5 BLOB,
            headers BLOB NOT NULL,
            content INTEGER NOT NULL,
            PRIMARY KEY (bucket, key)
        ) STRICT, WITHOUT ROWID;

        -- The content of an object: bytes, or NULL and its segments.
        CREATE TABLE contents (
            id INTEGER NOT NULL PRIMARY KEY,
            bytes BLOB
        ) STRICT;

        CREATE TABLE segments (
            content INTEGER NOT NULL,
            position INTEGER NOT NULL,
            blob BLOB NOT NULL,
            start INTEGER NOT NULL,
            length INTEGER NOT NULL,
            PRIMARY KEY (content, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX segments_by_blob ON segments (blob);

        -- Blobs that lost their object, and when.
        CREATE TABLE garbage (
            blob BLOB NOT NULL PRIMARY KEY,
            since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX garbage_by_since ON garbage (since, blob);
        """

    private static let settingsAndVersions = """
        ALTER TABLE buckets ADD COLUMN acl TEXT NOT NULL DEFAULT 'private';
        ALTER TABLE buckets ADD COLUMN class TEXT NOT NULL DEFAULT 'Standard';
        ALTER TABLE buckets ADD COLUMN redundancy TEXT NOT NULL DEFAULT 'LRS';
        ALTER TABLE buckets ADD COLUMN versioning TEXT;
        -- Configurations: names and documents in the form of stored headers. NULL: none.
        ALTER TABLE buckets ADD COLUMN documents BLOB;

        -- ACL, tags and so on, in the form of stored headers. NULL: none.
        ALTER TABLE objects ADD COLUMN attributes BLOB;
        ALTER TABLE objects ADD COLUMN version TEXT NOT NULL DEFAULT 'null';
        ALTER TABLE objects ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;

        -- Versions that are not what their key shows, and all delete markers, whose columns from size on are NULL.
        CREATE TABLE noncurrent (
            bucket TEXT NOT NULL,
            key BLOB NOT NULL,
            sequence INTEGER NOT NULL,
            version TEXT NOT NULL,
            modified INTEGER NOT NULL,
            size INTEGER,
            etag TEXT,
            crc64 INTEGER,
            type TEXT,
            class TEXT,
            md5 BLOB,
            headers BLOB,
            content INTEGER,
            attributes BLOB,
            PRIMARY KEY (bucket, key, sequence DESC)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX noncurrent_by_version ON noncurrent (bucket, key, version);
        """

    private static let multipartUploads = """
        CREATE TABLE uploads (
            id TEXT NOT NULL PRIMARY KEY,
            bucket TEXT NOT NULL,
            key BLOB NOT NULL,
            initiated INTEGER NOT NULL,
            class TEXT NOT NULL,
            headers BLOB NOT NULL,
            attributes BLOB
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX uploads_by_key ON uploads (bucket, key, id);

        CREATE TABLE parts (
            upload TEXT NOT NULL,
            number INTEGER NOT NULL,
            size INTEGER NOT NULL,
            md5 BLOB NOT NULL,
            crc64 INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            content INTEGER NOT NULL,
            PRIMARY KEY (upload, number)
        ) STRICT, WITHOUT ROWID;
        """

    /// One row, or none as long as nobody needed it.
    private static let identities = """
        CREATE TABLE identities (
            id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
            generation INTEGER NOT NULL,
            document BLOB NOT NULL,
            token_key BLOB NOT NULL
        ) STRICT;
        """

    /// One row, or none as long as nothing was set. The documents are in the form of stored headers, as those of buckets.
    private static let accountSettings = """
        CREATE TABLE account_settings (
            id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
            documents BLOB NOT NULL
        ) STRICT;
        """

    /// What ``RowSeal`` covered when it came. The first two columns begin with the table's key.
    private static let sealedColumns = [
        ("buckets", ["name", "creation", "acl", "class", "redundancy", "versioning", "documents"]),
        ("objects", objectColumns),
        ("noncurrent", objectColumns),
        ("segments", ["content", "position", "blob", "start", "length"]),
        ("uploads", ["id", "bucket", "key", "initiated", "class", "headers", "attributes"]),
        ("parts", ["upload", "number", "size", "md5", "crc64", "modified", "content"]),
        ("account_settings", ["id", "documents"]),
        ("identities", ["id", "generation", "document", "token_key"]),
    ]

    private static let objectColumns = [
        "bucket", "key", "version", "size", "etag", "crc64", "modified", "type", "class", "attributes", "md5", "headers", "sequence", "content",
    ]

    private static let sealedAtOnce = 10_000

    /// Adds the column, and seals the rows that are there: from now on they are what was written.
    ///
    /// So many rows with each statement: until it ends, SQLite keeps the pages that it changes as they were, in memory.
    private static func addSeals(to table: String, _ columns: [String], _ db: Database) throws {
        try db.execute(sql: "ALTER TABLE \(table) ADD COLUMN seal INTEGER NOT NULL DEFAULT 0")
        let key = columns[0] + ", " + columns[1]
        var start: [DatabaseValue] = []
        repeat {
            let behind = start.isEmpty ? "TRUE" : "(\(key)) > (?, ?)"
            let end =
                try Row.fetchOne(
                    db, sql: "SELECT \(key) FROM \(table) WHERE \(behind) ORDER BY \(key) LIMIT 1 OFFSET \(sealedAtOnce - 1)",
                    arguments: StatementArguments(start)
                ).map { Array($0.databaseValues) } ?? []
            let upTo = end.isEmpty ? "TRUE" : "(\(key)) <= (?, ?)"
            try db.execute(
                sql: "UPDATE \(table) SET seal = row_seal('\(table)', \(columns.joined(separator: ", "))) WHERE \(behind) AND \(upTo)",
                arguments: StatementArguments(start + end))
            start = end
        } while !start.isEmpty
    }
}
