import HTTPTypes
public import OSSSigning

/// A request about one object.
public protocol ObjectRequest: OperationRequest {
    /// The bucket.
    var bucket: BucketName { get set }
    /// The key.
    var key: ObjectKey { get set }
    /// Headers and parameters without a name of their own.
    var extras: RequestExtras { get set }
}

extension ObjectRequest {
    /// Who pays for the request: `requester`, where the bucket's owner does not (`x-oss-request-payer`).
    public var requestPayer: String? {
        get { extras.headers[.ossRequestPayer] }
        set { extras.headers[.ossRequestPayer] = newValue }
    }
}

/// A request about an object in one of its versions, with nothing else to say.
public protocol VersionedObjectRequest: ObjectRequest {
    /// The version; the current one when `nil`.
    var versionID: String? { get set }

    /// A request about an object.
    init(bucket: BucketName, key: ObjectKey, versionID: String?)
}

extension VersionedObjectRequest {
    /// A request about an object, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, versionID: String? = nil) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), versionID: versionID)
    }
}

/// A request that moves an object's bytes.
public protocol TransferRequest: ObjectRequest {}

extension TransferRequest {
    /// How fast the transfer may be, in bits per second, from 819,200 to 838,860,800 (`x-oss-traffic-limit`).
    ///
    /// OSS page: "Single-connection bandwidth throttling".
    public var trafficLimit: Int? {
        get { extras.headers[.ossTrafficLimit].flatMap { Int($0) } }
        set { extras.headers[.ossTrafficLimit] = newValue.map { String($0) } }
    }
}
