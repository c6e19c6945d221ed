import OSSSigning
import OSSStorage
import OSSWire

extension OSSError {
    /// What a storage failure looks like from outside. Causes stay in the log.
    init(_ failure: StorageError, resource: Resource) {
        switch failure.code {
        case .noSuchBucket: self = .noSuchBucket(resource.bucket?.rawValue ?? "")
        case .bucketNotEmpty: self = .bucketNotEmpty(resource.bucket?.rawValue ?? "")
        case .alreadyExists: self = .fileAlreadyExists(resource.key?.text ?? "")
        case .noSuchObject: self = .noSuchKey(resource.key?.text ?? "")
        case .bodyTooShort, .bodyTooLong: self = .incompleteBody
        case .tooLarge: self = .entityTooLarge
        case .digestMismatch: self = .invalidDigest
        case .crcMismatch: self = .invalidCRC64
        case .invalidRange: self = .invalidRange
        case .tooManyUploads, .busy: self = .serviceUnavailable
        case .noSpace: self = .diskFull
        case .unavailable: self = .readOnly
        case .corrupt: self = .internalError
        case .noSuchUpload: self = .noSuchUpload("")
        case .noSuchPart: self = .invalidPart
        case .partTooSmall: self = .entityTooSmall
        case .notAppendable: self = .objectNotAppendable
        case .wrongPosition: self = .positionNotEqualToLength(0)
        case .sealed: self = .appendSealedObjectNotAllowed
        case .versioned: self = .operationNotSupported("The operation is not supported in a bucket with versioning enabled.")
        case .changed: self = .serviceUnavailable
        }
    }
}
