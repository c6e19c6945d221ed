/// The `Code` of an OSS error document. An open set: a code that this library does not know survives.
///
/// OSS page: "Error responses".
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
    /// As it stands in the document.
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    init(_ rawValue: String) { self.rawValue = rawValue }

    public static let accessDenied = ErrorCode("AccessDenied")
    public static let badRequest = ErrorCode("BadRequest")
    public static let bucketAlreadyExists = ErrorCode("BucketAlreadyExists")
    public static let bucketNotEmpty = ErrorCode("BucketNotEmpty")
    public static let entityTooLarge = ErrorCode("EntityTooLarge")
    public static let fileAlreadyExists = ErrorCode("FileAlreadyExists")
    public static let incompleteBody = ErrorCode("IncompleteBody")
    public static let internalError = ErrorCode("InternalError")
    public static let invalidAccessKeyID = ErrorCode("InvalidAccessKeyId")
    public static let invalidArgument = ErrorCode("InvalidArgument")
    public static let invalidBucketName = ErrorCode("InvalidBucketName")
    public static let invalidCRC64 = ErrorCode("InvalidCRC64")
    public static let invalidDigest = ErrorCode("InvalidDigest")
    public static let invalidObjectName = ErrorCode("InvalidObjectName")
    public static let invalidRange = ErrorCode("InvalidRange")
    public static let invalidRequest = ErrorCode("InvalidRequest")
    public static let invalidSecurityToken = ErrorCode("InvalidSecurityToken")
    public static let malformedXML = ErrorCode("MalformedXML")
    public static let methodNotAllowed = ErrorCode("MethodNotAllowed")
    public static let missingContentLength = ErrorCode("MissingContentLength")
    public static let noSuchBucket = ErrorCode("NoSuchBucket")
    public static let noSuchKey = ErrorCode("NoSuchKey")
    public static let notImplemented = ErrorCode("NotImplemented")
    public static let preconditionFailed = ErrorCode("PreconditionFailed")
    public static let requestTimeout = ErrorCode("RequestTimeout")
    public static let requestTimeTooSkewed = ErrorCode("RequestTimeTooSkewed")
    public static let securityTokenExpired = ErrorCode("SecurityTokenExpired")
    public static let serviceUnavailable = ErrorCode("ServiceUnavailable")
    public static let signatureDoesNotMatch = ErrorCode("SignatureDoesNotMatch")
}

extension ErrorCode: CustomStringConvertible {
    public var description: String { rawValue }
}
