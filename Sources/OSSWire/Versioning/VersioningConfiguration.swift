/// Whether a bucket keeps the versions of its objects.
///
/// OSS pages: "PutBucketVersioning", "GetBucketVersioning".
package struct VersioningConfiguration: Equatable, Sendable {
    /// `nil` when it was never set; a request always sets it.
    package var status: VersioningStatus?

    package static let maximumBytes = 64 * 1024

    package init(status: VersioningStatus? = nil) { self.status = status }

    /// Reads the body of PutBucketVersioning.
    /// - Throws: MalformedXML, also for another status; InvalidArgument when there is no status.
    package init(xml: [UInt8]) throws(OSSError) {
        let root = try XMLElement.configuration("VersioningConfiguration", xml, maximumBytes: Self.maximumBytes)
        try root.checkContent(once: ["Status"])
        guard let text = try root.leaf("Status"), !text.isEmpty else {
            throw .invalidArgument("The Versioning element must be specified.", name: "Status", value: "")
        }
        guard let status = VersioningStatus(known: text) else { throw .malformedXML }
        self.status = status
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("VersioningConfiguration") { writer in
            if let status { writer.element("Status", status.rawValue) }
        }
        return writer.bytes
    }

    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "VersioningConfiguration")
        status = root.filledText(of: "Status").map { VersioningStatus(rawValue: $0) }
    }
}
