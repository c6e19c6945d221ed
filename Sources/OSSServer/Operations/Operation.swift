/// The operations of OSS, by the names of its API reference.
///
/// Everything that is told about operations hangs on this list: the routes, the handlers, the access log, and `docs/compatibility.md`, which a
/// test generates from it.
enum Operation: String, CaseIterable, Sendable {
    // Service
    case listBuckets = "ListBuckets"
    case describeRegions = "DescribeRegions"
    case putAccountPublicAccessBlock = "PutPublicAccessBlock"
    case getAccountPublicAccessBlock = "GetPublicAccessBlock"
    case deleteAccountPublicAccessBlock = "DeletePublicAccessBlock"
    // Buckets
    case putBucket = "PutBucket"
    case deleteBucket = "DeleteBucket"
    case getBucketInfo = "GetBucketInfo"
    case getBucketLocation = "GetBucketLocation"
    case getBucketStat = "GetBucketStat"
    case putBucketACL = "PutBucketAcl"
    case getBucketACL = "GetBucketAcl"
    case putBucketVersioning = "PutBucketVersioning"
    case getBucketVersioning = "GetBucketVersioning"
    case putBucketTags = "PutBucketTags"
    case getBucketTags = "GetBucketTags"
    case deleteBucketTags = "DeleteBucketTags"
    case putPublicAccessBlock = "PutBucketPublicAccessBlock"
    case getPublicAccessBlock = "GetBucketPublicAccessBlock"
    case deletePublicAccessBlock = "DeleteBucketPublicAccessBlock"
    case putBucketPolicy = "PutBucketPolicy"
    case getBucketPolicy = "GetBucketPolicy"
    case deleteBucketPolicy = "DeleteBucketPolicy"
    case getBucketPolicyStatus = "GetBucketPolicyStatus"
    case putBucketCORS = "PutBucketCors"
    case getBucketCORS = "GetBucketCors"
    case deleteBucketCORS = "DeleteBucketCors"
    case optionObject = "OptionObject"
    case putBucketReferer = "PutBucketReferer"
    case getBucketReferer = "GetBucketReferer"
    case putBucketLifecycle = "PutBucketLifecycle"
    case getBucketLifecycle = "GetBucketLifecycle"
    case deleteBucketLifecycle = "DeleteBucketLifecycle"
    case listLiveChannel = "ListLiveChannel"
    // Lists
    case listObjects = "ListObjects"
    case listObjectsV2 = "ListObjectsV2"
    case listObjectVersions = "ListObjectVersions"
    // Objects
    case putObject = "PutObject"
    case postObject = "PostObject"
    case getObject = "GetObject"
    case headObject = "HeadObject"
    case getObjectMeta = "GetObjectMeta"
    case deleteObject = "DeleteObject"
    case deleteMultipleObjects = "DeleteMultipleObjects"
    case copyObject = "CopyObject"
    case appendObject = "AppendObject"
    case sealAppendObject = "SealAppendObject"
    case putObjectACL = "PutObjectAcl"
    case getObjectACL = "GetObjectAcl"
    case putObjectTagging = "PutObjectTagging"
    case getObjectTagging = "GetObjectTagging"
    case deleteObjectTagging = "DeleteObjectTagging"
    case putSymlink = "PutSymlink"
    case getSymlink = "GetSymlink"
    case restoreObject = "RestoreObject"
    case cleanRestoredObject = "CleanRestoredObject"
    // Multipart
    case initiateMultipartUpload = "InitiateMultipartUpload"
    case uploadPart = "UploadPart"
    case uploadPartCopy = "UploadPartCopy"
    case completeMultipartUpload = "CompleteMultipartUpload"
    case abortMultipartUpload = "AbortMultipartUpload"
    case listParts = "ListParts"
    case listMultipartUploads = "ListMultipartUploads"
    // Known, and not emulated
    case bucketLogging = "Put/Get/DeleteBucketLogging"
    case bucketWebsite = "Put/Get/DeleteBucketWebsite"
    case bucketEncryption = "Put/Get/DeleteBucketEncryption"
    case bucketInventory = "Put/Get/Delete/ListBucketInventory"
    case bucketReplication = "Put/Get/DeleteBucketReplication"
    case bucketCname = "Put/List/DeleteCname"
    case bucketWorm = "Initiate/Abort/Complete/Extend/GetBucketWorm"
    case metaQuery = "Open/Get/Do/CloseMetaQuery"
    case requestPayment = "Put/GetBucketRequestPayment"
    case transferAcceleration = "Put/GetBucketTransferAcceleration"
    case accessMonitor = "Put/GetBucketAccessMonitor"
    case httpsConfig = "Put/GetBucketHttpsConfig"
    case resourceGroup = "Put/GetBucketResourceGroup"
    case archiveDirectRead = "Put/GetBucketArchiveDirectRead"
    case redundancyTransition = "BucketDataRedundancyTransition"
    case overwriteConfig = "Put/Get/DeleteBucketOverwriteConfig"
    case accessPoint = "AccessPoint operations"
    case style = "Put/Get/List/DeleteStyle"
    case liveChannel = "LiveChannel operations"
    case objectRetention = "Put/GetObjectRetention, LegalHold"
    case processObject = "ProcessObject, AsyncProcessObject, SelectObject"
    case asyncFetch = "AsyncFetchTask"
    case dataPipeline = "DataPipeline, QoS, user-defined log fields"

    /// As OSS's API reference calls it.
    var name: String { rawValue }
}

extension Operation {
    /// Whether this server emulates an operation.
    enum Support: Sendable, Equatable {
        /// It does; the note says what is special.
        case emulated(String)
        /// It answers 501.
        case notEmulated
    }

    var support: Support {
        switch self {
        case .listBuckets: .emulated("prefix, marker, max-keys")
        case .describeRegions: .emulated("a fixed list of regions")
        case .putAccountPublicAccessBlock: .emulated("off for an account that never set it; counts beside each bucket's own block")
        case .getAccountPublicAccessBlock, .deleteAccountPublicAccessBlock: .emulated("")
        case .putBucket: .emulated("ACL, storage class, redundancy; the redundancy is shown and has no effect")
        case .deleteBucket: .emulated("objects, versions and unfinished uploads keep it from being deleted")
        case .getBucketInfo, .getBucketLocation, .getBucketACL, .getBucketVersioning, .getBucketTags, .getPublicAccessBlock, .getBucketCORS,
            .getBucketReferer, .getBucketLifecycle, .getBucketPolicy, .getBucketPolicyStatus, .deleteBucketPolicy, .deleteBucketTags,
            .deletePublicAccessBlock, .deleteBucketCORS, .deleteBucketLifecycle:
            .emulated("")
        case .getBucketStat: .emulated("counted when asked for")
        case .putBucketACL: .emulated("enforced for anonymous requests")
        case .putBucketVersioning: .emulated("Enabled, Suspended")
        case .putBucketTags: .emulated("")
        case .putPublicAccessBlock: .emulated("on for a new bucket, as in OSS")
        case .putBucketPolicy: .emulated("the whole grammar; a public policy is refused where public access is blocked")
        case .putBucketCORS: .emulated("enforced, on errors too")
        case .optionObject: .emulated("preflight")
        case .putBucketReferer: .emulated("enforced for anonymous requests and presigned URLs")
        case .putBucketLifecycle: .emulated("expiration, abort of uploads, noncurrent versions; a sweep enforces it. Transitions are 501")
        case .listLiveChannel: .emulated("always empty")
        case .listObjects, .listObjectsV2, .listObjectVersions: .emulated("")
        case .putObject: .emulated("callback, tagging, ACL, storage class, forbid-overwrite, traffic limit; server-side encryption is 501")
        case .postObject: .emulated("V4 and V1 policies")
        case .getObject: .emulated("ranges, conditions, `response-*`, versions, traffic limit; `x-oss-process` is 501")
        case .headObject, .getObjectMeta, .deleteObject, .deleteMultipleObjects: .emulated("")
        case .copyObject: .emulated("copies no bytes, so the size is not limited; the copy keeps ETag and type")
        case .appendObject: .emulated("not in buckets with versioning enabled")
        case .sealAppendObject, .putObjectACL, .getObjectACL, .putObjectTagging, .getObjectTagging, .deleteObjectTagging, .putSymlink, .getSymlink:
            .emulated("")
        case .restoreObject, .cleanRestoredObject: .emulated("the time that a restoration takes is a setting")
        case .initiateMultipartUpload, .uploadPart, .uploadPartCopy, .abortMultipartUpload, .listParts, .listMultipartUploads: .emulated("")
        case .completeMultipartUpload: .emulated("copies no bytes; callback, `x-oss-complete-all`, forbid-overwrite")
        case .bucketLogging, .bucketWebsite, .bucketEncryption,
            .bucketInventory, .bucketReplication, .bucketCname, .bucketWorm, .metaQuery, .requestPayment, .transferAcceleration, .accessMonitor,
            .httpsConfig, .resourceGroup, .archiveDirectRead, .redundancyTransition, .overwriteConfig, .accessPoint, .style, .liveChannel,
            .objectRetention, .processObject, .asyncFetch, .dataPipeline:
            .notEmulated
        }
    }

    /// A missing bucket is made known before the signature is looked at, except where the bucket is about to be made.
    var needsBucket: Bool {
        switch self {
        case .listBuckets, .describeRegions, .putAccountPublicAccessBlock, .getAccountPublicAccessBlock, .deleteAccountPublicAccessBlock, .putBucket:
            false
        default: true
        }
    }
}
