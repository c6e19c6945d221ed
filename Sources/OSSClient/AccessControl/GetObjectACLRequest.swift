import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks who may read and write an object.
///
/// OSS page: "GetObjectACL".
public struct GetObjectACLRequest: VersionedObjectRequest {
    public static let operation = "GetObjectAcl"

    public var bucket: BucketName
    public var key: ObjectKey
    public var versionID: String?
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, versionID: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.get, bucket: bucket, key: key)
            request.add("acl", "")
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetObjectACLResult {
        let document = try response.document(AccessControlPolicy.init(answer:))
        return GetObjectACLResult(
            acl: ObjectACL(rawValue: document.grant), owner: document.owner, versionID: response.versionID, requestID: response.requestID)
    }
}

/// Who may read and write an object.
public struct GetObjectACLResult: Sendable {
    /// Who may.
    public let acl: ObjectACL
    /// Whose it is.
    public let owner: Owner?
    /// The version, with versioning.
    public let versionID: String?
    /// OSS's id of the request.
    public let requestID: String?
}
