import HTTPTypes
public import OSSSigning

/// Asks for everything about an object but its bytes.
///
/// OSS page: "HeadObject".
@dynamicMemberLookup
public struct HeadObjectRequest: VersionedObjectRequest {
    public static let operation = "HeadObject"

    public var bucket: BucketName
    public var key: ObjectKey
    public var versionID: String?
    /// What the object must be like.
    public var conditions = ReadConditions()
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, versionID: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
    }

    /// The fields of ``conditions``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ReadConditions, Value>) -> Value {
        get { conditions[keyPath: field] }
        set { conditions[keyPath: field] = newValue }
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.head, bucket: bucket, key: key)
            try conditions.add(to: &request)
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> HeadObjectResult { HeadObjectResult(response) }
}

/// What OSS says about an object.
public typealias HeadObjectResult = ObjectProperties
