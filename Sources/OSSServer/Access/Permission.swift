import OSSAccess
import OSSSigning

/// What somebody must be allowed, for an operation or a part of one.
struct Permission: Hashable, Sendable {
    /// Its name in policies, `oss:PutObject`.
    let action: String
    /// Its name when the request names a version, where that has a name of its own.
    var versionAction: String?
    let level: Level
    /// What decides when no policy says anything.
    let rule: AccessRule
    var circumstance = Circumstance.always

    enum Level: String, Hashable, Sendable {
        case service
        case bucket
        case object
        /// The object that a copy is made of.
        case source
        /// Each object that the request's document names.
        case named
    }

    /// When it is asked for.
    enum Circumstance: Hashable, Sendable {
        case always
        /// The request carries `x-oss-tagging`.
        case tagging
        /// A copy takes the tags of its source along.
        case copiedTags
        /// PutBucket changes the ACL of a bucket that is there.
        case newACL
    }

    /// Whether `prefix` and `delimiter` say what is to be listed.
    var isList: Bool { [.service, .bucket].contains(level) && action.hasPrefix("oss:List") }

    /// The action that is asked for.
    func action(ofVersion: Bool) -> AccessAction { AccessAction(ofVersion ? versionAction ?? action : action) }
}

extension Permission {
    static let putBucket = Permission(action: "oss:PutBucket", level: .bucket, rule: .management)
    static let changeACL = Permission(action: "oss:PutBucketAcl", level: .bucket, rule: .management, circumstance: .newACL)
    static let getObject = Permission(action: "oss:GetObject", versionAction: "oss:GetObjectVersion", level: .object, rule: .acl(.read))
    static let putObject = Permission(action: "oss:PutObject", level: .object, rule: .acl(.write))
    static let putTags = Permission(action: "oss:PutObjectTagging", level: .object, rule: .acl(.write), circumstance: .tagging)
    static let deleteNamed = Permission(action: "oss:DeleteObject", versionAction: "oss:DeleteObjectVersion", level: .named, rule: .acl(.write))
    static let readSource = Permission(action: "oss:GetObject", versionAction: "oss:GetObjectVersion", level: .source, rule: .acl(.read))
    static let readSourceTags = Permission(
        action: "oss:GetObjectTagging", versionAction: "oss:GetObjectVersionTagging", level: .source, rule: .acl(.read), circumstance: .copiedTags)
    static let putCopiedTags = Permission(action: "oss:PutObjectTagging", level: .object, rule: .acl(.write), circumstance: .copiedTags)

    fileprivate static func service(_ action: String) -> [Permission] { [Permission(action: "oss:\(action)", level: .service, rule: .management)] }

    fileprivate static func bucket(_ action: String) -> [Permission] { [Permission(action: "oss:\(action)", level: .bucket, rule: .management)] }

    fileprivate static func list(_ action: String) -> [Permission] { [Permission(action: "oss:\(action)", level: .bucket, rule: .ownersData)] }

    fileprivate static func object(_ action: String, _ versionAction: String? = nil, _ rule: AccessRule = .ownersData) -> [Permission] {
        [Permission(action: "oss:\(action)", versionAction: versionAction.map { "oss:\($0)" }, level: .object, rule: rule)]
    }
}

extension Operation {
    /// What the operation needs: the table that `docs/compatibility.md` shows and the authoriser follows. `nil` for what needs nothing, because
    /// it is answered before anybody asks who is there, and for what is not emulated.
    ///
    /// OSS page: "RAM Policy", its list of API operations and actions.
    var permissions: [Permission]? {
        switch self {
        case .listBuckets: Permission.service("ListBuckets")
        case .describeRegions: Permission.service("DescribeRegions")
        case .putAccountPublicAccessBlock, .getAccountPublicAccessBlock, .deleteAccountPublicAccessBlock: Permission.service(name)
        case .putBucket: [.putBucket, .changeACL]
        case .deleteBucket, .getBucketInfo, .getBucketLocation, .getBucketStat, .putBucketACL, .getBucketACL, .putBucketVersioning,
            .getBucketVersioning, .putPublicAccessBlock, .getPublicAccessBlock, .deletePublicAccessBlock, .putBucketCORS, .getBucketCORS,
            .deleteBucketCORS, .putBucketReferer, .getBucketReferer, .putBucketLifecycle, .getBucketLifecycle, .deleteBucketLifecycle,
            .listLiveChannel, .putBucketPolicy, .getBucketPolicy, .deleteBucketPolicy, .getBucketPolicyStatus:
            Permission.bucket(name)
        case .putBucketTags: Permission.bucket("PutBucketTagging")
        case .getBucketTags: Permission.bucket("GetBucketTagging")
        case .deleteBucketTags: Permission.bucket("DeleteBucketTagging")
        case .listObjects, .listObjectsV2: Permission.list("ListObjects")
        case .listObjectVersions, .listMultipartUploads: Permission.list(name)
        case .putObject, .postObject, .appendObject, .initiateMultipartUpload, .completeMultipartUpload, .putSymlink: [.putObject, .putTags]
        case .uploadPart: [.putObject]
        case .sealAppendObject: Permission.object("PutObject")
        case .getObject, .headObject, .getObjectMeta, .getSymlink: [.getObject]
        case .deleteObject: Permission.object("DeleteObject", "DeleteObjectVersion", .acl(.write))
        case .deleteMultipleObjects: [.deleteNamed]
        case .copyObject: [.putObject, .readSource, .putTags, .readSourceTags, .putCopiedTags]
        case .uploadPartCopy: [.putObject, .readSource]
        case .abortMultipartUpload, .listParts: Permission.object(name, nil, .acl(.write))
        case .putObjectACL: Permission.object("PutObjectAcl", "PutObjectVersionAcl")
        case .getObjectACL: Permission.object("GetObjectAcl", "GetObjectVersionAcl")
        case .putObjectTagging: Permission.object("PutObjectTagging", "PutObjectVersionTagging")
        case .getObjectTagging: Permission.object("GetObjectTagging", "GetObjectVersionTagging")
        case .deleteObjectTagging: Permission.object("DeleteObjectTagging", "DeleteObjectVersionTagging")
        case .restoreObject: Permission.object("RestoreObject", "RestoreObjectVersion")
        case .cleanRestoredObject: Permission.object("CleanRestoredObject")
        case .optionObject: nil
        case .bucketLogging, .bucketWebsite, .bucketEncryption, .bucketInventory, .bucketReplication, .bucketCname,
            .bucketWorm, .metaQuery,
            .requestPayment, .transferAcceleration, .accessMonitor, .httpsConfig, .resourceGroup, .archiveDirectRead, .redundancyTransition,
            .overwriteConfig, .accessPoint, .style, .liveChannel, .objectRetention, .processObject, .asyncFetch, .dataPipeline:
            nil
        }
    }

    /// Whether `versionId` says which version the operation is about. Any other operation is about what the key shows, whatever its query says:
    /// the ACL of a version that is not touched must not open the door to the one that is.
    var actsOnVersion: Bool {
        [
            .getObject, .headObject, .getObjectMeta, .getSymlink, .deleteObject, .putObjectACL, .getObjectACL, .putObjectTagging, .getObjectTagging,
            .deleteObjectTagging, .restoreObject, .cleanRestoredObject,
        ].contains(self)
    }
}
