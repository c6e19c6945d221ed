package import OSSSigning
package import OSSWire

/// What a listing tells about an object, or about one version of it.
package struct ObjectSummary: Hashable, Sendable {
    /// The bucket.
    package let bucket: BucketName
    /// The key.
    package let key: ObjectKey
    /// Which version it is; ``VersionID/null`` in a bucket without versioning.
    package var version: VersionID
    /// The number of bytes.
    package let size: Int64
    /// The entity tag.
    package let etag: ETag
    /// The CRC-64 of the bytes.
    package let crc64: UInt64
    /// When the object was stored.
    package let lastModified: SigningTime
    /// How it was uploaded.
    package let type: ObjectType
    /// Its storage class.
    package let storageClass: StorageClass
    /// What can be changed without storing the object anew.
    package var attributes: ObjectAttributes

    package init(
        bucket: BucketName, key: ObjectKey, version: VersionID = .null, size: Int64, etag: ETag, crc64: UInt64, lastModified: SigningTime,
        type: ObjectType = .normal, storageClass: StorageClass = .standard, attributes: ObjectAttributes = ObjectAttributes()
    ) {
        self.bucket = bucket
        self.key = key
        self.version = version
        self.size = size
        self.etag = etag
        self.crc64 = crc64
        self.lastModified = lastModified
        self.type = type
        self.storageClass = storageClass
        self.attributes = attributes
    }
}

/// An object as the catalogue knows it: everything but the bytes of large ones.
package struct StoredObject: Hashable, Sendable {
    /// What a listing tells.
    package var summary: ObjectSummary
    /// The MD5 of the bytes, 16 bytes; `nil` for an object that did not come in one piece.
    package let md5: [UInt8]?
    /// The headers kept with the object.
    package let headers: StoredHeaders
    /// Where the bytes are.
    package let content: ObjectContent

    package init(summary: ObjectSummary, md5: [UInt8]?, headers: StoredHeaders, content: ObjectContent) {
        self.summary = summary
        self.md5 = md5
        self.headers = headers
        self.content = content
    }

    package var bucket: BucketName { summary.bucket }
    package var key: ObjectKey { summary.key }
    package var version: VersionID { summary.version }
    package var size: Int64 { summary.size }
    package var etag: ETag { summary.etag }
    package var crc64: UInt64 { summary.crc64 }
    package var lastModified: SigningTime { summary.lastModified }
    package var type: ObjectType { summary.type }
    package var storageClass: StorageClass { summary.storageClass }
    package var attributes: ObjectAttributes { summary.attributes }
}

/// What an upload says about its object besides the bytes.
package struct ObjectDescription: Hashable, Sendable {
    /// The headers kept with the object.
    package var headers: StoredHeaders
    /// The storage class.
    package var storageClass: StorageClass
    /// ACL, tags and so on.
    package var attributes: ObjectAttributes

    package init(
        headers: StoredHeaders = StoredHeaders(), storageClass: StorageClass = .standard, attributes: ObjectAttributes = ObjectAttributes()
    ) {
        self.headers = headers
        self.storageClass = storageClass
        self.attributes = attributes
    }
}

/// How an object was uploaded, as `x-oss-object-type` says it.
package struct ObjectType: Hashable, Sendable {
    /// As it stands in the header.
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    /// `Normal`: in one piece.
    package static let normal = ObjectType("Normal")
    /// `Multipart`: put together from parts.
    package static let multipart = ObjectType("Multipart")
    /// `Appendable`: grows at its end.
    package static let appendable = ObjectType("Appendable")
    /// `Symlink`: names another object.
    package static let symlink = ObjectType("Symlink")
}
