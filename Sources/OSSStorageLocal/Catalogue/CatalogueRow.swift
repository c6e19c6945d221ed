import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSWire

/// Bytes in the form in which GRDB stores them.
struct DataBytes {
    let value: Data

    init(_ bytes: [UInt8]) { value = Data(bytes) }

    var count: Int { value.count }
}

extension ObjectKey {
    var data: Data { Data(bytes) }
}

/// Rows of the catalogue as values. A row that cannot be one of ours is `.corrupt`: what is read is not trusted blindly.
enum CatalogueRow {
    static let summaryColumns = "bucket, key, size, etag, crc64, modified, type, class"

    static func summaryArguments(_ summary: ObjectSummary) -> StatementArguments {
        [
            summary.bucket.rawValue, summary.key.data, summary.size, summary.etag.rawValue, Int64(bitPattern: summary.crc64),
            summary.lastModified.secondsSinceEpoch, summary.type.rawValue, summary.storageClass.rawValue,
        ]
    }

    static func summary(_ row: Row) throws -> ObjectSummary {
        ObjectSummary(
            bucket: try bucketName(row[0]), key: try objectKey(row[1]), size: try size(row[2]), etag: ETag(row[3]),
            crc64: UInt64(bitPattern: row[4]), lastModified: try moment(row[5]), type: ObjectType(row[6]),
            storageClass: StorageClass(row[7]))
    }

    /// An object from its summary columns, `md5`, `headers`, `content` and `bytes`.
    static func object(_ row: Row, segments: (Int64) throws -> [ObjectContent.Segment]) throws -> StoredObject {
        let md5: Data? = row[8]
        let headers: Data = row[9]
        let bytes: Data? = row[11]
        guard let stored = StoredHeaders(serialized: Array(headers)) else { throw corrupt() }
        let content: ObjectContent = if let bytes { .inline(Array(bytes)) } else { .segments(try segments(row[10])) }
        return StoredObject(summary: try summary(row), md5: md5.map { Array($0) }, headers: stored, content: content)
    }

    static func bucketName(_ text: String) throws -> BucketName {
        do { return try BucketName(text) } catch { throw corrupt(error) }
    }

    static func objectKey(_ bytes: Data) throws -> ObjectKey {
        do { return try ObjectKey(bytes: bytes) } catch { throw corrupt(error) }
    }

    static func moment(_ seconds: Int64) throws -> SigningTime {
        guard let moment = SigningTime(secondsSinceEpoch: seconds) else { throw corrupt() }
        return moment
    }

    static func blobID(_ bytes: Data) throws -> BlobID {
        guard let id = BlobID(bytes: bytes) else { throw corrupt() }
        return id
    }

    private static func size(_ number: Int64) throws -> Int64 {
        guard number >= 0 else { throw corrupt() }
        return number
    }

    private static func corrupt(_ cause: (any Error)? = nil) -> StorageError {
        StorageError(.corrupt, operation: "read catalogue", cause: cause)
    }
}
