import HTTPTypes
public import OSSSigning
public import OSSWire

/// Asks where a symbolic link leads.
///
/// OSS page: "GetSymlink".
public struct GetSymlinkRequest: VersionedObjectRequest {
    public static let operation = "GetSymlink"

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
            request.add("symlink", "")
            request.add("versionId", versionID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> GetSymlinkResult {
        guard let text = response.headers[.ossSymlinkTarget] else { throw ClientError(.invalidResponse, "the answer names no target") }
        // Clients that do not escape it store it as it is.
        let bytes = (try? PercentEncoding.decode(text.utf8)) ?? Array(text.utf8)
        return GetSymlinkResult(
            target: try ListPosition.key(bytes), etag: response.etag, lastModified: response.lastModified, versionID: response.versionID,
            requestID: response.requestID)
    }
}

/// What OSS says about a symbolic link.
public struct GetSymlinkResult: Sendable {
    /// The object that the link leads to.
    public let target: ObjectKey
    /// The entity tag of the link.
    public let etag: ETag?
    /// When the link was made.
    public let lastModified: SigningTime?
    /// The version of the link, with versioning.
    public let versionID: String?
    /// OSS's id of the request.
    public let requestID: String?
}
