package import OSSSigning
package import OSSWire

extension VersionID {
    /// What a new version is called: 64 characters in OSS's manner where the bucket keeps versions, else `null`.
    static func fresh(_ versioning: VersioningStatus?) -> VersionID {
        guard versioning == .enabled else { return .null }
        let digits = Hex.lowercase(BlobID.random().bytes + Array(BlobID.random().bytes.prefix(14)))
        return VersionID("CAEQ" + digits) ?? .null
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
