/// The answer of ListMultipartUploads.
///
/// OSS page: "ListMultipartUploads".
package struct ListMultipartUploadsDocument: Hashable, Sendable {
    package var bucket: String
    package var prefix: [UInt8]
    package var delimiter: [UInt8]
    /// Where this page begins, as the request said it; empty for the first.
    package var keyMarker: [UInt8]
    package var uploadIDMarker: String
    /// Where the next page begins; `nil` on the last page, for which the elements are written empty: clients require them.
    package var next: Position?
    package var maxUploads: Int
    /// Keys are percent-encoded.
    package var urlEncodes: Bool
    package var uploads: [ListedUpload]
    package var commonPrefixes: [[UInt8]]

    /// A place in the list. The upload id is empty behind a common prefix.
    package struct Position: Hashable, Sendable {
        package var key: [UInt8]
        package var uploadID: String

        package init(key: [UInt8], uploadID: String) {
            self.key = key
            self.uploadID = uploadID
        }
    }

    package init(
        bucket: String, prefix: [UInt8], delimiter: [UInt8], keyMarker: [UInt8], uploadIDMarker: String, next: Position?, maxUploads: Int,
        urlEncodes: Bool, uploads: [ListedUpload], commonPrefixes: [[UInt8]]
    ) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.keyMarker = keyMarker
        self.uploadIDMarker = uploadIDMarker
        self.next = next
        self.maxUploads = maxUploads
        self.urlEncodes = urlEncodes
        self.uploads = uploads
        self.commonPrefixes = commonPrefixes
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListMultipartUploadsResult") { writer in
            if urlEncodes { writer.element("EncodingType", "url") }
            writer.element("Bucket", bucket)
            writer.element("KeyMarker", key: keyMarker, urlEncodes: urlEncodes)
            writer.element("UploadIdMarker", uploadIDMarker)
            writer.element("NextKeyMarker", key: next?.key ?? [], urlEncodes: urlEncodes)
            writer.element("NextUploadIdMarker", next?.uploadID ?? "")
            writer.element("Delimiter", key: delimiter, urlEncodes: urlEncodes)
            writer.element("Prefix", key: prefix, urlEncodes: urlEncodes)
            writer.element("MaxUploads", String(maxUploads))
            writer.element("IsTruncated", next != nil)
            for upload in uploads { upload.write(to: &writer, urlEncodes: urlEncodes) }
            for prefix in commonPrefixes {
                writer.element("CommonPrefixes") { $0.element("Prefix", key: prefix, urlEncodes: urlEncodes) }
            }
        }
        return writer.bytes
    }

    /// Reads an answer. A page that says it is truncated and not where the next one begins is refused: what follows would be lost.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "ListMultipartUploadsResult")
        let urlEncodes = root.isURLEncoded
        self.urlEncodes = urlEncodes
        bucket = root.text(of: "Bucket") ?? ""
        prefix = try root.keyBytes(of: "Prefix", urlEncoded: urlEncodes)
        delimiter = try root.keyBytes(of: "Delimiter", urlEncoded: urlEncodes)
        keyMarker = try root.keyBytes(of: "KeyMarker", urlEncoded: urlEncodes)
        uploadIDMarker = root.text(of: "UploadIdMarker") ?? ""
        uploads = try root.all("Upload").map { element throws(XMLReadError) in try ListedUpload(answer: element, urlEncoded: urlEncodes) }
        commonPrefixes = try root.commonPrefixes(urlEncoded: urlEncodes)
        maxUploads = root.number(of: "MaxUploads") ?? uploads.count
        guard root.isTrue("IsTruncated") else { return }
        let nextKey = try root.keyBytes(of: "NextKeyMarker", urlEncoded: urlEncodes)
        guard !nextKey.isEmpty else { throw .missing("NextKeyMarker") }
        next = Position(key: nextKey, uploadID: root.text(of: "NextUploadIdMarker") ?? "")
    }
}
