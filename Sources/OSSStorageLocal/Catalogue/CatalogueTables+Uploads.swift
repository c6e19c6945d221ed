import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSWire

/// Multipart uploads and their parts.
extension CatalogueTables {
    func upload(_ id: UploadID) throws -> MultipartUpload? {
        try row(of: .uploads, where: "id = ?", [id.rawValue]).map(Self.upload)
    }

    func insertUpload(_ upload: MultipartUpload) throws {
        let description = upload.description
        guard let headers = description.headers.serialized else { throw StorageError(.tooLarge, operation: "write catalogue") }
        try SealedTable.uploads.put(
            [
                upload.id.rawValue, upload.bucket.rawValue, upload.key.data, upload.initiated.secondsSinceEpoch, description.storageClass.rawValue,
                Data(headers), try CatalogueRow.attributeBytes(description.attributes),
            ], db)
    }

    func removeUpload(_ id: UploadID) throws { try execute("DELETE FROM uploads WHERE id = ?", [id.rawValue]) }

    func listUploads(_ bucket: BucketName, _ query: ListQuery, after id: String?) throws -> Page<MultipartUpload> {
        try ListScan.page(query, goesOnInsideKey: id != nil) { start, end in
            switch start {
            case .from(let key):
                let rows = try cursor(.uploads, bucket, from: key, upTo: end, order: "key, id")
                return { try rows().map { try Self.upload($0) } }
            case .insideKey(let key):
                let inside = try cursor(.uploads, inside: bucket, key, "id > ? ORDER BY id", id)
                let behind = try cursor(.uploads, bucket, from: key + [0], upTo: end, order: "key, id")
                return { try (inside() ?? behind()).map { try Self.upload($0) } }
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
        try row(of: .parts, where: "upload = ? AND number = ?", [upload.rawValue, number]).map { try $0.value(6) }
    }

    func partContents(_ upload: UploadID) throws -> [ContentID] {
        try rows(of: .parts, where: "upload = ? ORDER BY number", [upload.rawValue]).map { try $0.value(6) }
    }

    func putPart(_ part: StoredPart, _ upload: UploadID, content: ContentID) throws {
        try SealedTable.parts.put(
            [
                upload.rawValue, part.number, part.size, DataBytes(part.md5).value, Int64(bitPattern: part.crc64),
                part.lastModified.secondsSinceEpoch, content,
            ], db)
    }

    func removeParts(_ upload: UploadID) throws { try execute("DELETE FROM parts WHERE upload = ?", [upload.rawValue]) }

    func parts(of upload: UploadID, after number: Int, limit: Int) throws -> PartPage {
        let limit = min(max(limit, 0), Int(Int32.max))
        let rows = try rows(of: .parts, where: "upload = ? AND number > ? ORDER BY number LIMIT ?", [upload.rawValue, number, limit + 1])
        let parts = try rows.prefix(limit).map { row in
            let md5: Data = try row.value(3)
            return StoredPart(
                number: try row.value(1), size: try CatalogueRow.size(row.value(2)), md5: Array(md5), crc64: UInt64(bitPattern: try row.value(4)),
                lastModified: try CatalogueRow.moment(row.value(5)), content: try content(row.value(6)))
        }
        return PartPage(parts: parts, isTruncated: rows.count > limit)
    }
}
