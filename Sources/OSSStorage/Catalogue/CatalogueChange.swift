package import OSSSigning

/// A change to the catalogue.
package enum CatalogueChange: Sendable {
    /// Makes a bucket, unless it is there.
    case createBucket(StoredBucket)
    /// Deletes an empty bucket. Refused with `.noSuchBucket`, `.bucketNotEmpty`.
    case deleteBucket(BucketName)
    /// Puts an object in the place of the one that has its key now, whose blobs become garbage at that moment.
    /// Refused with `.noSuchBucket`, and with `.alreadyExists` when overwriting is forbidden and the key is taken.
    case putObject(StoredObject, forbidOverwrite: Bool, at: SigningTime)
    /// Deletes an object, whose blobs become garbage at that moment. Refused with `.noSuchBucket`.
    case deleteObject(BucketName, ObjectKey, at: SigningTime)
}

/// What became of a ``CatalogueChange``.
package enum CatalogueOutcome: Hashable, Sendable {
    /// It was applied. `existed` says whether the bucket or object was there before.
    case applied(existed: Bool)
    /// It was refused and changed nothing.
    case refused(StorageError.Code)
}
