/// The answer of ListParts.
///
/// OSS page: "ListParts".
package struct ListPartsDocument: Hashable, Sendable {
    package var bucket: String
    package var key: [UInt8]
    package var uploadID: String
    package var storageClass: StorageClass?
    /// The part number after which this page begins; 0 for the first.
    package var partNumberMarker: Int
    /// The last part number of this page, which is there on the last page, too: clients require the element. An empty page repeats its marker.
    package var nextPartNumberMarker: Int
    package var maxParts: Int
    package var isTruncated: Bool
    /// The key is percent-encoded.
    package var urlEncodes: Bool
    package var parts: [ListedPart]

    package init(
        bucket: String, key: [UInt8], uploadID: String, storageClass: StorageClass?, partNumberMarker: Int, nextPartNumberMarker: Int,
        maxParts: Int, isTruncated: Bool, urlEncodes: Bool, parts: [ListedPart]
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
            writer.element("Bucket", bucket)
            writer.element("Key", key: key, urlEncodes: urlEncodes)
            writer.element("UploadId", uploadID)
            if let storageClass { writer.element("StorageClass", storageClass.rawValue) }
            writer.element("PartNumberMarker", String(partNumberMarker))
            writer.element("NextPartNumberMarker", String(nextPartNumberMarker))
            writer.element("MaxParts", String(maxParts))
            writer.element("IsTruncated", isTruncated)
            for part in parts { part.write(to: &writer) }
        }
        return writer.bytes
    }

    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "ListPartsResult")
        urlEncodes = root.isURLEncoded
        bucket = root.text(of: "Bucket") ?? ""
        key = try root.keyBytes(of: "Key", urlEncoded: urlEncodes)
        uploadID = root.text(of: "UploadId") ?? ""
        storageClass = root.filledText(of: "StorageClass").map { StorageClass(rawValue: $0) }
        isTruncated = root.isTrue("IsTruncated")
        parts = try root.all("Part").map { element throws(XMLReadError) in try ListedPart(answer: element) }
        partNumberMarker = root.number(of: "PartNumberMarker") ?? 0
        nextPartNumberMarker = root.number(of: "NextPartNumberMarker") ?? parts.last?.number ?? partNumberMarker
        maxParts = root.number(of: "MaxParts") ?? parts.count
    }
}
