package import OSSSigning

/// The answer of ListMultipartUploads.
///
/// OSS page: "ListMultipartUploads".
package struct ListMultipartUploadsResult: Sendable {
    package var bucket: BucketName
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
    package var uploads: [Upload]
    package var commonPrefixes: [[UInt8]]

    /// A place in the list. The upload id is `nil` behind a common prefix.
    package struct Position: Sendable {
        package var key: [UInt8]
        package var uploadID: UploadID?

        package init(key: [UInt8], uploadID: UploadID?) {
            self.key = key
            self.uploadID = uploadID
        }
    }

    /// One upload that was begun and neither completed nor aborted.
    package struct Upload: Sendable {
        package var key: ObjectKey
        package var uploadID: UploadID
        package var storageClass: StorageClass
        package var initiated: SigningTime

        package init(key: ObjectKey, uploadID: UploadID, storageClass: StorageClass, initiated: SigningTime) {
            self.key = key
            self.uploadID = uploadID
            self.storageClass = storageClass
            self.initiated = initiated
        }
    }

    package init(
        bucket: BucketName, prefix: [UInt8], delimiter: [UInt8], keyMarker: [UInt8], uploadIDMarker: String, next: Position?, maxUploads: Int,
        urlEncodes: Bool, uploads: [Upload], commonPrefixes: [[UInt8]]
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
            writer.element("Bucket", bucket.rawValue)
            writer.element("KeyMarker", key: keyMarker, urlEncodes: urlEncodes)
            writer.element("UploadIdMarker", uploadIDMarker)
            writer.element("NextKeyMarker", key: next?.key ?? [], urlEncodes: urlEncodes)
            writer.element("NextUploadIdMarker", next?.uploadID?.rawValue ?? "")
            writer.element("Delimiter", key: delimiter, urlEncodes: urlEncodes)
            writer.element("Prefix", key: prefix, urlEncodes: urlEncodes)
            writer.element("MaxUploads", String(maxUploads))
            writer.element("IsTruncated", next != nil)
            for upload in uploads { write(upload, to: &writer) }
            for prefix in commonPrefixes {
                writer.element("CommonPrefixes") { $0.element("Prefix", key: prefix, urlEncodes: urlEncodes) }
            }
        }
        return writer.bytes
    }

    private func write(_ upload: Upload, to writer: inout XMLWriter) {
        writer.element("Upload") { writer in
            writer.element("Key", key: upload.key.bytes, urlEncodes: urlEncodes)
            writer.element("UploadId", upload.uploadID.rawValue)
            writer.element("StorageClass", upload.storageClass.rawValue)
            writer.element("Initiated", upload.initiated.iso8601Milliseconds)
        }
    }
}
