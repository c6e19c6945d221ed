package import OSSSigning
package import OSSWire

/// A multipart upload that was begun and neither completed nor aborted.
package struct MultipartUpload: Hashable, Sendable {
    /// Ids of later uploads sort behind those of earlier ones.
    package let id: UploadID
    package let bucket: BucketName
    package let key: ObjectKey
    /// When it was begun.
    package let initiated: SigningTime
    /// What the object will be.
    package let description: ObjectDescription

    package init(id: UploadID, bucket: BucketName, key: ObjectKey, initiated: SigningTime, description: ObjectDescription) {
        self.id = id
        self.bucket = bucket
        self.key = key
        self.initiated = initiated
        self.description = description
    }
}

/// A part of an upload.
package struct StoredPart: Hashable, Sendable {
    /// 1 to 10000.
    package let number: Int
    package let size: Int64
    package let md5: [UInt8]
    package let crc64: UInt64
    package let lastModified: SigningTime
    package let content: ObjectContent

    package init(number: Int, size: Int64, md5: [UInt8], crc64: UInt64, lastModified: SigningTime, content: ObjectContent) {
        self.number = number
        self.size = size
        self.md5 = md5
        self.crc64 = crc64
        self.lastModified = lastModified
        self.content = content
    }

    package var etag: ETag { ETag(md5: md5) }
}

/// A page of an upload's parts, in the order of their numbers.
package struct PartPage: Hashable, Sendable {
    package let parts: [StoredPart]
    package let isTruncated: Bool

    package init(parts: [StoredPart], isTruncated: Bool) {
        self.parts = parts
        self.isTruncated = isTruncated
    }
}

/// A part that a completion names.
package struct PartSelection: Hashable, Sendable {
    package let number: Int
    package let etag: ETag

    package init(number: Int, etag: ETag) {
        self.number = number
        self.etag = etag
    }
}
