import HTTPTypes
import OSSSigning

/// What a request asks for: method, resource and sub-resource name one operation.
///
/// Naming one cannot fail: whether a method is allowed, and whether parameters make sense, is answered to those whose signature is right.
/// The names are those of OSS's API reference.
enum Operation: Sendable {
    case listBuckets
    case putBucket(BucketName)
    case deleteBucket(BucketName)
    case listObjects(BucketName, ObjectListing.Version)
    case putObject(BucketName, ObjectKey)
    case getObject(BucketName, ObjectKey)
    case headObject(BucketName, ObjectKey)
    case getObjectMeta(BucketName, ObjectKey)
    case deleteObject(BucketName, ObjectKey)
    /// A preflight, which carries no signature.
    case optionObject
    /// An operation of OSS that this server does not emulate; the name goes into its 501.
    case notEmulated(name: String)
    /// A method that the resource does not have.
    case notAllowed(resourceType: String)

    /// As OSS's API reference calls it.
    var name: String {
        switch self {
        case .listBuckets: "ListBuckets"
        case .putBucket: "PutBucket"
        case .deleteBucket: "DeleteBucket"
        case .listObjects(_, let version): version == .v2 ? "ListObjectsV2" : "ListObjects"
        case .putObject: "PutObject"
        case .getObject: "GetObject"
        case .headObject: "HeadObject"
        case .getObjectMeta: "GetObjectMeta"
        case .deleteObject: "DeleteObject"
        case .optionObject: "OptionObject"
        case .notEmulated(let name): name
        case .notAllowed: "-"
        }
    }

    /// A missing bucket is made known before the signature is looked at, except where the bucket is about to be made.
    var needsBucket: Bool { if case .putBucket = self { false } else { true } }

    init(_ request: ReceivedRequest) {
        if request.method == .options, request.resource.bucket != nil {
            self = .optionObject
            return
        }
        if let name = NotEmulated.name(of: request) {
            self = .notEmulated(name: name)
            return
        }
        self =
            switch (request.method, request.resource) {
            case (.get, .service): .listBuckets
            case (.put, .bucket(let bucket)): .putBucket(bucket)
            case (.delete, .bucket(let bucket)): .deleteBucket(bucket)
            case (.get, .bucket(let bucket)): .listObjects(bucket, request.query.contains("list-type") ? .v2 : .v1)
            case (.put, .object(let bucket, let key)): .putObject(bucket, key)
            case (.get, .object(let bucket, let key)): .getObject(bucket, key)
            case (.head, .object(let bucket, let key)): request.query.contains("objectMeta") ? .getObjectMeta(bucket, key) : .headObject(bucket, key)
            case (.delete, .object(let bucket, let key)): .deleteObject(bucket, key)
            case (.post, .bucket): .notEmulated(name: "PostObject")
            case (_, .service): .notAllowed(resourceType: "SERVICE")
            case (_, .bucket): .notAllowed(resourceType: "BUCKET")
            case (_, .object): .notAllowed(resourceType: "OBJECT")
            }
    }
}
