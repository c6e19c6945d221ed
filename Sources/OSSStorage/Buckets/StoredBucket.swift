package import OSSSigning

/// A bucket.
package struct StoredBucket: Hashable, Sendable {
    /// Its name.
    package let name: BucketName
    /// When it was created.
    package let creation: SigningTime

    package init(name: BucketName, creation: SigningTime) {
        self.name = name
        self.creation = creation
    }
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
