/// The answer of InitiateMultipartUpload.
///
/// OSS page: "InitiateMultipartUpload".
package struct InitiateMultipartUploadDocument: Hashable, Sendable {
    package var bucket: String
    package var key: [UInt8]
    /// Opaque text.
    package var uploadID: String
    /// The key is percent-encoded.
    package var urlEncodes: Bool

    package init(bucket: String, key: [UInt8], uploadID: String, urlEncodes: Bool) {
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
        self.urlEncodes = urlEncodes
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("InitiateMultipartUploadResult") { writer in
            if urlEncodes { writer.element("EncodingType", "url") }
            writer.element("Bucket", bucket)
            writer.element("Key", key: key, urlEncodes: urlEncodes)
            writer.element("UploadId", uploadID)
        }
        return writer.bytes
    }

    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "InitiateMultipartUploadResult")
        urlEncodes = root.isURLEncoded
        bucket = root.text(of: "Bucket") ?? ""
        key = try root.keyBytes(of: "Key", urlEncoded: urlEncodes)
        uploadID = try root.requiredText(of: "UploadId")
    }
}
