import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks for a copy of an archived object that can be read. Restoring takes a while; HeadObject tells how far it is.
///
/// OSS page: "RestoreObject".
public struct RestoreObjectRequest: ObjectRequest {
    public static let operation = "RestoreObject"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The version; the current one when `nil`.
    public var versionID: String?
    /// How long the copy is kept, 1 to 365 days.
    public var days: Int
    /// How fast the copy is wanted; only cold archives can be asked.
    public var tier: RestoreTier?
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, versionID: String? = nil, days: Int = 1, tier: RestoreTier? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.days = days
        self.tier = tier
    }

    /// A request about an object, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, versionID: String? = nil, days: Int = 1, tier: RestoreTier? = nil) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), versionID: versionID, days: days, tier: tier)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.post, bucket: bucket, key: key)
            request.add("restore", "")
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public var body: RequestBody { .bytes(RestoreRequest(days: days, tier: tier).xml) }

    public func output(of response: OperationResponse) -> RestoreObjectResult {
        RestoreObjectResult(
            isAccepted: response.status == 202, priority: response.headers.text("x-oss-object-restore-priority").map { RestoreTier(rawValue: $0) },
            versionID: response.versionID, requestID: response.requestID)
    }
}

/// What OSS says about a restoration.
public struct RestoreObjectResult: Sendable {
    /// Whether the restoration was begun; else the object was restored already, and its copy is kept longer.
    public let isAccepted: Bool
    /// How fast it is done.
    public let priority: RestoreTier?
    /// The version, with versioning.
    public let versionID: String?
    /// OSS's id of the request.
    public let requestID: String?
}
