package import OSSSigning

/// The body of DeleteMultipleObjects: 1 to 1000 objects.
///
/// Keys stand in the document as they are. `encoding-type=url`, which the SDKs send with the request, is about the answer only: they escape keys
/// for XML, control characters as character references, and do not percent-encode them.
///
/// OSS page: "DeleteMultipleObjects".
package struct DeleteRequest: Sendable {
    /// The most objects of one request.
    package static let maximumObjects = 1000
    /// The longest body, in bytes.
    package static let maximumBytes = 2 * 1024 * 1024

    /// The answer has no document.
    package let isQuiet: Bool
    /// In the order of the document; an object may occur twice.
    package let objects: [Object]

    /// What is to be deleted: an object, or one version of it.
    package struct Object: Hashable, Sendable {
        package let key: ObjectKey
        package let versionID: VersionID?

        package init(key: ObjectKey, versionID: VersionID? = nil) {
            self.key = key
            self.versionID = versionID
        }
    }

    /// - Throws: MalformedXML, also for no objects or more than 1000; InvalidObjectName.
    package init(xml: [UInt8]) throws(OSSError) {
        let listed: [(key: String, versionID: VersionID?)]
        do { (isQuiet, listed) = try Self.read(xml) } catch { throw .malformedXML(error, ec: "0016-00000608") }
        var objects: [Object] = []
        objects.reserveCapacity(listed.count)
        for (key, versionID) in listed { objects.append(Object(key: try ObjectKey(received: Array(key.utf8)), versionID: versionID)) }
        self.objects = objects
    }

    private static func read(_ xml: [UInt8]) throws(XMLReadError) -> (isQuiet: Bool, listed: [(key: String, versionID: VersionID?)]) {
        let root = try XMLElement.read(xml, root: "Delete")
        let elements = try root.all("Object", limit: maximumObjects)
        guard !elements.isEmpty else { throw .missing("Object") }
        var listed: [(key: String, versionID: VersionID?)] = []
        listed.reserveCapacity(elements.count)
        for element in elements {
            let key = try element.required("Key").value()
            guard !key.isEmpty else { throw .invalid("Key") }
            listed.append((key, try versionID(element)))
        }
        return (try isQuiet(root), listed)
    }

    private static func isQuiet(_ root: XMLElement) throws(XMLReadError) -> Bool {
        switch ASCII.lowercased(try root.only("Quiet")?.word() ?? "") {
        case "", "false": return false
        case "true": return true
        default: throw .invalid("Quiet")
        }
    }

    /// An empty version is refused rather than ignored: without it, another version would go.
    private static func versionID(_ object: XMLElement) throws(XMLReadError) -> VersionID? {
        guard let element = try object.only("VersionId") else { return nil }
        guard let versionID = VersionID(try element.word()) else { throw .invalid("VersionId") }
        return versionID
    }
}
