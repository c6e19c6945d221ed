public import OSSSigning

/// The answer of ListBuckets.
///
/// OSS page: "ListBuckets (GetService)".
public struct ListAllMyBucketsResult: Sendable {
    /// Whose buckets they are.
    public let owner: Owner
    /// What the request asked for; `nil` leaves the element out.
    public let prefix: String?
    public let marker: String?
    public let maxKeys: Int?
    /// Where the next page begins, if there is one.
    public let nextMarker: String?
    public let buckets: [Bucket]

    /// One bucket.
    public struct Bucket: Sendable {
        public let name: BucketName
        public let creation: SigningTime
        public let region: Region
        public let extranetEndpoint: String
        public let intranetEndpoint: String

        public init(name: BucketName, creation: SigningTime, region: Region, extranetEndpoint: String, intranetEndpoint: String) {
            self.name = name
            self.creation = creation
            self.region = region
            self.extranetEndpoint = extranetEndpoint
            self.intranetEndpoint = intranetEndpoint
        }
    }

    public init(owner: Owner, prefix: String? = nil, marker: String? = nil, maxKeys: Int? = nil, nextMarker: String? = nil, buckets: [Bucket]) {
        self.owner = owner
        self.prefix = prefix
        self.marker = marker
        self.maxKeys = maxKeys
        self.nextMarker = nextMarker
        self.buckets = buckets
    }

    /// The document as XML.
    public var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListAllMyBucketsResult") { writer in
            if let prefix { writer.element("Prefix", prefix) }
            if let marker { writer.element("Marker", marker) }
            if let maxKeys { writer.element("MaxKeys", String(maxKeys)) }
            writer.element("IsTruncated", nextMarker == nil ? "false" : "true")
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
            writer.element("StorageClass", "Standard")
            writer.element("ResourceGroupId", "")
        }
    }
}

/// An account, as lists and access control lists show it.
public struct Owner: Hashable, Sendable {
    /// The account's number.
    public let id: String
    public let displayName: String

    public init(id: String, displayName: String) {
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
