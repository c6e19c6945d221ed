import OSSSigning
import OSSWire
import Testing

/// Status, code, message and EC as OSS's error table has them; clients compare the messages literally.
@Suite("OSS's error table") struct CatalogueErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let error: OSSError
        let status: Int
        let code: String
        let message: String
        let ec: String?
        let fields: [OSSError.Field]

        init(_ error: OSSError, _ status: Int, _ code: String, _ message: String, _ ec: String? = nil, _ fields: [OSSError.Field] = []) {
            self.error = error
            self.status = status
            self.code = code
            self.message = message
            self.ec = ec
            self.fields = fields
        }

        var testDescription: String { "\(code): \(message)" }
    }

    static let rows = [
        Row(.noSuchBucket("b"), 404, "NoSuchBucket", "The specified bucket does not exist.", "0015-00000101", [.init("BucketName", "b")]),
        Row(.invalidBucketName("b"), 400, "InvalidBucketName", "The specified bucket is not valid.", "0015-00000001", [.init("BucketName", "b")]),
        Row(.noSuchKey("k"), 404, "NoSuchKey", "The specified key does not exist.", "0026-00000001", [.init("Key", "k")]),
        Row(
            .fileAlreadyExists("k"), 409, "FileAlreadyExists", "The object you specified already exists and can not be overwritten.", "0026-00000002",
            [.init("Key", "k")]),
        Row(.invalidObjectName(), 400, "InvalidObjectName", "The specified object is not valid."),
        Row(.invalidObjectName(.objectKeyTooLong(bytes: 1024)), 400, "InvalidObjectName", "The Length of Object name must be less than 1024."),
        Row(.invalidObjectName(.objectKeyEmpty), 400, "InvalidObjectName", "The Object name can not be empty."),
        Row(.invalidDigest, 400, "InvalidDigest", "The Content-MD5 you specified was invalid."),
        Row(.invalidCRC64, 400, "InvalidCRC64", "The x-oss-hash-crc64ecma you specified does not match what we calculated."),
        Row(.entityTooLarge, 400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size."),
        Row(.missingContentLength, 411, "MissingContentLength", "You must provide the Content-Length HTTP header."),
        Row(.invalidRange, 416, "InvalidRange", "The requested range cannot be satisfied."),
        Row(.preconditionFailed, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold."),
        Row(
            .requestTimeout, 400, "RequestTimeout",
            "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed."),
        Row(.internalError, 500, "InternalError", "Please contact the server administrator, oss@service.aliyun.com."),
    ]

    @Test("each error is the table's", arguments: rows) func table(row: Row) {
        #expect(row.error.status == row.status)
        #expect(row.error.code.rawValue == row.code)
        #expect(row.error.message == row.message)
        if let ec = row.ec { #expect(row.error.ec == ec) }
        for field in row.fields { #expect(row.error.fields.contains(field)) }
    }

    @Test("a bucket that is not empty is a conflict, in one of the two texts of the table") func bucketNotEmpty() {
        let error = OSSError.bucketNotEmpty("b")
        #expect(error.status == 409 && error.code.rawValue == "BucketNotEmpty" && error.ec == "0015-00000301")
        #expect(["The bucket has objects. Please delete them first.", "The bucket you tried to delete is not empty."].contains(error.message))
        #expect(error.fields.contains(.init("BucketName", "b")))
    }

    @Test("a bad argument names itself and its value") func invalidArgument() {
        let error = OSSError.invalidArgument("No.", name: "max-keys", value: "-1")
        #expect(error.status == 400 && error.code.rawValue == "InvalidArgument")
        #expect(error.fields == [.init("ArgumentName", "max-keys"), .init("ArgumentValue", "-1")])
    }

    @Test("a header that is not supported is named in a 400 NotImplemented") func conditionalWrite() {
        let error = OSSError.conditionalWrite(header: "If-Modified-Since")
        #expect(error.status == 400 && error.code.rawValue == "NotImplemented")
        #expect(error.message == "A header you provided implies functionality that is not implemented.")
        #expect(error.fields == [.init("Header", "If-Modified-Since")])
    }

    @Test("a method that a resource does not have is 405, with the method and the kind of resource") func methodNotAllowed() {
        let error = OSSError.methodNotAllowed("PATCH", resourceType: "SERVICE")
        #expect(error.status == 405 && error.code.rawValue == "MethodNotAllowed")
        #expect(error.message == "The specified method is not allowed against this resource.")
        #expect(error.fields.contains(.init("Method", "PATCH")) && error.fields.contains(.init("ResourceType", "SERVICE")))
    }

    @Test("short bodies, malformed XML and an overloaded server have their status and code") func others() {
        #expect(OSSError.incompleteBody.status == 400 && OSSError.incompleteBody.code.rawValue == "IncompleteBody")
        #expect(OSSError.malformedXML.status == 400 && OSSError.malformedXML.code.rawValue == "MalformedXML")
        #expect(
            OSSError.malformedXML.message == "The XML you provided was not well-formed or did not validate against our published schema.")
        #expect(OSSError.serviceUnavailable.status == 503 && OSSError.serviceUnavailable.code.rawValue == "ServiceUnavailable")
        #expect(OSSError.badRequest("No.").status == 400 && OSSError.badRequest("No.").code.rawValue == "BadRequest")
    }
}
