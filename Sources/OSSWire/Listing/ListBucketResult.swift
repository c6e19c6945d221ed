package import OSSSigning

/// The answer of ListObjects and ListObjectsV2.
///
/// OSS pages: "ListObjects (GetBucket)", "ListObjectsV2 (GetBucketV2)".
package struct ListBucketResult: Sendable {
    package var name: BucketName
    package var prefix: [UInt8]
    package var delimiter: [UInt8]
    package var maxKeys: Int
    package var isTruncated: Bool
    /// Keys are percent-encoded, which lets control characters survive XML.
    package var urlEncodes: Bool
    /// What only one of the two versions has.
    package var page: Page
    package var contents: [Contents]
    package var commonPrefixes: [[UInt8]]

    package enum Page: Sendable {
        case v1(marker: [UInt8], nextMarker: [UInt8]?)
        /// Tokens are opaque text.
        case v2(startAfter: [UInt8]?, continuationToken: String?, nextContinuationToken: String?)
    }

    /// One object.
    package struct Contents: Sendable {
        package var key: ObjectKey
        package var lastModified: SigningTime
        package var etag: ETag
        package var type: String
        package var size: Int64
        package var storageClass: StorageClass
        /// How far the restoring of an archived object is; `nil` for one that was never restored.
        package var restoreInfo: RestoreInfo?
        package var owner: Owner?

        package init(
            key: ObjectKey, lastModified: SigningTime, etag: ETag, type: String, size: Int64, storageClass: StorageClass,
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

    package init(
        name: BucketName, prefix: [UInt8], delimiter: [UInt8], maxKeys: Int, isTruncated: Bool, urlEncodes: Bool, page: Page,
        contents: [Contents], commonPrefixes: [[UInt8]]
    ) {
        self.name = name
        self.prefix = prefix
        self.delimiter = delimiter
        self.maxKeys = maxKeys
        self.isTruncated = isTruncated
        self.urlEncodes = urlEncodes
        self.page = page
        self.contents = contents
        self.commonPrefixes = commonPrefixes
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListBucketResult") { writer in
            writer.element("Name", name.rawValue)
            writer.element("Prefix", key: prefix, urlEncodes: urlEncodes)
            writePage(to: &writer)
            writer.element("MaxKeys", String(maxKeys))
            writer.element("Delimiter", key: delimiter, urlEncodes: urlEncodes)
            if urlEncodes { writer.element("EncodingType", "url") }
            writer.element("IsTruncated", isTruncated)
            for object in contents { write(object, to: &writer) }
            for prefix in commonPrefixes { writer.element("CommonPrefixes") { $0.element("Prefix", key: prefix, urlEncodes: urlEncodes) } }
        }
        return writer.bytes
    }

    private func writePage(to writer: inout XMLWriter) {
        switch page {
        case .v1(let marker, let nextMarker):
            writer.element("Marker", key: marker, urlEncodes: urlEncodes)
            if let nextMarker { writer.element("NextMarker", key: nextMarker, urlEncodes: urlEncodes) }
        case .v2(let startAfter, let token, let nextToken):
            if let startAfter { writer.element("StartAfter", key: startAfter, urlEncodes: urlEncodes) }
            if let token { writer.element("ContinuationToken", key: Array(token.utf8), urlEncodes: urlEncodes) }
            if let nextToken { writer.element("NextContinuationToken", key: Array(nextToken.utf8), urlEncodes: urlEncodes) }
            writer.element("KeyCount", String(contents.count + commonPrefixes.count))
        }
    }

    private func write(_ object: Contents, to writer: inout XMLWriter) {
        writer.element("Contents") { writer in
            writer.element("Key", key: object.key.bytes, urlEncodes: urlEncodes)
            writer.element("LastModified", object.lastModified.iso8601Milliseconds)
            writer.element("ETag", object.etag.headerValue)
            writer.element("Type", object.type)
            writer.element("Size", String(object.size))
            writer.element("StorageClass", object.storageClass.rawValue)
            if let restoreInfo = object.restoreInfo { writer.element("RestoreInfo", restoreInfo.headerValue) }
            object.owner?.write(to: &writer)
        }
    }
}
