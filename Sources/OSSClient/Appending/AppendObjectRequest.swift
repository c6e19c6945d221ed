import HTTPTypes
public import OSSSigning
public import OSSWire

/// Appends to an object, or makes an object that can be appended to. It is not repeated by itself: after a lost answer, HeadObject tells whether
/// the bytes arrived (`nextAppendPosition`).
///
/// OSS page: "AppendObject".
@dynamicMemberLookup
public struct AppendObjectRequest: TransferRequest {
    public static let operation = "AppendObject"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The length that the object has now, in bytes; 0 for one that is made.
    public var position: Int64
    /// The CRC-64 of what the object has now; with it the client checks the checksum of the whole object afterwards.
    public var initialCRC64: UInt64?
    /// What the object is stored with, when it is made.
    public var object = ObjectHeaders()
    /// The MD5 of the body in base 64, which OSS compares.
    public var contentMD5: String?
    public var body: RequestBody
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, position: Int64, initialCRC64: UInt64? = nil, body: RequestBody = .none) {
        self.bucket = bucket
        self.key = key
        self.position = position
        self.initialCRC64 = initialCRC64
        self.body = body
    }

    /// A request about an object, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, position: Int64, initialCRC64: UInt64? = nil, body: RequestBody = .none) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), position: position, initialCRC64: initialCRC64, body: body)
    }

    /// The fields of ``object``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ObjectHeaders, Value>) -> Value {
        get { object[keyPath: field] }
        set { object[keyPath: field] = newValue }
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.post, bucket: bucket, key: key)
            request.add("append", "")
            request.add("position", String(position))
            try object.add(to: &request)
            try request.set(.contentMD5, contentMD5)
            request.add(extras)
            return request
        }
    }

    public var isIdempotent: Bool { false }

    public func output(of response: OperationResponse) -> AppendObjectResult {
        AppendObjectResult(
            nextPosition: response.headers[.ossNextAppendPosition].flatMap { Int64($0) }, etag: response.etag, crc64: response.crc64,
            versionID: response.versionID, requestID: response.requestID)
    }
}

/// What OSS says about an object that it appended to.
public struct AppendObjectResult: Sendable {
    /// Where the next append goes: the object's length.
    public let nextPosition: Int64?
    /// The entity tag.
    public let etag: ETag?
    /// The CRC-64 of the whole object.
    public let crc64: UInt64?
    /// The version, with versioning.
    public let versionID: String?
    /// OSS's id of the request.
    public let requestID: String?
}
