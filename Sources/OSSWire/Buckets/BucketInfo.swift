package import OSSSigning

/// The answer of GetBucketInfo.
///
/// OSS page: "GetBucketInfo".
package struct BucketInfo: Equatable, Sendable {
    package var name: BucketName
    package var region: Region
    package var creation: SigningTime
    /// What the server advertises, exactly as ListBuckets shows it: clients compare the two, and build clients from it.
    package var extranetEndpoint: String
    package var intranetEndpoint: String
    package var storageClass: StorageClass
    package var dataRedundancyType: CreateBucketConfiguration.DataRedundancyType
    package var owner: Owner
    package var grant: BucketACL
    /// Versioning; `nil` when it was never set, and then the element is left out.
    package var versioning: VersioningStatus?
    package var blockPublicAccess: Bool

    package init(
        name: BucketName, region: Region, creation: SigningTime, extranetEndpoint: String, intranetEndpoint: String,
        storageClass: StorageClass = .standard,
        dataRedundancyType: CreateBucketConfiguration.DataRedundancyType = .locallyRedundant, owner: Owner, grant: BucketACL,
        versioning: VersioningStatus? = nil, blockPublicAccess: Bool
    ) {
        self.name = name
        self.region = region
        self.creation = creation
        self.extranetEndpoint = extranetEndpoint
        self.intranetEndpoint = intranetEndpoint
        self.storageClass = storageClass
        self.dataRedundancyType = dataRedundancyType
        self.owner = owner
        self.grant = grant
        self.versioning = versioning
        self.blockPublicAccess = blockPublicAccess
    }

    /// The document as XML. What this server does not have reads as on a bucket that does not use it.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("BucketInfo") { writer in
            writer.element("Bucket") { writer in
                writePlace(to: &writer)
                owner.write(to: &writer)
                writer.element("AccessControlList") { $0.element("Grant", grant.rawValue) }
                if let versioning { writer.element("Versioning", versioning.rawValue) }
                writer.element("AccessMonitor", "Disabled")
                writer.element("TransferAcceleration", "Disabled")
                writer.element("CrossRegionReplication", "Disabled")
                writer.element("BlockPublicAccess", blockPublicAccess)
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
        writer.element("Name", name.rawValue)
        writer.element("Location", "oss-\(region)")
        writer.element("CreationDate", creation.iso8601Milliseconds)
        writer.element("ExtranetEndpoint", extranetEndpoint)
        writer.element("IntranetEndpoint", intranetEndpoint)
        writer.element("StorageClass", storageClass.rawValue)
        writer.element("DataRedundancyType", dataRedundancyType.rawValue)
    }
}
