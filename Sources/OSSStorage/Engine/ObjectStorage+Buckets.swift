package import OSSSigning

extension ObjectStorage {
    /// Makes a bucket, unless it is there.
    package func createBucket(
        _ name: BucketName, _ settings: BucketSettings = BucketSettings(), at moment: SigningTime
    ) async throws -> BucketCreation {
        defer { knownBuckets.forget() }
        let bucket = StoredBucket(name: name, creation: moment, settings: settings)
        return try await change(.createBucket(bucket), operation: "create bucket").existed ? .alreadyThere : .created
    }

    /// Changes a setting of a bucket.
    /// - Throws: `StorageError` `.noSuchBucket`.
    package func configure(_ name: BucketName, _ setting: BucketSetting) async throws {
        defer { knownBuckets.forget() }
        _ = try await change(.configureBucket(name, setting), operation: "configure bucket")
    }

    /// Deletes a bucket that holds no object, no version of one and no unfinished upload.
    /// - Throws: `StorageError` `.noSuchBucket`, `.bucketNotEmpty`.
    package func deleteBucket(_ name: BucketName) async throws {
        defer { knownBuckets.forget() }
        _ = try await change(.deleteBucket(name), operation: "delete bucket")
    }

    /// A bucket, or `nil`. From the second time on it comes from memory. Who asks after a change has ended sees it.
    package func bucket(_ name: BucketName) async throws -> StoredBucket? {
        try await knownBuckets.row(name) { try await StorageError.wrapping("look up bucket") { try await catalogue.bucket(name) } }
    }

    /// The buckets whose names begin with `prefix` and sort behind `marker`, at most `limit`, in byte order.
    package func buckets(prefix: String = "", after marker: String? = nil, limit: Int = 100) async throws -> BucketPage {
        try await StorageError.wrapping("list buckets") {
            try await catalogue.buckets(prefix: prefix, after: marker, limit: limit)
        }
    }

    /// What a bucket holds. It counts every row, so its time grows with the bucket.
    package func statistics(_ bucket: BucketName) async throws -> BucketStatistics {
        try await StorageError.wrapping("count bucket") { try await catalogue.statistics(bucket) }
    }
}
