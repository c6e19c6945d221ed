/// The `Code` of an OSS error document. An open set: a code that this library does not know survives.
///
/// OSS page: "Error responses".
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
    /// As it stands in the document.
    public let rawValue: String

    /// A code as it stands in a document, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    init(_ rawValue: String) { self.rawValue = rawValue }

    /// `AccessDenied`.
    public static let accessDenied = ErrorCode("AccessDenied")
    /// `BadRequest`.
    public static let badRequest = ErrorCode("BadRequest")
    /// `BucketNotEmpty`.
    public static let bucketNotEmpty = ErrorCode("BucketNotEmpty")
    /// `EntityTooLarge`.
    public static let entityTooLarge = ErrorCode("EntityTooLarge")
    /// `EntityTooSmall`.
    public static let entityTooSmall = ErrorCode("EntityTooSmall")
    /// `FieldItemTooLong`.
    public static let fieldItemTooLong = ErrorCode("FieldItemTooLong")
    /// `FileAlreadyExists`.
    public static let fileAlreadyExists = ErrorCode("FileAlreadyExists")
    /// `IncompleteBody`.
    public static let incompleteBody = ErrorCode("IncompleteBody")
    /// `IncorrectNumberOfFilesInPOSTRequest`.
    public static let incorrectNumberOfFilesInPOSTRequest = ErrorCode("IncorrectNumberOfFilesInPOSTRequest")
    /// `InternalError`.
    public static let internalError = ErrorCode("InternalError")
    /// `InvalidAccessKeyId`.
    public static let invalidAccessKeyID = ErrorCode("InvalidAccessKeyId")
    /// `InvalidArgument`.
    public static let invalidArgument = ErrorCode("InvalidArgument")
    /// `InvalidBucketName`.
    public static let invalidBucketName = ErrorCode("InvalidBucketName")
    /// `InvalidCRC64`.
    public static let invalidCRC64 = ErrorCode("InvalidCRC64")
    /// `InvalidDigest`.
    public static let invalidDigest = ErrorCode("InvalidDigest")
    /// `InvalidObjectName`.
    public static let invalidObjectName = ErrorCode("InvalidObjectName")
    /// `InvalidPolicyDocument`.
    public static let invalidPolicyDocument = ErrorCode("InvalidPolicyDocument")
    /// `InvalidRange`.
    public static let invalidRange = ErrorCode("InvalidRange")
    /// `InvalidRequest`.
    public static let invalidRequest = ErrorCode("InvalidRequest")
    /// `InvalidSecurityToken`.
    public static let invalidSecurityToken = ErrorCode("InvalidSecurityToken")
    /// `MalformedPOSTRequest`.
    public static let malformedPOSTRequest = ErrorCode("MalformedPOSTRequest")
    /// `MalformedXML`.
    public static let malformedXML = ErrorCode("MalformedXML")
    /// `MaxPOSTPreDataLengthExceededError`.
    public static let maxPOSTPreDataLengthExceeded = ErrorCode("MaxPOSTPreDataLengthExceededError")
    /// `MethodNotAllowed`.
    public static let methodNotAllowed = ErrorCode("MethodNotAllowed")
    /// `MissingContentLength`.
    public static let missingContentLength = ErrorCode("MissingContentLength")
    /// `NoSuchBucket`.
    public static let noSuchBucket = ErrorCode("NoSuchBucket")
    /// `NoSuchKey`.
    public static let noSuchKey = ErrorCode("NoSuchKey")
    /// `NotImplemented`.
    public static let notImplemented = ErrorCode("NotImplemented")
    /// `PreconditionFailed`.
    public static let preconditionFailed = ErrorCode("PreconditionFailed")
    /// `RequestIsNotMultiPartContent`.
    public static let requestIsNotMultiPartContent = ErrorCode("RequestIsNotMultiPartContent")
    /// `RequestTimeout`.
    public static let requestTimeout = ErrorCode("RequestTimeout")
    /// `RequestTimeTooSkewed`.
    public static let requestTimeTooSkewed = ErrorCode("RequestTimeTooSkewed")
    /// `SecurityTokenExpired`.
    public static let securityTokenExpired = ErrorCode("SecurityTokenExpired")
    /// `ServiceUnavailable`.
    public static let serviceUnavailable = ErrorCode("ServiceUnavailable")
    /// `SignatureDoesNotMatch`.
    public static let signatureDoesNotMatch = ErrorCode("SignatureDoesNotMatch")
}

extension ErrorCode: CustomStringConvertible {
    public var description: String { rawValue }
}
