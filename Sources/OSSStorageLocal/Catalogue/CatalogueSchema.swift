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
}
