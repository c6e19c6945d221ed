package import OSSSigning

/// The answer of ListBuckets.
///
/// OSS page: "ListBuckets (GetService)".
package struct ListAllMyBucketsResult: Sendable {
    /// Whose buckets they are.
    package let owner: Owner
    /// What the request asked for; `nil` leaves the element out.
    package let prefix: String?
    package let marker: String?
    package let maxKeys: Int?
    /// Where the next page begins, if there is one.
    package let nextMarker: String?
    package let buckets: [Bucket]

    /// One bucket.
    package struct Bucket: Sendable {
        package let name: BucketName
        package let creation: SigningTime
        package let region: Region
        package let extranetEndpoint: String
        package let intranetEndpoint: String
        package let storageClass: StorageClass

        package init(
            name: BucketName, creation: SigningTime, region: Region, extranetEndpoint: String, intranetEndpoint: String,
            storageClass: StorageClass = .standard
        ) {
            self.name = name
            self.creation = creation
            self.region = region
            self.extranetEndpoint = extranetEndpoint
            self.intranetEndpoint = intranetEndpoint
            self.storageClass = storageClass
        }
    }

    package init(owner: Owner, prefix: String? = nil, marker: String? = nil, maxKeys: Int? = nil, nextMarker: String? = nil, buckets: [Bucket]) {
        self.owner = owner
        self.prefix = prefix
        self.marker = marker
        self.maxKeys = maxKeys
        self.nextMarker = nextMarker
        self.buckets = buckets
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListAllMyBucketsResult") { writer in
            if let prefix { writer.element("Prefix", prefix) }
            if let marker { writer.element("Marker", marker) }
            if let maxKeys { writer.element("MaxKeys", String(maxKeys)) }
            writer.element("IsTruncated", nextMarker != nil)
            if let nextMarker { writer.element("NextMarker", nextMarker) }
            owner.write(to: &writer)
            writer.element("Buckets") { writer in
                for bucket in buckets { bucket.write(to: &writer) }
            }
        }
        return writer.bytes
    }
}

extension ListAllMyBucketsResult.Bucket {
    func write(to writer: inout XMLWriter) {
        writer.element("Bucket") { writer in
            writer.element("Name", name.rawValue)
            writer.element("Location", "oss-\(region)")
            writer.element("Region", region.rawValue)
            writer.element("CreationDate", creation.iso8601Milliseconds)
            writer.element("ExtranetEndpoint", extranetEndpoint)
            writer.element("IntranetEndpoint", intranetEndpoint)
            writer.element("StorageClass", storageClass.rawValue)
            writer.element("ResourceGroupId", ResourceGroup.default)
        }
    }
}

/// An account, as lists and access control lists show it.
package struct Owner: Hashable, Sendable {
    /// The account's number.
    package let id: String
    package let displayName: String

    package init(id: String, displayName: String) {
        self.id = id
        self.displayName = displayName
    }

    func write(to writer: inout XMLWriter) {
        writer.element("Owner") { writer in
            writer.element("ID", id)
            writer.element("DisplayName", displayName)
        }
    }
}
