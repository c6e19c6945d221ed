package import OSSSigning

extension ObjectStorage {
    /// Makes a bucket, unless it is there.
    package func createBucket(_ name: BucketName, at moment: SigningTime) async throws -> BucketCreation {
        let bucket = StoredBucket(name: name, creation: moment)
        return try await change(.createBucket(bucket), operation: "create bucket") ? .alreadyThere : .created
    }

    /// Deletes an empty bucket.
    /// - Throws: `StorageError` `.noSuchBucket`, `.bucketNotEmpty`.
    package func deleteBucket(_ name: BucketName) async throws {
        _ = try await change(.deleteBucket(name), operation: "delete bucket")
    }

    /// A bucket, or `nil`.
    package func bucket(_ name: BucketName) async throws -> StoredBucket? {
        try await StorageError.wrapping("look up bucket") { try await catalogue.bucket(name) }
    }

    /// The buckets whose names begin with `prefix` and sort behind `marker`, at most `limit`, in byte order.
    package func buckets(prefix: String = "", after marker: String? = nil, limit: Int = 100) async throws -> BucketPage {
        try await StorageError.wrapping("list buckets") {
            try await catalogue.buckets(prefix: prefix, after: marker, limit: limit)
        }
    }
}
