public import OSSSigning

/// A bucket, as ListBuckets shows it.
///
/// OSS page: "ListBuckets (GetService)".
public struct ListedBucket: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// When it was made.
    public let creation: SigningTime?
    /// Where it lives, `oss-cn-hangzhou`.
    public let location: String?
    /// The region's id, `cn-hangzhou`.
    public let region: String?
    /// Where it is reached from everywhere.
    public let extranetEndpoint: String?
    /// Where it is reached from inside of its region.
    public let intranetEndpoint: String?
    /// The class of objects that name none.
    public let storageClass: StorageClass?
    /// The resource group that it is in.
    public let resourceGroupID: String?

    package init(
        name: BucketName, creation: SigningTime, region: Region, extranetEndpoint: String, intranetEndpoint: String,
        storageClass: StorageClass = .standard
    ) {
        self.name = name.rawValue
        self.creation = creation
        self.location = "oss-\(region)"
        self.region = region.rawValue
        self.extranetEndpoint = extranetEndpoint
        self.intranetEndpoint = intranetEndpoint
        self.storageClass = storageClass
        self.resourceGroupID = ResourceGroup.default
    }
}

extension ListedBucket {
    /// Reads a `Bucket` element.
    init(answer element: XMLElement) throws(XMLReadError) {
        name = try element.requiredText(of: "Name")
        creation = element.time(of: "CreationDate")
        location = element.filledText(of: "Location")
        region = element.filledText(of: "Region")
        extranetEndpoint = element.filledText(of: "ExtranetEndpoint")
        intranetEndpoint = element.filledText(of: "IntranetEndpoint")
        storageClass = element.filledText(of: "StorageClass").map { StorageClass(rawValue: $0) }
        resourceGroupID = element.filledText(of: "ResourceGroupId")
    }

    func write(to writer: inout XMLWriter) {
        writer.element("Bucket") { writer in
            writer.element("Name", name)
            if let location { writer.element("Location", location) }
            if let region { writer.element("Region", region) }
            if let creation { writer.element("CreationDate", creation.iso8601Milliseconds) }
            if let extranetEndpoint { writer.element("ExtranetEndpoint", extranetEndpoint) }
            if let intranetEndpoint { writer.element("IntranetEndpoint", intranetEndpoint) }
            if let storageClass { writer.element("StorageClass", storageClass.rawValue) }
            if let resourceGroupID { writer.element("ResourceGroupId", resourceGroupID) }
        }
    }
}
