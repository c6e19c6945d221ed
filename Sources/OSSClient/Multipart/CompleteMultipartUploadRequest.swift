import HTTPTypes
public import OSSSigning
public import OSSWire

/// Makes the object out of the parts that were uploaded.
///
/// When an answer is lost, a repetition may be told `NoSuchUpload` although the object is there: compare its CRC-64.
///
/// OSS page: "CompleteMultipartUpload".
public struct CompleteMultipartUploadRequest: ObjectRequest {
    public static let operation = "CompleteMultipartUpload"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The upload, as InitiateMultipartUpload named it.
    public var uploadID: String
    /// The parts, sent in the order of their numbers.
    public var parts: [UploadedPart]
    /// Takes all parts that were uploaded, in the order of their numbers (`x-oss-complete-all: yes`). ``parts`` is not sent then.
    public var completeAll: Bool
    /// Who may read and write the object; as InitiateMultipartUpload said when `nil`.
    public var acl: ObjectACL?
    /// Whether an object that is there already makes OSS refuse with `FileAlreadyExists`.
    public var forbidOverwrite = false
    /// Base 64 of the callback's JSON: OSS tells an application server of the upload, and answers with what that said.
    public var callback: String?
    /// Base 64 of the callback's own variables.
    public var callbackVar: String?
    public var extras = RequestExtras()

    /// The end of an upload.
    public init(bucket: BucketName, key: ObjectKey, uploadID: String, parts: [UploadedPart] = [], completeAll: Bool = false) {
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
        self.parts = parts
        self.completeAll = completeAll
    }

    /// The end of an upload, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, uploadID: String, parts: [UploadedPart] = [], completeAll: Bool = false) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), uploadID: uploadID, parts: parts, completeAll: completeAll)
    }

    public var body: RequestBody { completeAll ? .none : .bytes(CompleteMultipartUploadBody(parts).xml) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.post, bucket: bucket, key: key)
            request.add("encoding-type", "url")
            request.add("uploadId", uploadID)
            if completeAll { request.headers[.ossCompleteAll] = "yes" }
            try request.set(.ossObjectACL, acl?.rawValue)
            request.set(.ossForbidOverwrite, forbidOverwrite)
            try request.set(.ossCallback, callback)
            try request.set(.ossCallbackVariables, callbackVar)
            request.add(extras)
            return request
        }
    }

    private var hasCallback: Bool {
        callback != nil || extras.headers.contains(.ossCallback)
            || extras.parameters.contains { $0.name == "callback" || $0.name == "x-oss-callback" }
    }

    public func output(of response: OperationResponse) throws -> CompleteMultipartUploadResult {
        let document = hasCallback ? nil : try response.document(CompleteMultipartUploadDocument.init(answer:))
        return CompleteMultipartUploadResult(
            location: document?.location, etag: document?.etag ?? response.etag, crc64: response.crc64, versionID: response.versionID,
            callbackAnswer: hasCallback ? response.body : nil, requestID: response.requestID)
    }
}

/// What OSS says about the object that was made of parts.
public struct CompleteMultipartUploadResult: Sendable {
    /// The URL of the object; `nil` with a callback.
    public let location: String?
    /// The entity tag, which is not an MD5.
    public let etag: ETag?
    /// The CRC-64 of the whole object.
    public let crc64: UInt64?
    /// The version that was made, with versioning.
    public let versionID: String?
    /// The application server's answer to a callback.
    public let callbackAnswer: [UInt8]?
    /// OSS's id of the request.
    public let requestID: String?
}
