package import OSSSigning

/// The name of one version of an object.
package struct VersionID: Hashable, Sendable {
    /// As it stands in `x-oss-version-id`.
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    /// The version of an object that was stored while its bucket had no versioning, or had it suspended.
    package static let null = VersionID("null")

    /// A fresh version, 64 characters in OSS's manner.
    package static func random() -> VersionID {
        VersionID("CAEQ" + Hex.lowercase(BlobID.random().bytes + Array(BlobID.random().bytes.prefix(14))))
    }
}

/// A version that says that the object was deleted.
package struct DeleteMarker: Hashable, Sendable {
    package let bucket: BucketName
    package let key: ObjectKey
    package let version: VersionID
    /// When the object was deleted.
    package let lastModified: SigningTime

    package init(bucket: BucketName, key: ObjectKey, version: VersionID, lastModified: SigningTime) {
        self.bucket = bucket
        self.key = key
        self.version = version
        self.lastModified = lastModified
    }
}

/// What a key, or one version of it, holds.
package enum ObjectEntry: Hashable, Sendable {
    case object(StoredObject)
    case deleteMarker(DeleteMarker)
}
