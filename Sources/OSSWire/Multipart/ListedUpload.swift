public import OSSSigning

/// An upload that was begun and neither completed nor aborted, as ListMultipartUploads shows it.
///
/// OSS page: "ListMultipartUploads".
public struct ListedUpload: Hashable, Sendable {
    /// The object that it is to become.
    public let key: ObjectKey
    /// Opaque text.
    public let uploadID: String
    /// The class of the object.
    public let storageClass: StorageClass?
    /// When it was begun.
    public let initiated: SigningTime?

    package init(key: ObjectKey, uploadID: String, storageClass: StorageClass?, initiated: SigningTime?) {
        self.key = key
        self.uploadID = uploadID
        self.storageClass = storageClass
        self.initiated = initiated
    }
}

extension ListedUpload {
    /// Reads an `Upload` element.
    init(answer element: XMLElement, urlEncoded: Bool) throws(XMLReadError) {
        self.init(
            key: try element.key(of: "Key", urlEncoded: urlEncoded), uploadID: try element.requiredText(of: "UploadId"),
            storageClass: element.filledText(of: "StorageClass").map { StorageClass(rawValue: $0) }, initiated: element.time(of: "Initiated"))
    }

    func write(to writer: inout XMLWriter, urlEncodes: Bool) {
        writer.element("Upload") { writer in
            writer.element("Key", key: key.bytes, urlEncodes: urlEncodes)
            writer.element("UploadId", uploadID)
            if let storageClass { writer.element("StorageClass", storageClass.rawValue) }
            if let initiated { writer.element("Initiated", initiated.iso8601Milliseconds) }
        }
    }
}
