/// Why the storage did not do what it was asked.
///
/// Switch on ``code``; ``operation`` and ``cause`` are for the log. Two errors are equal when their codes are. An error that a body sequence
/// throws is not wrapped: it reaches the caller as it is.
package struct StorageError: Error {
    /// What went wrong.
    package let code: Code
    /// What was being done, for example `put`.
    package let operation: String
    /// The error underneath, if there is one. It can name paths: it belongs in the log and not in an answer.
    package let cause: (any Error)?

    package init(_ code: Code, operation: String, cause: (any Error)? = nil) {
        self.code = code
        self.operation = operation
        self.cause = cause
    }

    /// The kinds of failure.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// There is no bucket of that name.
        case noSuchBucket
        /// A bucket with objects cannot be deleted.
        case bucketNotEmpty
        /// There is no object of that key, or no such version of it.
        case noSuchObject
        /// There is no upload of that id.
        case noSuchUpload
        /// A part that a completion names is not there, or has another ETag.
        case noSuchPart
        /// A part other than the last is smaller than allowed.
        case partTooSmall
        /// The object did not begin as an appendable one.
        case notAppendable
        /// The object is not as long as the position to append at.
        case wrongPosition
        /// The object was sealed.
        case sealed
        /// The bucket keeps versions, which do not grow.
        case versioned
        /// What was to be copied or put together has changed meanwhile. Look again.
        case changed
        /// The key is taken, and the caller forbade overwriting.
        case alreadyExists
        /// The body ended before the announced length.
        case bodyTooShort
        /// The body went on beyond the announced length.
        case bodyTooLong
        /// The body, or its announced length, exceeds the largest size allowed.
        case tooLarge
        /// The body's MD5 is not the announced one.
        case digestMismatch
        /// The body's CRC-64 is not the announced one.
        case crcMismatch
        /// The range does not lie within the object.
        case invalidRange
        /// As many uploads are running as the descriptors allow. Try again later.
        case tooManyUploads
        /// The disk or its quota is full. Reading and deleting go on.
        case noSpace
        /// Something else holds the catalogue, a backup for example. Nothing was changed; try again later.
        case busy
        /// Reading or writing failed, or the storage is read-only after such a failure.
        case unavailable
        /// Stored bytes are missing or are not the ones that were stored.
        case corrupt

    }

    /// A transaction that was taken back before it was to be committed, because of what stands in the rows.
    package struct TakenBack: Error {
        /// What was wrong.
        package let cause: any Error

        package init(_ cause: any Error) { self.cause = cause }
    }

    /// Whether a transaction that failed so is known to have changed nothing. Any other failure of a transaction leaves doubt.
    var leavesNoDoubt: Bool { code == .noSpace || code == .busy || cause is TakenBack }
}

extension StorageError: Equatable {
    package static func == (a: Self, b: Self) -> Bool { a.code == b.code }
}

extension StorageError: CustomStringConvertible {
    package var description: String {
        let reason = cause.map { ": \($0)" } ?? ""
        return "\(operation): \(code.rawValue)\(reason)"
    }
}
