public import OSSSigning

/// What is to be deleted: an object, or one version of it.
///
/// OSS page: "DeleteMultipleObjects".
public struct ObjectToDelete: Hashable, Sendable {
    /// Its key.
    public var key: ObjectKey
    /// The version, opaque text; without one the object goes, or a delete marker comes upon it.
    public var versionID: String?

    /// An object, or one version of it.
    public init(key: ObjectKey, versionID: String? = nil) {
        self.key = key
        self.versionID = versionID
    }
}

extension DeleteRequest {
    /// The body as a client writes it.
    package static func xml(_ objects: [ObjectToDelete], isQuiet: Bool) -> [UInt8] {
        var writer = XMLWriter()
        writer.element("Delete") { writer in
            writer.element("Quiet", isQuiet)
            for object in objects {
                writer.element("Object") { writer in
                    writer.element("Key", referencing: object.key.text)
                    if let versionID = object.versionID { writer.element("VersionId", versionID) }
                }
            }
        }
        return writer.bytes
    }
}
