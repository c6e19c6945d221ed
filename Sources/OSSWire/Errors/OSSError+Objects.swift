/// The errors of object operations, with OSS's own words.
///
/// OSS pages: "HTTP 400 status code" and its siblings.
extension OSSError {
    /// The current version of the key is a delete marker.
    package static func noSuchKey(_ key: String, deleteMarker: VersionID) -> OSSError {
        noSuchKey(key).with(headers: [Field("x-oss-delete-marker", "true"), Field("x-oss-version-id", deleteMarker.rawValue)])
    }

    /// A read that names a delete marker by its version.
    package static func deleteMarkerNotReadable(_ method: String, deleteMarker: VersionID) -> OSSError {
        methodNotAllowed(method, resourceType: "DeleteMarker").with(headers: [
            Field("Allow", "DELETE"), Field("x-oss-delete-marker", "true"), Field("x-oss-version-id", deleteMarker.rawValue),
        ])
    }

    package static func noSuchVersion(_ key: String, versionID: String) -> OSSError {
        OSSError(
            status: 404, code: .noSuchVersion, message: "The specified version does not exist.",
            fields: [Field("Key", key), Field("VersionId", versionID)])
    }

    package static let missingArgument = OSSError(
        status: 400, code: .missingArgument, message: "Missing Some Required Arguments.", ec: "0016-00000502")
    package static let responseHeadersNotForAnonymous = OSSError(
        status: 400, code: .invalidRequest, message: "Request specific response headers cannot be used for anonymous GET requests.")

    /// A source that is not a bucket, a key and perhaps a version.
    package static func invalidCopySource(_ value: String) -> OSSError {
        .invalidArgument(
            "Copy Source must mention the source bucket and key: /sourcebucket/sourcekey.", name: "x-oss-copy-source", value: value)
    }

    package static func operationNotSupported(_ message: String) -> OSSError {
        OSSError(status: 400, code: .operationNotSupported, message: message, ec: "0016-00000702")
    }

    // Appending.

    /// `length` is what the object has, in bytes: where an append has to go on.
    package static func positionNotEqualToLength(_ length: Int64) -> OSSError {
        OSSError(status: 409, code: .positionNotEqualToLength, message: "Position is not equal to file length", ec: "0026-00000016")
            .with(headers: [Field("x-oss-next-append-position", String(length))])
    }

    package static let objectNotAppendable = OSSError(status: 409, code: .objectNotAppendable, message: "The object is not appendable.")
    package static let appendSealedObjectNotAllowed = OSSError(
        status: 400, code: .appendSealedObjectNotAllowed, message: "Append to a sealed object is not allowed.")

    // Tags.

    package static let invalidTagKey = OSSError(status: 400, code: .invalidTag, message: "The TagKey you have provided is invalid.")
    package static let invalidTagValue = OSSError(status: 400, code: .invalidTag, message: "The TagValue you have provided is invalid.")
    package static let tooManyTags = OSSError(status: 400, code: .tooManyTags, message: "Object tags cannot be greater than 10.")
    package static let repeatedTags = OSSError(status: 400, code: .repeatedTags, message: "Tag keys must be unique.")

    // Symlinks.

    package static let notSymlink = OSSError(status: 400, code: .notSymlink, message: "The object is not symlink.")
    package static let invalidTargetType = OSSError(
        status: 400, code: .invalidTargetType, message: "The symbolic's target file type is invalid", ec: "0026-00000011")
    package static let symlinkTargetNotExist = OSSError(
        status: 404, code: .symlinkTargetNotExist, message: "The symlink target object does not exist.")

    // Archives.

    package static let invalidObjectState = OSSError(
        status: 403, code: .invalidObjectState, message: "The operation is not valid for the object's state.")
    package static let restoreAlreadyInProgress = OSSError(
        status: 409, code: .restoreAlreadyInProgress, message: "The restore operation is in progress.")
    package static let archiveRestoreNotFinished = OSSError(
        status: 409, code: .archiveRestoreNotFinished, message: "The archive file's restore is not finished.", ec: "0016-00000719")
    package static let archiveRestoreFileStale = OSSError(
        status: 409, code: .archiveRestoreFileStale, message: "The archive file's restore is stale.")
}
