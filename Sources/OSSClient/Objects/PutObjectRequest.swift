import HTTPTypes
public import OSSSigning
public import OSSWire

/// Uploads an object in one piece of at most 5 GB.
///
/// ```swift
/// var request = try PutObjectRequest(bucket: "examplebucket", key: "photos/1.jpg", contentType: "image/jpeg", body: .bytes(photo))
/// request.metadata["author"] = "me"
/// let result = try await client.putObject(request)
/// ```
///
/// OSS page: "PutObject".
@dynamicMemberLookup
public struct PutObjectRequest: TransferRequest {
    public static let operation = "PutObject"

    public var bucket: BucketName
    public var key: ObjectKey
    /// What the object is stored with.
    public var object: ObjectHeaders
    /// The MD5 of the body in base 64, which OSS compares.
    public var contentMD5: String?
    /// Base 64 of the callback's JSON: OSS tells an application server of the upload, and answers with what that said.
    public var callback: String?
    /// Base 64 of the callback's own variables.
    public var callbackVar: String?
    public var body: RequestBody
    public var extras = RequestExtras()

    /// An upload to a key.
    public init(bucket: BucketName, key: ObjectKey, contentType: String? = nil, body: RequestBody = .none) {
        self.bucket = bucket
        self.key = key
        self.object = ObjectHeaders(contentType: contentType)
        self.body = body
    }

    /// An upload to a key, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, contentType: String? = nil, body: RequestBody = .none) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), contentType: contentType, body: body)
    }

    /// The fields of ``object``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ObjectHeaders, Value>) -> Value {
        get { object[keyPath: field] }
        set { object[keyPath: field] = newValue }
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, bucket: bucket, key: key)
            try object.add(to: &request)
            try request.set(.contentMD5, contentMD5)
            try request.set(.ossCallback, callback)
            try request.set(.ossCallbackVariables, callbackVar)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> PutObjectResult { PutObjectResult(response) }
}

/// What OSS says about a stored object.
public struct PutObjectResult: Sendable {
    /// The entity tag.
    public let etag: ETag?
    /// The CRC-64 of what was stored.
    public let crc64: UInt64?
    /// The MD5 of what was stored, in base 64.
    public let contentMD5: String?
    /// The version that was made, with versioning.
    public let versionID: String?
    /// The application server's answer to a callback.
    public let callbackAnswer: [UInt8]?
    /// OSS's id of the request.
    public let requestID: String?

    init(_ response: OperationResponse) {
        etag = response.etag
        crc64 = response.crc64
        contentMD5 = response.headers[.contentMD5]
        versionID = response.versionID
        callbackAnswer = response.body.isEmpty ? nil : response.body
        requestID = response.requestID
    }
}
