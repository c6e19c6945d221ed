package import OSSSigning

/// What PostObject answers with when `success_action_status` is 201.
///
/// OSS page: "PostObject".
package struct PostResponse: Sendable {
    package let bucket: BucketName
    /// The object's URL.
    package let location: String
    package let key: ObjectKey
    /// With its quotes, as in the header.
    package let etag: String

    package init(bucket: BucketName, location: String, key: ObjectKey, etag: String) {
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
            writer.element("Key", key.text)
            writer.element("ETag", etag)
        }
        return writer.bytes
    }
}
