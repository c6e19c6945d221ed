package import OSSSigning
package import OSSWire

/// A bucket.
package struct StoredBucket: Hashable, Sendable {
    /// Its name.
    package let name: BucketName
    /// When it was created.
    package let creation: SigningTime
    /// What was chosen when it was created, or later.
    package var settings: BucketSettings

    package init(name: BucketName, creation: SigningTime, settings: BucketSettings = BucketSettings()) {
        self.name = name
        self.creation = creation
        self.settings = settings
    }
}

/// The settings of a bucket.
package struct BucketSettings: Hashable, Sendable {
    package var acl: BucketACL
    /// The class that objects get which ask for none.
    package var storageClass: StorageClass
    /// How copies are spread, for example `LRS`. It is shown and has no effect.
    package var redundancy: String
    /// Whether versions are kept; `nil` when that was never said.
    package var versioning: VersioningStatus?
    /// Configurations by name, as documents that the storage does not look into.
    package var documents: [String: [UInt8]]

    package init(
        acl: BucketACL = .private, storageClass: StorageClass = .standard, redundancy: String = "LRS", versioning: VersioningStatus? = nil,
        documents: [String: [UInt8]] = [:]
    ) {
        self.acl = acl
        self.storageClass = storageClass
        self.redundancy = redundancy
        self.versioning = versioning
        self.documents = documents
    }
}

/// One change of a bucket's settings.
package enum BucketSetting: Hashable, Sendable {
    case acl(BucketACL)
    case versioning(VersioningStatus)
    /// A configuration; `nil` removes it.
    case document(String, [UInt8]?)
}

/// A page of buckets in the order of their names.
package struct BucketPage: Hashable, Sendable {
    /// The buckets.
    package let buckets: [StoredBucket]
    /// Whether there are more behind the last one.
    package let isTruncated: Bool

    package init(buckets: [StoredBucket], isTruncated: Bool) {
        self.buckets = buckets
        self.isTruncated = isTruncated
    }

    /// The first `limit` of what was found; one more was looked for, to know whether there is more.
    package init(found: [StoredBucket], limit: Int) {
        self.init(buckets: Array(found.prefix(limit)), isTruncated: found.count > limit)
    }
}

/// Whether a bucket was made or was there before.
package enum BucketCreation: Hashable, Sendable {
    /// The bucket is new.
    case created
    /// It was there before, and nothing changed.
    case alreadyThere
}

/// What a bucket holds.
package struct BucketStatistics: Hashable, Sendable {
    /// What one storage class holds: all versions of all objects.
    package struct Usage: Hashable, Sendable {
        package var bytes: Int64
        package var objects: Int64

        package init(bytes: Int64 = 0, objects: Int64 = 0) {
            self.bytes = bytes
            self.objects = objects
        }
    }

    package var usage: [StorageClass: Usage] = [:]
    package var deleteMarkers: Int64 = 0
    /// Unfinished multipart uploads, their parts, and the bytes of those.
    package var uploads: Int64 = 0
    package var parts: Int64 = 0
    package var partBytes: Int64 = 0

    package init() {}
}
