package import OSSSigning

/// The answer of CopyObject and of UploadPartCopy, which differ in the name of the root.
///
/// OSS pages: "CopyObject", "UploadPartCopy".
package struct CopyResult: Hashable, Sendable {
    package var kind: Kind
    package var lastModified: SigningTime?
    package var etag: ETag

    /// What was made. The raw value is the root element.
    package enum Kind: String, Sendable {
        case object = "CopyObjectResult"
        case part = "CopyPartResult"
    }

    package init(_ kind: Kind, lastModified: SigningTime?, etag: ETag) {
        self.kind = kind
        self.lastModified = lastModified
        self.etag = etag
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element(kind.rawValue) { writer in
            if let lastModified { writer.element("LastModified", lastModified.iso8601Milliseconds) }
            writer.element("ETag", etag.headerValue)
        }
        return writer.bytes
    }

    /// Reads an answer.
    package init(_ kind: Kind, answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: kind.rawValue)
        guard let etag = root.etag(of: "ETag") else { throw .missing("ETag") }
        self.init(kind, lastModified: root.time(of: "LastModified"), etag: etag)
    }
}
