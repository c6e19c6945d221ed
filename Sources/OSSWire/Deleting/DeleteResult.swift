package import OSSSigning

/// The answer of DeleteMultipleObjects. A quiet request is answered with no document at all.
///
/// OSS page: "DeleteMultipleObjects".
package struct DeleteResult: Sendable {
    /// Keys are percent-encoded.
    package var urlEncodes: Bool
    package var deleted: [Deleted]

    /// One object of the request, whether it was there or not.
    package struct Deleted: Sendable {
        package var key: ObjectKey
        /// The version that the request named.
        package var versionID: VersionID?
        /// The delete marker that was made, or that was deleted by its version.
        package var deleteMarker: VersionID?

        package init(key: ObjectKey, versionID: VersionID? = nil, deleteMarker: VersionID? = nil) {
            self.key = key
            self.versionID = versionID
            self.deleteMarker = deleteMarker
        }
    }

    package init(urlEncodes: Bool, deleted: [Deleted]) {
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

    private func write(_ object: Deleted, to writer: inout XMLWriter) {
        writer.element("Deleted") { writer in
            writer.element("Key", key: object.key.bytes, urlEncodes: urlEncodes)
            if let versionID = object.versionID { writer.element("VersionId", versionID.rawValue) }
            if let marker = object.deleteMarker {
                writer.element("DeleteMarker", true)
                writer.element("DeleteMarkerVersionId", marker.rawValue)
            }
        }
    }
}
