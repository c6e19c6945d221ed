public import OSSSigning

/// What OSS says about a bucket. What an answer does not say is `nil`.
///
/// OSS page: "GetBucketInfo".
public struct BucketInfo: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Where it lives, `oss-cn-hangzhou`.
    public let location: String?
    /// When it was made.
    public let creation: SigningTime?
    /// Where it is reached from everywhere: exactly as ListBuckets shows it, since clients compare the two, and build clients from it.
    public let extranetEndpoint: String?
    /// Where it is reached from inside of its region.
    public let intranetEndpoint: String?
    /// The class of objects that name none.
    public let storageClass: StorageClass?
    /// How its data are spread.
    public let dataRedundancyType: DataRedundancyType?
    /// Whose it is.
    public let owner: Owner?
    /// What everybody may do with it.
    public let acl: BucketACL?
    /// Whether it keeps versions; `nil` when that was never set.
    public let versioning: VersioningStatus?
    /// Whether public ACLs and policies have no effect.
    public let blockPublicAccess: Bool?

    package init(
        name: BucketName, region: Region, creation: SigningTime, extranetEndpoint: String, intranetEndpoint: String,
        storageClass: StorageClass = .standard, dataRedundancyType: DataRedundancyType = .locallyRedundant, owner: Owner, grant: BucketACL,
        versioning: VersioningStatus? = nil, blockPublicAccess: Bool
    ) {
        self.name = name.rawValue
        self.location = "oss-\(region)"
        self.creation = creation
        self.extranetEndpoint = extranetEndpoint
        self.intranetEndpoint = intranetEndpoint
        self.storageClass = storageClass
        self.dataRedundancyType = dataRedundancyType
        self.owner = owner
        self.acl = grant
        self.versioning = versioning
        self.blockPublicAccess = blockPublicAccess
    }
}

extension BucketInfo {
    /// The document as XML. What this server does not have reads as on a bucket that does not use it.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("BucketInfo") { writer in
            writer.element("Bucket") { writer in
                writePlace(to: &writer)
                owner?.write(to: &writer)
                if let acl { writer.element("AccessControlList") { $0.element("Grant", acl.rawValue) } }
                if let versioning { writer.element("Versioning", versioning.rawValue) }
                writer.element("AccessMonitor", "Disabled")
                writer.element("TransferAcceleration", "Disabled")
                writer.element("CrossRegionReplication", "Disabled")
                if let blockPublicAccess { writer.element("BlockPublicAccess", blockPublicAccess) }
                writer.element("Comment", "")
                writer.element("ResourceGroupId", ResourceGroup.default)
                writer.element("ServerSideEncryptionRule") { $0.element("SSEAlgorithm", "None") }
                writer.element("BucketPolicy") { writer in
                    writer.element("LogBucket", "")
                    writer.element("LogPrefix", "")
                }
            }
        }
        return writer.bytes
    }

    private func writePlace(to writer: inout XMLWriter) {
        writer.element("Name", name)
        if let location { writer.element("Location", location) }
        if let creation { writer.element("CreationDate", creation.iso8601Milliseconds) }
        if let extranetEndpoint { writer.element("ExtranetEndpoint", extranetEndpoint) }
        if let intranetEndpoint { writer.element("IntranetEndpoint", intranetEndpoint) }
        if let storageClass { writer.element("StorageClass", storageClass.rawValue) }
        if let dataRedundancyType { writer.element("DataRedundancyType", dataRedundancyType.rawValue) }
    }

    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let bucket = try XMLElement.answer(xml, root: "BucketInfo").required("Bucket")
        name = try bucket.requiredText(of: "Name")
        location = bucket.filledText(of: "Location")
        creation = bucket.time(of: "CreationDate")
        extranetEndpoint = bucket.filledText(of: "ExtranetEndpoint")
        intranetEndpoint = bucket.filledText(of: "IntranetEndpoint")
        storageClass = bucket.filledText(of: "StorageClass").map { StorageClass(rawValue: $0) }
        dataRedundancyType = bucket.filledText(of: "DataRedundancyType").map { DataRedundancyType(rawValue: $0) }
        owner = Owner(below: bucket)
        acl = bucket["AccessControlList"]?.filledText(of: "Grant").map { BucketACL(rawValue: $0) }
        versioning = bucket.filledText(of: "Versioning").map { VersioningStatus(rawValue: $0) }
        blockPublicAccess = bucket["BlockPublicAccess"] == nil ? nil : bucket.isTrue("BlockPublicAccess")
    }
}
