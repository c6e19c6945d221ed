public import OSSSigning

/// One version of an object, or a marker that it was deleted, as ListObjectVersions shows it.
///
/// OSS page: "GetBucketVersions (ListObjectVersions)".
public struct ListedVersion: Hashable, Sendable {
    /// Its key.
    public var key: ObjectKey
    /// Opaque text; `null` is what was written without versioning.
    public var versionID: String
    /// Whether it is what a client gets that names no version.
    public var isLatest: Bool
    /// When it was written.
    public var lastModified: SigningTime?
    /// Whose it is.
    public var owner: Owner?
    /// What a version has and a delete marker has not; `nil` for a marker.
    public var content: Content?

    /// Whether it says that the object was deleted.
    public var isDeleteMarker: Bool { content == nil }

    /// What a version holds.
    public struct Content: Hashable, Sendable {
        /// Its entity tag.
        public var etag: ETag?
        /// How it came to be: `Normal`, `Multipart`, `Appendable`, `Symlink`.
        public var type: String?
        /// In bytes.
        public var size: Int64
        /// Its class.
        public var storageClass: StorageClass?
        /// How far the restoring of an archived version is.
        public var restoreInfo: RestoreInfo?

        package init(etag: ETag?, type: String?, size: Int64, storageClass: StorageClass?, restoreInfo: RestoreInfo? = nil) {
            self.etag = etag
            self.type = type
            self.size = size
            self.storageClass = storageClass
            self.restoreInfo = restoreInfo
        }
    }

    package init(key: ObjectKey, versionID: String, isLatest: Bool, lastModified: SigningTime?, owner: Owner?, content: Content?) {
        self.key = key
        self.versionID = versionID
        self.isLatest = isLatest
        self.lastModified = lastModified
        self.owner = owner
        self.content = content
    }
}

extension ListedVersion {
    /// Reads a `Version` or a `DeleteMarker` element.
    init(answer element: XMLElement, urlEncoded: Bool) throws(XMLReadError) {
        self.init(
            key: try element.key(of: "Key", urlEncoded: urlEncoded), versionID: try element.requiredText(of: "VersionId"),
            isLatest: element.isTrue("IsLatest"), lastModified: element.time(of: "LastModified"), owner: Owner(below: element),
            content: element.isNamed("DeleteMarker") ? nil : try Content(answer: element))
    }

    func write(to writer: inout XMLWriter, urlEncodes: Bool) {
        writer.element(isDeleteMarker ? "DeleteMarker" : "Version") { writer in
            writer.element("Key", key: key.bytes, urlEncodes: urlEncodes)
            writer.element("VersionId", versionID)
            writer.element("IsLatest", isLatest)
            if let lastModified { writer.element("LastModified", lastModified.iso8601Milliseconds) }
            content?.write(to: &writer)
            owner?.write(to: &writer)
        }
    }
}

extension ListedVersion.Content {
    fileprivate init(answer element: XMLElement) throws(XMLReadError) {
        guard let size = element.number(of: "Size", as: Int64.self) else { throw .invalid("Size") }
        self.init(
            etag: element.etag(of: "ETag"), type: element.filledText(of: "Type"), size: size,
            storageClass: element.filledText(of: "StorageClass").map { StorageClass(rawValue: $0) },
            restoreInfo: element.text(of: "RestoreInfo").flatMap { RestoreInfo($0) })
    }

    fileprivate func write(to writer: inout XMLWriter) {
        if let etag { writer.element("ETag", etag.headerValue) }
        if let type { writer.element("Type", type) }
        writer.element("Size", String(size))
        if let storageClass { writer.element("StorageClass", storageClass.rawValue) }
        if let restoreInfo { writer.element("RestoreInfo", restoreInfo.headerValue) }
    }
}
