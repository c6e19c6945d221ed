import HTTPTypes
public import OSSSigning
public import OSSWire

/// Uploads an object in one piece of at most 5 GB.
///
/// OSS page: "PutObject".
public struct PutObjectRequest: OperationRequest {
    public static let operation = "PutObject"

    public var bucket: BucketName
    public var key: ObjectKey
    /// `Content-Type`; OSS stores `application/octet-stream` when there is none.
    public var contentType: String?
    /// The MD5 of the body in base 64, which OSS compares.
    public var contentMD5: String?
    public var body: RequestBody
    /// Headers and parameters without a name here.
    public var extras = RequestExtras()

    /// An upload to a key.
    public init(bucket: BucketName, key: ObjectKey, contentType: String? = nil, body: RequestBody = .none) {
        self.bucket = bucket
        self.key = key
        self.contentType = contentType
        self.body = body
    }

    /// An upload to a key, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, contentType: String? = nil, body: RequestBody = .none) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), contentType: contentType, body: body)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, bucket: bucket, key: key)
            request.headers[.contentType] = contentType
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> PutObjectResult { PutObjectResult(response) }
}

/// What OSS says about a stored object.
public struct PutObjectResult: Sendable {
    /// The entity tag.
    public let etag: ETag?
    /// The CRC-64 of what was stored.
    public let crc64: UInt64?
    /// The version that was made, with versioning.
    public let versionID: String?
    /// The application server's answer to a callback.
    public let callbackAnswer: [UInt8]?
    /// OSS's id of the request.
    public let requestID: String?

    init(_ response: OperationResponse) {
        etag = response.headers[.eTag].map { ETag(received: $0) }
        crc64 = response.headers.text("x-oss-hash-crc64ecma").flatMap { UInt64($0) }
        versionID = response.headers.text("x-oss-version-id")
        callbackAnswer = response.body.isEmpty ? nil : response.body
        requestID = response.requestID
    }
}

extension UnsignedRequest {
    /// Appends what the caller gave by hand.
    mutating func add(_ extras: RequestExtras) {
        for field in extras.headers { headers.append(field) }
        parameters += extras.parameters
        additionalHeaders += extras.additionalHeaders
    }
}
