public import OSSSigning

/// An object, as lists show it.
///
/// OSS page: "ListObjectsV2 (GetBucketV2)".
public struct ListedObject: Hashable, Sendable {
    /// Its key.
    public let key: ObjectKey
    /// When it was stored.
    public let lastModified: SigningTime?
    /// Its entity tag.
    public let etag: ETag?
    /// How it came to be: `Normal`, `Multipart`, `Appendable`, `Symlink`.
    public let type: String?
    /// In bytes.
    public let size: Int64
    /// Its class.
    public let storageClass: StorageClass?
    /// How far the restoring of an archived object is; `nil` for one that was never restored.
    public let restoreInfo: RestoreInfo?
    /// Whose it is; version 2 of the list tells when it is asked to.
    public let owner: Owner?

    package init(
        key: ObjectKey, lastModified: SigningTime?, etag: ETag?, type: String?, size: Int64, storageClass: StorageClass?,
        restoreInfo: RestoreInfo? = nil, owner: Owner?
    ) {
        self.key = key
        self.lastModified = lastModified
        self.etag = etag
        self.type = type
        self.size = size
        self.storageClass = storageClass
        self.restoreInfo = restoreInfo
        self.owner = owner
    }
}

extension ListedObject {
    /// Reads a `Contents` element.
    init(answer element: XMLElement, urlEncoded: Bool) throws(XMLReadError) {
        guard let size = element.number(of: "Size", as: Int64.self) else { throw .invalid("Size") }
        self.init(
            key: try element.key(of: "Key", urlEncoded: urlEncoded), lastModified: element.time(of: "LastModified"),
            etag: element.etag(of: "ETag"), type: element.filledText(of: "Type"), size: size,
            storageClass: element.filledText(of: "StorageClass").map { StorageClass(rawValue: $0) },
            restoreInfo: element.text(of: "RestoreInfo").flatMap { RestoreInfo($0) }, owner: Owner(below: element))
    }

    func write(to writer: inout XMLWriter, urlEncodes: Bool) {
        writer.element("Contents") { writer in
            writer.element("Key", key: key.bytes, urlEncodes: urlEncodes)
            if let lastModified { writer.element("LastModified", lastModified.iso8601Milliseconds) }
            if let etag { writer.element("ETag", etag.headerValue) }
            if let type { writer.element("Type", type) }
            writer.element("Size", String(size))
            if let storageClass { writer.element("StorageClass", storageClass.rawValue) }
            if let restoreInfo { writer.element("RestoreInfo", restoreInfo.headerValue) }
            owner?.write(to: &writer)
        }
    }
}
