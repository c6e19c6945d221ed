package import OSSSigning
package import OSSWire

/// A change to the catalogue.
package enum CatalogueChange: Sendable {
    /// Changes a setting of the account. It is never refused.
    case configureAccount(AccountSetting)
    /// Makes a bucket, unless it is there.
    case createBucket(StoredBucket)
    /// Deletes a bucket that holds no object, no version and no upload. Refused with `.noSuchBucket`, `.bucketNotEmpty`.
    case deleteBucket(BucketName)
    /// Changes a setting. Refused with `.noSuchBucket`.
    case configureBucket(BucketName, BucketSetting)
    /// Stores an object. Refused with `.noSuchBucket`, `.alreadyExists`, `.changed`.
    case putObject(StoredObject, ObjectWrite)
    /// Appends to an object, or makes one. Refused with `.noSuchBucket`, `.versioned`, `.notAppendable`, `.sealed`, `.wrongPosition`.
    case appendObject(AppendedObject, ObjectWrite)
    /// Deletes an object, or one version of it for good. Refused with `.noSuchBucket`, and with `.changed` when a row that is expected is not what
    /// it was, or does not stand where it stood.
    case deleteObject(BucketName, ObjectKey, VersionID?, expected: VersionSummary? = nil, ObjectWrite)
    /// Changes what can be changed without storing the object anew. Refused with `.noSuchBucket`, `.noSuchObject`.
    case setAttribute(BucketName, ObjectKey, VersionID?, ObjectAttribute)
    /// Begins a multipart upload. Refused with `.noSuchBucket`.
    case createUpload(MultipartUpload)
    /// Puts a part in the place of the one that has its number now. Refused with `.noSuchUpload`, `.changed`.
    case putPart(StoredPart, upload: UploadID, ObjectWrite)
    /// Makes an object of an upload's parts and ends the upload. Refused with `.noSuchUpload`, `.alreadyExists`, `.changed`.
    case completeUpload(UploadID, StoredObject, ObjectWrite)
    /// Ends an upload and removes its parts. Refused with `.noSuchUpload`.
    case abortUpload(UploadID, at: SigningTime)
}

extension CatalogueChange {
    /// Whether the change gives up bytes, so that it is to work on a full disk, too.
    package var freesSpace: Bool {
        switch self {
        case .deleteObject, .abortUpload, .deleteBucket: true
        default: false
        }
    }
}

/// The circumstances of a write.
package struct ObjectWrite: Sendable {
    /// An object that has the key makes the write fail, in a bucket that never had versioning.
    package var forbidOverwrite = false
    /// The content's blobs belong to another object; the write fails with `.changed` when that is gone.
    package var sharesContent = false
    /// Blobs that lose their object become garbage at this moment.
    package let moment: SigningTime

    package init(forbidOverwrite: Bool = false, sharesContent: Bool = false, at moment: SigningTime) {
        self.forbidOverwrite = forbidOverwrite
        self.sharesContent = sharesContent
        self.moment = moment
    }
}

/// An object as it is after bytes were appended.
package struct AppendedObject: Sendable {
    /// The object; its content is all of it, or what was added to the segments that are there.
    package let object: StoredObject
    /// How long the object was before.
    package let position: Int64
    /// The checksum that it had before: the same length with other bytes is another object.
    package let base: UInt64
    /// The content replaces the one that is there.
    package let replacesContent: Bool

    package init(object: StoredObject, position: Int64, base: UInt64, replacesContent: Bool) {
        self.object = object
        self.position = position
        self.base = base
        self.replacesContent = replacesContent
    }
}

/// One change of an object's attributes.
package enum ObjectAttribute: Sendable, Hashable {
    case acl(ObjectACL)
    case tags([ResourceTag])
    case sealed(SigningTime)
    case restoration(ObjectAttributes.Restoration?)
}

/// What became of a ``CatalogueChange``.
package enum CatalogueOutcome: Hashable, Sendable {
    /// It was applied.
    case applied(ChangeEffect)
    /// It was refused and changed nothing.
    case refused(StorageError.Code)

    /// Applied, where nothing but the existence of what was there before is to be told.
    package static func applied(existed: Bool) -> CatalogueOutcome { .applied(ChangeEffect(existed: existed)) }
}

/// What an applied change did.
package struct ChangeEffect: Hashable, Sendable {
    /// Whether the bucket, object or part was there before.
    package var existed: Bool
    /// The version that was made, changed or removed.
    package var version: VersionID
    /// Whether a delete marker was made or removed.
    package var isDeleteMarker: Bool

    package init(existed: Bool, version: VersionID = .null, isDeleteMarker: Bool = false) {
        self.existed = existed
        self.version = version
        self.isDeleteMarker = isDeleteMarker
    }
}
