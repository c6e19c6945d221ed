package import OSSSigning

/// The answer of ListParts.
///
/// OSS page: "ListParts".
package struct ListPartsResult: Sendable {
    package var bucket: BucketName
    package var key: ObjectKey
    package var uploadID: UploadID
    package var storageClass: StorageClass
    /// The part number after which this page begins; 0 for the first.
    package var partNumberMarker: Int
    /// The last part number of this page, which is there on the last page, too: clients require the element. An empty page repeats its marker.
    package var nextPartNumberMarker: Int
    package var maxParts: Int
    package var isTruncated: Bool
    /// The key is percent-encoded.
    package var urlEncodes: Bool
    package var parts: [Part]

    /// One part.
    package struct Part: Sendable {
        package var number: PartNumber
        package var lastModified: SigningTime
        package var etag: ETag
        package var size: Int64
        package var crc64: UInt64

        package init(number: PartNumber, lastModified: SigningTime, etag: ETag, size: Int64, crc64: UInt64) {
            self.number = number
            self.lastModified = lastModified
            self.etag = etag
            self.size = size
            self.crc64 = crc64
        }
    }

    package init(
        bucket: BucketName, key: ObjectKey, uploadID: UploadID, storageClass: StorageClass, partNumberMarker: Int, nextPartNumberMarker: Int,
        maxParts: Int, isTruncated: Bool, urlEncodes: Bool, parts: [Part]
    ) {
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
        self.storageClass = storageClass
        self.partNumberMarker = partNumberMarker
        self.nextPartNumberMarker = nextPartNumberMarker
        self.maxParts = maxParts
        self.isTruncated = isTruncated
        self.urlEncodes = urlEncodes
        self.parts = parts
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListPartsResult") { writer in
            if urlEncodes { writer.element("EncodingType", "url") }
            writer.element("Bucket", bucket.rawValue)
            writer.element("Key", key: key.bytes, urlEncodes: urlEncodes)
            writer.element("UploadId", uploadID.rawValue)
            writer.element("StorageClass", storageClass.rawValue)
            writer.element("PartNumberMarker", String(partNumberMarker))
            writer.element("NextPartNumberMarker", String(nextPartNumberMarker))
            writer.element("MaxParts", String(maxParts))
            writer.element("IsTruncated", isTruncated)
            for part in parts { part.write(to: &writer) }
        }
        return writer.bytes
    }
}

extension ListPartsResult.Part {
    func write(to writer: inout XMLWriter) {
        writer.element("Part") { writer in
            writer.element("PartNumber", String(number.rawValue))
            writer.element("LastModified", lastModified.iso8601Milliseconds)
            writer.element("ETag", etag.headerValue)
            writer.element("Size", String(size))
            writer.element("HashCrc64ecma", String(crc64))
        }
    }
}
