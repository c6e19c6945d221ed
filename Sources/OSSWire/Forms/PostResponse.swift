package import OSSSigning

/// The answer of PostObject when the form asks for status 201.
///
/// OSS page: "PostObject".
package struct PostResponse: Sendable {
    package var bucket: BucketName
    /// The URL of the object.
    package var location: String
    package var key: ObjectKey
    package var etag: ETag

    package init(bucket: BucketName, location: String, key: ObjectKey, etag: ETag) {
        self.bucket = bucket
        self.location = location
        self.key = key
        self.etag = etag
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("PostResponse") { writer in
            writer.element("Bucket", bucket.rawValue)
            writer.element("Location", location)
            writer.element("Key", key: key.bytes, urlEncodes: false)
            writer.element("ETag", etag.headerValue)
        }
        return writer.bytes
    }
}
