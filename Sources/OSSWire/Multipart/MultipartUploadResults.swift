package import OSSSigning

/// The answer of InitiateMultipartUpload.
///
/// OSS page: "InitiateMultipartUpload".
package struct InitiateMultipartUploadResult: Sendable {
    package var bucket: BucketName
    package var key: ObjectKey
    package var uploadID: UploadID
    /// The key is percent-encoded.
    package var urlEncodes: Bool

    package init(bucket: BucketName, key: ObjectKey, uploadID: UploadID, urlEncodes: Bool) {
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
            writer.element("Bucket", bucket.rawValue)
            writer.element("Key", key: key.bytes, urlEncodes: urlEncodes)
            writer.element("UploadId", uploadID.rawValue)
        }
        return writer.bytes
    }
}

/// The answer of CompleteMultipartUpload.
///
/// OSS page: "CompleteMultipartUpload".
package struct CompleteMultipartUploadResult: Sendable {
    /// The URL of the object.
    package var location: String
    package var bucket: BucketName
    package var key: ObjectKey
    package var etag: ETag
    /// The key is percent-encoded.
    package var urlEncodes: Bool

    package init(location: String, bucket: BucketName, key: ObjectKey, etag: ETag, urlEncodes: Bool) {
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
            writer.element("Bucket", bucket.rawValue)
            writer.element("Key", key: key.bytes, urlEncodes: urlEncodes)
            writer.element("ETag", etag.headerValue)
        }
        return writer.bytes
    }
}
