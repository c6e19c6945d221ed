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

/// Rows of the catalogue as values, with the columns of ``SealedTable``. A row that cannot be one of ours is `.corrupt`: what is read is not trusted blindly.
enum CatalogueRow {
    /// What a listing tells.
    static func summary(_ row: Row) throws -> ObjectSummary {
        ObjectSummary(
            bucket: try bucketName(row.value(0)), key: try objectKey(row.value(1)), version: try version(row.value(2)), size: try size(row.value(3)),
            etag: ETag(try row.value(4)), crc64: UInt64(bitPattern: try row.value(5)), lastModified: try moment(row.value(6)),
            type: ObjectType(try row.value(7)), storageClass: try storageClass(row.value(8)), attributes: try attributes(row.optional(9)))
    }

    static func object(_ row: Row) throws -> ObjectRow {
        let md5: Data? = try row.optional(10)
        return ObjectRow(
            summary: try summary(row), md5: md5.map { Array($0) }, headers: try headers(row.value(11)), sequence: try row.value(12),
            content: try row.value(13))
    }

    /// A row of `noncurrent`; a size of NULL is a delete marker.
    static func noncurrent(_ row: Row) throws -> NoncurrentRow {
        let size: Int64? = try row.optional(3)
        guard size == nil else {
            let object = try object(row)
            return NoncurrentRow(.object(object), sequence: object.sequence)
        }
        let marker = DeleteMarker(
            bucket: try bucketName(row.value(0)), key: try objectKey(row.value(1)), version: try version(row.value(2)),
            lastModified: try moment(row.value(6)))
        return NoncurrentRow(.deleteMarker(marker), sequence: try row.value(12))
    }

    static func values(_ row: ObjectRow) throws -> [(any DatabaseValueConvertible)?] {
        let summary = row.summary
        guard let headers = row.headers.serialized else { throw StorageError(.tooLarge, operation: "write catalogue") }
        return [
            summary.bucket.rawValue, summary.key.data, summary.version.rawValue, summary.size, summary.etag.rawValue,
            Int64(bitPattern: summary.crc64), summary.lastModified.secondsSinceEpoch, summary.type.rawValue, summary.storageClass.rawValue,
            try attributeBytes(summary.attributes), row.md5.map { DataBytes($0).value }, DataBytes(headers).value, row.sequence, row.content,
        ]
    }

    static func values(_ marker: DeleteMarker, sequence: Int64) -> [(any DatabaseValueConvertible)?] {
        [
            marker.bucket.rawValue, marker.key.data, marker.version.rawValue, nil, nil, nil, marker.lastModified.secondsSinceEpoch, nil, nil, nil,
            nil, nil, sequence, nil,
        ]
    }

    static func headers(_ bytes: Data) throws -> StoredHeaders {
        guard let headers = StoredHeaders(serialized: Array(bytes)) else { throw corrupt() }
        return headers
    }

    static func attributes(_ bytes: Data?) throws -> ObjectAttributes {
        guard let bytes else { return ObjectAttributes() }
        guard let attributes = ObjectAttributes(serialized: Array(bytes)) else { throw corrupt() }
        return attributes
    }

    static func attributeBytes(_ attributes: ObjectAttributes) throws -> Data? {
        guard let bytes = attributes.serialized else { throw StorageError(.tooLarge, operation: "write catalogue") }
        return bytes.isEmpty ? nil : Data(bytes)
    }

    static func bucketName(_ text: String) throws -> BucketName {
        do { return try BucketName(text) } catch { throw corrupt(error) }
    }

    static func objectKey(_ bytes: Data) throws -> ObjectKey {
        do { return try ObjectKey(bytes: bytes) } catch { throw corrupt(error) }
    }

    static func version(_ text: String) throws -> VersionID {
        guard let version = VersionID(text) else { throw corrupt() }
        return version
    }

    static func storageClass(_ name: String) throws -> StorageClass {
        guard let known = StorageClass(known: name) else { throw corrupt() }
        return known
    }

    static func moment(_ seconds: Int64) throws -> SigningTime {
        guard let moment = SigningTime(secondsSinceEpoch: seconds) else { throw corrupt() }
        return moment
    }

    static func blobID(_ bytes: Data) throws -> BlobID {
        guard let id = BlobID(bytes: bytes) else { throw corrupt() }
        return id
    }

    static func size(_ number: Int64) throws -> Int64 {
        guard number >= 0 else { throw corrupt() }
        return number
    }

    static func corrupt(_ cause: (any Error)? = nil) -> StorageError {
        StorageError(.corrupt, operation: "read catalogue", cause: cause)
    }
}

/// Reading of columns that does not take their kinds for granted: GRDB's subscript ends the process when a damaged file gives another kind.
extension Row {
    /// - Throws: `StorageError` `.corrupt`.
    func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ index: Int) throws -> Value {
        do { return try decode(Value.self, atIndex: index) } catch { throw CatalogueRow.corrupt() }
    }

    /// `nil` for NULL.
    /// - Throws: `StorageError` `.corrupt`.
    func optional<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ index: Int) throws -> Value? {
        do { return try decode(Value?.self, atIndex: index) } catch { throw CatalogueRow.corrupt() }
    }
}
