public import OSSSigning

/// One object that DeleteMultipleObjects was asked to delete, whether it was there or not.
///
/// OSS page: "DeleteMultipleObjects".
public struct DeletedObject: Hashable, Sendable {
    /// Its key.
    public let key: ObjectKey
    /// The version that the request named.
    public let versionID: String?
    /// Whether a delete marker was made, or was deleted by its version.
    public let isDeleteMarker: Bool
    /// The version of that delete marker.
    public let deleteMarkerVersionID: String?

    package init(key: ObjectKey, versionID: String? = nil, isDeleteMarker: Bool = false, deleteMarkerVersionID: String? = nil) {
        self.key = key
        self.versionID = versionID
        self.isDeleteMarker = isDeleteMarker
        self.deleteMarkerVersionID = deleteMarkerVersionID
    }
}

/// The answer of DeleteMultipleObjects. A quiet request is answered with no document at all.
///
/// OSS page: "DeleteMultipleObjects".
package struct DeleteResult: Hashable, Sendable {
    /// Keys are percent-encoded.
    package var urlEncodes: Bool
    package var deleted: [DeletedObject]

    package init(urlEncodes: Bool, deleted: [DeletedObject]) {
        self.urlEncodes = urlEncodes
        self.deleted = deleted
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("DeleteResult") { writer in
            if urlEncodes { writer.element("EncodingType", "url") }
            for object in deleted { write(object, to: &writer) }
        }
        return writer.bytes
    }

    private func write(_ object: DeletedObject, to writer: inout XMLWriter) {
        writer.element("Deleted") { writer in
            writer.element("Key", key: object.key.bytes, urlEncodes: urlEncodes)
            if let versionID = object.versionID { writer.element("VersionId", versionID) }
            if object.isDeleteMarker { writer.element("DeleteMarker", true) }
            if let marker = object.deleteMarkerVersionID { writer.element("DeleteMarkerVersionId", marker) }
        }
    }

    /// Reads an answer; no bytes are the answer to a quiet request.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        guard !xml.isEmpty else {
            self.init(urlEncodes: false, deleted: [])
            return
        }
        let root = try XMLElement.answer(xml, root: "DeleteResult")
        let urlEncodes = root.isURLEncoded
        let deleted = try root.all("Deleted").map { element throws(XMLReadError) in
            DeletedObject(
                key: try element.key(of: "Key", urlEncoded: urlEncodes), versionID: element.filledText(of: "VersionId"),
                isDeleteMarker: element.isTrue("DeleteMarker"), deleteMarkerVersionID: element.filledText(of: "DeleteMarkerVersionId"))
        }
        self.init(urlEncodes: urlEncodes, deleted: deleted)
    }
}
