/// What a request is about, whatever its addressing: the logical resource that is signed.
///
/// Virtual-hosted, path-style, CNAME and IP addresses of one object all give the same resource.
public enum Resource: Hashable, Sendable {
    /// The service itself, as in ListBuckets.
    case service
    /// A bucket.
    case bucket(BucketName)
    /// An object in a bucket.
    case object(BucketName, ObjectKey)

    /// The bucket, unless the resource is the service.
    public var bucket: BucketName? {
        switch self {
        case .service: nil
        case .bucket(let bucket), .object(let bucket, _): bucket
        }
    }

    /// The key, if the resource is an object.
    public var key: ObjectKey? {
        if case .object(_, let key) = self { key } else { nil }
    }
}
