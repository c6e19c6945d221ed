package import OSSSigning

/// The errors of operations, with OSS's own words.
///
/// OSS pages: "HTTP 400 status code" and its siblings.
extension OSSError {
    package static func noSuchBucket(_ name: String) -> OSSError {
        OSSError(
            status: 404, code: .noSuchBucket, message: "The specified bucket does not exist.", ec: "0015-00000101",
            fields: [Field("BucketName", name)])
    }

    package static func bucketNotEmpty(_ name: String) -> OSSError {
        OSSError(
            status: 409, code: .bucketNotEmpty, message: "The bucket you tried to delete is not empty.", ec: "0015-00000301",
            fields: [Field("BucketName", name)])
    }

    package static func invalidBucketName(_ name: String) -> OSSError {
        OSSError(
            status: 400, code: .invalidBucketName, message: "The specified bucket is not valid.", ec: "0015-00000001",
            fields: [Field("BucketName", name)])
    }

    /// A key that breaks OSS's naming rule; `error` is `nil` for a first `/` or `\`.
    package static func invalidObjectName(_ error: NameError? = nil) -> OSSError {
        let message =
            switch error {
            case .objectKeyTooLong: "The Length of Object name must be less than 1024."
            case .objectKeyEmpty: "The Object name can not be empty."
            default: "The specified object is not valid."
            }
        return OSSError(status: 400, code: .invalidObjectName, message: message)
    }

    package static func noSuchKey(_ key: String) -> OSSError {
        OSSError(status: 404, code: .noSuchKey, message: "The specified key does not exist.", ec: "0026-00000001", fields: [Field("Key", key)])
    }

    package static func fileAlreadyExists(_ key: String) -> OSSError {
        OSSError(
            status: 409, code: .fileAlreadyExists, message: "The object you specified already exists and can not be overwritten.",
            ec: "0026-00000002", fields: [Field("Key", key)])
    }

    package static func invalidArgument(_ message: String, name: String, value: String, ec: String? = nil) -> OSSError {
        OSSError(
            status: 400, code: .invalidArgument, message: message, ec: ec,
            fields: [Field("ArgumentName", name), Field("ArgumentValue", value)])
    }

    /// What this server does not emulate. The operation's or header's name stands in the document.
    package static func notImplemented(operation: String) -> OSSError {
        OSSError(
            status: 501, code: .notImplemented, message: "\(operation) is not emulated by this server.", fields: [Field("Operation", operation)])
    }

    /// A header that asks for something this server does not do.
    package static func notImplemented(header: String) -> OSSError {
        OSSError(
            status: 501, code: .notImplemented, message: "The header \(header) asks for something that this server does not emulate.",
            fields: [Field("Header", header)])
    }

    /// A conditional header on a write, which OSS refuses with 400.
    package static func conditionalWrite(header: String) -> OSSError {
        OSSError(
            status: 400, code: .notImplemented, message: "A header you provided implies functionality that is not implemented.",
            fields: [Field("Header", header)])
    }

    package static func methodNotAllowed(_ method: String, resourceType: String) -> OSSError {
        OSSError(
            status: 405, code: .methodNotAllowed, message: "The specified method is not allowed against this resource.",
            fields: [Field("Method", method), Field("ResourceType", resourceType)])
    }

    package static let invalidDigest = OSSError(status: 400, code: .invalidDigest, message: "The Content-MD5 you specified was invalid.")
    package static let invalidCRC64 = OSSError(
        status: 400, code: .invalidCRC64, message: "The x-oss-hash-crc64ecma you specified does not match what we calculated.")
    package static let incompleteBody = OSSError(
        status: 400, code: .incompleteBody, message: "The request body is shorter than announced.")
    package static let entityTooLarge = OSSError(
        status: 400, code: .entityTooLarge, message: "Your proposed upload exceeds the maximum allowed size.")
    package static let missingContentLength = OSSError(
        status: 411, code: .missingContentLength, message: "You must provide the Content-Length HTTP header.")
    package static let invalidRange = OSSError(status: 416, code: .invalidRange, message: "The requested range cannot be satisfied.")
    package static let preconditionFailed = OSSError(
        status: 412, code: .preconditionFailed, message: "At least one of the pre-conditions you specified did not hold.")
    package static let requestTimeout = OSSError(
        status: 400, code: .requestTimeout,
        message: "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.")
    package static let serviceUnavailable = OSSError(
        status: 503, code: .serviceUnavailable, message: "Please reduce your request rate.")
    /// Ours: OSS's disks are never full.
    package static let diskFull = OSSError(
        status: 503, code: .serviceUnavailable, message: "The server has no room for this now. Reading and deleting go on; please try again later.")
    /// Ours: the disk fails, and the server waits until it works again.
    package static let readOnly = OSSError(
        status: 503, code: .serviceUnavailable, message: "The server's storage does not work now, or cannot be written. Please try again later.")
    package static let internalError = OSSError(
        status: 500, code: .internalError, message: "Please contact the server administrator, oss@service.aliyun.com.")
    /// A document of a bucket that is not what it should be.
    package static let malformedXML = malformedXML(nil, ec: "0031-00000001")

    /// A document that is not what it should be. `detail` says what is wrong, and becomes the element ErrorDetail.
    package static func malformedXML(_ detail: XMLReadError?, ec: String) -> OSSError {
        OSSError(
            status: 400, code: .malformedXML,
            message: "The XML you provided was not well-formed or did not validate against our published schema.", ec: ec,
            fields: detail.map { [Field("ErrorDetail", $0.description)] } ?? [])
    }

    /// A request that is not HTTP as OSS speaks it.
    package static func badRequest(_ message: String) -> OSSError { OSSError(status: 400, code: .badRequest, message: message) }
}
