import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSWire

/// Multipart uploads and their parts.
extension CatalogueTables {
    private static let columns = "id, bucket, key, initiated, class, headers, attributes"

    func upload(_ id: UploadID) throws -> MultipartUpload? {
        try row("SELECT \(Self.columns) FROM uploads WHERE id = ?", [id.rawValue]).map(Self.upload)
    }

    func insertUpload(_ upload: MultipartUpload) throws {
        let description = upload.description
        guard let headers = description.headers.serialized else { throw StorageError(.tooLarge, operation: "write catalogue") }
        try execute(
            "INSERT INTO uploads (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                upload.id.rawValue, upload.bucket.rawValue, upload.key.data, upload.initiated.secondsSinceEpoch, description.storageClass.rawValue,
                Data(headers), try CatalogueRow.attributeBytes(description.attributes),
            ])
    }

    func removeUpload(_ id: UploadID) throws { try execute("DELETE FROM uploads WHERE id = ?", [id.rawValue]) }

    func listUploads(_ bucket: BucketName, _ query: ListQuery, after id: String?) throws -> Page<MultipartUpload> {
        try ListScan.page(query, goesOnInsideKey: id != nil) { start, end in
            switch start {
            case .from(let key):
                let rows = try cursor(Self.columns, "uploads", bucket, from: key, upTo: end, order: "key, id")
                return { try rows.next().map { try Self.upload($0) } }
            case .insideKey(let key):
                let statement = try db.makeStatement(
                    sql: "SELECT \(Self.columns) FROM uploads WHERE bucket = ? AND key = ? AND id > ? ORDER BY id")
                let inside = try Row.fetchCursor(statement, arguments: [bucket.rawValue, Data(key), id])
                let behind = try cursor(Self.columns, "uploads", bucket, from: key + [0], upTo: end, order: "key, id")
                return { try (inside.next() ?? behind.next()).map { try Self.upload($0) } }
            }
        }
    }

    func openUploads() throws -> OpenUploads {
        guard let row = try row("SELECT count(*), min(initiated) FROM uploads", []) else { return OpenUploads(count: 0, oldest: nil) }
        let oldest: Int64? = row[1]
        return OpenUploads(count: row[0], oldest: oldest.flatMap { SigningTime(secondsSinceEpoch: $0) })
    }

    private static func upload(_ row: Row) throws -> MultipartUpload {
        let description = ObjectDescription(
            headers: try CatalogueRow.headers(row.value(5)), storageClass: try CatalogueRow.storageClass(row.value(4)),
            attributes: try CatalogueRow.attributes(row.optional(6)))
        guard let id = UploadID(try row.value(0)) else { throw CatalogueRow.corrupt() }
        return MultipartUpload(
            id: id, bucket: try CatalogueRow.bucketName(row.value(1)), key: try CatalogueRow.objectKey(row.value(2)),
            initiated: try CatalogueRow.moment(row.value(3)), description: description)
    }

    // MARK: Parts

    func partContent(_ upload: UploadID, _ number: Int) throws -> ContentID? {
        try row("SELECT content FROM parts WHERE upload = ? AND number = ?", [upload.rawValue, number]).map { try $0.value(0) }
    }

    func partContents(_ upload: UploadID) throws -> [ContentID] {
        try ContentID.fetchAll(db.cachedStatement(sql: "SELECT content FROM parts WHERE upload = ? ORDER BY number"), arguments: [upload.rawValue])
    }

    func putPart(_ part: StoredPart, _ upload: UploadID, content: ContentID) throws {
        try execute(
            "INSERT OR REPLACE INTO parts (upload, number, size, md5, crc64, modified, content) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                upload.rawValue, part.number, part.size, DataBytes(part.md5).value, Int64(bitPattern: part.crc64),
                part.lastModified.secondsSinceEpoch,
                content,
            ])
    }

    func removeParts(_ upload: UploadID) throws { try execute("DELETE FROM parts WHERE upload = ?", [upload.rawValue]) }

    func parts(of upload: UploadID, after number: Int, limit: Int) throws -> PartPage {
        let limit = min(max(limit, 0), Int(Int32.max))
        let statement = try db.cachedStatement(
            sql: "SELECT number, size, md5, crc64, modified, content FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?")
        let rows = try Row.fetchAll(statement, arguments: [upload.rawValue, number, limit + 1])
        let parts = try rows.prefix(limit).map { row in
            let md5: Data = try row.value(2)
            return StoredPart(
                number: try row.value(0), size: try CatalogueRow.size(row.value(1)), md5: Array(md5), crc64: UInt64(bitPattern: try row.value(3)),
                lastModified: try CatalogueRow.moment(row.value(4)), content: try content(row.value(5)))
        }
        return PartPage(parts: parts, isTruncated: rows.count > limit)
    }
}
