import HTTPTypes
import OSSSigning
import OSSWire

/// What a request asks for: method, resource and sub-resource name one operation, the parameters are parsed with it.
///
/// The names are those of OSS's API reference.
enum Operation: Sendable {
    case listBuckets(BucketListing)
    case putBucket(BucketName)
    case deleteBucket(BucketName)
    case listObjects(BucketName, ObjectListing)
    case putObject(BucketName, ObjectKey)
    case getObject(BucketName, ObjectKey)
    case headObject(BucketName, ObjectKey)
    case deleteObject(BucketName, ObjectKey)
    /// An operation of OSS that this server does not emulate; the name goes into its 501.
    case notEmulated(name: String)

    /// As OSS's API reference calls it.
    var name: String {
        switch self {
        case .listBuckets: "ListBuckets"
        case .putBucket: "PutBucket"
        case .deleteBucket: "DeleteBucket"
        case .listObjects(_, let listing): listing.version == .v2 ? "ListObjectsV2" : "ListObjects"
        case .putObject: "PutObject"
        case .getObject: "GetObject"
        case .headObject: "HeadObject"
        case .deleteObject: "DeleteObject"
        case .notEmulated(let name): name
        }
    }

    /// Every operation makes a missing bucket known before it looks at the signature, except for those that need none.
    var needsBucket: Bool {
        switch self {
        case .listBuckets, .putBucket, .notEmulated: false
        case .deleteBucket, .listObjects, .putObject, .getObject, .headObject, .deleteObject: true
        }
    }

    /// - Throws: MethodNotAllowed, or InvalidArgument for a parameter that cannot be.
    init(_ request: ReceivedRequest) throws(OSSError) {
        if let name = NotEmulated.name(of: request) {
            self = .notEmulated(name: name)
            return
        }
        switch (request.method, request.resource) {
        case (.get, .service): self = .listBuckets(try BucketListing(request.query))
        case (.put, .bucket(let bucket)): self = .putBucket(bucket)
        case (.delete, .bucket(let bucket)): self = .deleteBucket(bucket)
        case (.get, .bucket(let bucket)): self = .listObjects(bucket, try ObjectListing(request.query))
        case (.put, .object(let bucket, let key)): self = .putObject(bucket, key)
        case (.get, .object(let bucket, let key)): self = .getObject(bucket, key)
        case (.head, .object(let bucket, let key)): self = .headObject(bucket, key)
        case (.delete, .object(let bucket, let key)): self = .deleteObject(bucket, key)
        case (.post, .bucket): self = .notEmulated(name: "PostObject")
        case (.options, _): self = .notEmulated(name: "OptionObject")
        case (let method, .service): throw .methodNotAllowed(method.rawValue, resourceType: "SERVICE")
        case (let method, .bucket): throw .methodNotAllowed(method.rawValue, resourceType: "BUCKET")
        case (let method, .object): throw .methodNotAllowed(method.rawValue, resourceType: "OBJECT")
        }
    }
}
