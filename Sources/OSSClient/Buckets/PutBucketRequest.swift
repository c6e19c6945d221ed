import HTTPTypes
public import OSSSigning
public import OSSWire

/// Makes a bucket. Repeating it is fine, and changes at most the ACL.
///
/// OSS page: "PutBucket".
public struct PutBucketRequest: OperationRequest {
    public static let operation = "PutBucket"

    public var bucket: BucketName
    /// What everybody may do with it; `private` when `nil`.
    public var acl: BucketACL?
    /// The class of objects that name none; `Standard` when `nil`.
    public var storageClass: StorageClass?
    /// How its data are spread; `LRS` when `nil`.
    public var dataRedundancyType: DataRedundancyType?
    /// The resource group to put it in.
    public var resourceGroupID: String?
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// A request about a bucket.
    public init(bucket: BucketName, acl: BucketACL? = nil, storageClass: StorageClass? = nil, dataRedundancyType: DataRedundancyType? = nil) {
        self.bucket = bucket
        self.acl = acl
        self.storageClass = storageClass
        self.dataRedundancyType = dataRedundancyType
    }

    /// A request about a bucket, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, acl: BucketACL? = nil, storageClass: StorageClass? = nil, dataRedundancyType: DataRedundancyType? = nil) throws {
        self.init(bucket: try BucketName(bucket), acl: acl, storageClass: storageClass, dataRedundancyType: dataRedundancyType)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.put, .bucket(bucket))
            try request.set(.ossACL, acl?.rawValue)
            try request.set(.ossResourceGroupID, resourceGroupID)
            request.add(extras)
            return request
        }
    }

    public var body: RequestBody {
        guard storageClass != nil || dataRedundancyType != nil else { return .none }
        let configuration = CreateBucketConfiguration(
            storageClass: storageClass ?? .standard, dataRedundancyType: dataRedundancyType ?? .locallyRedundant)
        return .bytes(configuration.xml)
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
