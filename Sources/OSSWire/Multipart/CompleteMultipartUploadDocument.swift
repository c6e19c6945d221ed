/// The answer of CompleteMultipartUpload.
///
/// OSS page: "CompleteMultipartUpload".
package struct CompleteMultipartUploadDocument: Hashable, Sendable {
    /// The URL of the object.
    package var location: String
    package var bucket: String
    package var key: [UInt8]
    package var etag: ETag
    /// The key is percent-encoded.
    package var urlEncodes: Bool

    package init(location: String, bucket: String, key: [UInt8], etag: ETag, urlEncodes: Bool) {
        self.location = location
        self.bucket = bucket
        self.key = key
        self.etag = etag
        self.urlEncodes = urlEncodes
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("CompleteMultipartUploadResult") { writer in
            if urlEncodes { writer.element("EncodingType", "url") }
            writer.element("Location", location)
            writer.element("Bucket", bucket)
            writer.element("Key", key: key, urlEncodes: urlEncodes)
            writer.element("ETag", etag.headerValue)
        }
        return writer.bytes
    }

    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "CompleteMultipartUploadResult")
        guard let etag = root.etag(of: "ETag") else { throw .missing("ETag") }
        urlEncodes = root.isURLEncoded
        location = root.text(of: "Location") ?? ""
        bucket = root.text(of: "Bucket") ?? ""
        key = try root.keyBytes(of: "Key", urlEncoded: urlEncodes)
        self.etag = etag
    }
}
