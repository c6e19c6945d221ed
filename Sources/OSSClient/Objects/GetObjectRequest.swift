import HTTPTypes
public import OSSSigning

/// Reads an object, or a stretch of it.
///
/// ```swift
/// let result = try await client.getObject(GetObjectRequest(bucket: "examplebucket", key: "exampleobject.txt"))
/// for try await chunk in result.body { try await file.write(chunk) }
/// ```
///
/// OSS page: "GetObject".
@dynamicMemberLookup
public struct GetObjectRequest: TransferRequest {
    public static let operation = "GetObject"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The version; the current one when `nil`.
    public var versionID: String?
    /// The stretch to read. One that the object does not have gives the whole object, unless ``rangeBehavior`` says otherwise.
    public var range: ByteRange?
    /// `standard` cuts a range that ends behind the object, and refuses one that begins there (`x-oss-range-behavior`).
    public var rangeBehavior: String?
    /// What the object must be like.
    public var conditions = ReadConditions()
    /// Headers of the answer that the request chooses.
    public var overrides = ResponseOverrides()
    /// What to do with the object before it is sent, `image/resize,w_100` for example (`x-oss-process`).
    public var process: String?
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, versionID: String? = nil, range: ByteRange? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.range = range
    }

    /// A request about an object, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, versionID: String? = nil, range: ByteRange? = nil) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), versionID: versionID, range: range)
    }

    /// The fields of ``conditions``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ReadConditions, Value>) -> Value {
        get { conditions[keyPath: field] }
        set { conditions[keyPath: field] = newValue }
    }

    /// The fields of ``overrides``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ResponseOverrides, Value>) -> Value {
        get { overrides[keyPath: field] }
        set { overrides[keyPath: field] = newValue }
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, bucket: bucket, key: key)
            try request.set(.range, range?.headerValue)
            try request.set(.ossRangeBehavior, rangeBehavior)
            try conditions.add(to: &request)
            overrides.add(to: &request)
            request.add("versionId", versionID)
            request.add("x-oss-process", process)
            request.add(extras)
            return request
        }
    }

    public static var streamsAnswer: Bool { true }

    public func output(of response: OperationResponse) -> GetObjectResult { GetObjectResult(response) }
}
