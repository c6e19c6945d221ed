package import OSSSigning

/// The answer of ListObjectVersions. Versions and delete markers stand in one order: by key, the newest of a key first.
///
/// OSS page: "GetBucketVersions (ListObjectVersions)".
package struct ListVersionsResult: Sendable {
    package var name: BucketName
    package var prefix: [UInt8]
    package var delimiter: [UInt8]
    /// Where this page begins, as the request said it; empty for the first.
    package var keyMarker: [UInt8]
    package var versionIDMarker: String
    /// Where the next page begins; `nil` on the last page.
    package var next: Position?
    package var maxKeys: Int
    /// Keys are percent-encoded. Version ids are not: clients do not decode them.
    package var urlEncodes: Bool
    package var entries: [Entry]
    package var commonPrefixes: [[UInt8]]

    /// A place in the list. The version is `nil` behind a common prefix.
    package struct Position: Sendable {
        package var key: [UInt8]
        package var versionID: VersionID?

        package init(key: [UInt8], versionID: VersionID?) {
            self.key = key
            self.versionID = versionID
        }
    }

    /// One version of an object, or a marker that it was deleted.
    package struct Entry: Sendable {
        package var key: ObjectKey
        package var versionID: VersionID
        package var isLatest: Bool
        package var lastModified: SigningTime
        package var owner: Owner
        /// What a version has and a delete marker has not; `nil` for a marker.
        package var content: Content?

        package init(key: ObjectKey, versionID: VersionID, isLatest: Bool, lastModified: SigningTime, owner: Owner, content: Content?) {
            self.key = key
            self.versionID = versionID
            self.isLatest = isLatest
            self.lastModified = lastModified
            self.owner = owner
            self.content = content
        }
    }

    /// What a version holds.
    package struct Content: Sendable {
        package var etag: ETag
        package var type: String
        package var size: Int64
        package var storageClass: StorageClass
        package var restoreInfo: RestoreInfo?

        package init(etag: ETag, type: String, size: Int64, storageClass: StorageClass, restoreInfo: RestoreInfo? = nil) {
            self.etag = etag
            self.type = type
            self.size = size
            self.storageClass = storageClass
            self.restoreInfo = restoreInfo
        }
    }

    package init(
        name: BucketName, prefix: [UInt8], delimiter: [UInt8], keyMarker: [UInt8], versionIDMarker: String, next: Position?, maxKeys: Int,
        urlEncodes: Bool, entries: [Entry], commonPrefixes: [[UInt8]]
    ) {
        self.name = name
        self.prefix = prefix
        self.delimiter = delimiter
        self.keyMarker = keyMarker
        self.versionIDMarker = versionIDMarker
        self.next = next
        self.maxKeys = maxKeys
        self.urlEncodes = urlEncodes
        self.entries = entries
        self.commonPrefixes = commonPrefixes
    }
}

extension ListVersionsResult {
    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListVersionsResult") { writer in
            writer.element("Name", name.rawValue)
            writer.element("Prefix", key: prefix, urlEncodes: urlEncodes)
            writer.element("KeyMarker", key: keyMarker, urlEncodes: urlEncodes)
            writer.element("VersionIdMarker", versionIDMarker)
            if let next {
                writer.element("NextKeyMarker", key: next.key, urlEncodes: urlEncodes)
                writer.element("NextVersionIdMarker", next.versionID?.rawValue ?? "")
            }
            writer.element("MaxKeys", String(maxKeys))
            writer.element("Delimiter", key: delimiter, urlEncodes: urlEncodes)
            if urlEncodes { writer.element("EncodingType", "url") }
            writer.element("IsTruncated", next != nil)
            for entry in entries { write(entry, to: &writer) }
            for prefix in commonPrefixes {
                writer.element("CommonPrefixes") { $0.element("Prefix", key: prefix, urlEncodes: urlEncodes) }
            }
        }
        return writer.bytes
    }

    private func write(_ entry: Entry, to writer: inout XMLWriter) {
        writer.element(entry.content == nil ? "DeleteMarker" : "Version") { writer in
            writer.element("Key", key: entry.key.bytes, urlEncodes: urlEncodes)
            writer.element("VersionId", entry.versionID.rawValue)
            writer.element("IsLatest", entry.isLatest)
            writer.element("LastModified", entry.lastModified.iso8601Milliseconds)
            entry.content?.write(to: &writer)
            entry.owner.write(to: &writer)
        }
    }
}

extension ListVersionsResult.Content {
    func write(to writer: inout XMLWriter) {
        writer.element("ETag", etag.headerValue)
        writer.element("Type", type)
        writer.element("Size", String(size))
        writer.element("StorageClass", storageClass.rawValue)
        if let restoreInfo { writer.element("RestoreInfo", restoreInfo.headerValue) }
    }
}
