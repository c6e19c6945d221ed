/// Whether public access is blocked, for a bucket or for an account: public ACLs and public policy statements are then ignored, and cannot be set.
///
/// OSS pages: "PutBucketPublicAccessBlock", "PutPublicAccessBlock".
package struct PublicAccessBlockConfiguration: Equatable, Sendable {
    package var blockPublicAccess: Bool

    package static let maximumBytes = 64 * 1024
    /// What a bucket has whose configuration was deleted.
    package static let whenDeleted = PublicAccessBlockConfiguration(blockPublicAccess: false)

    package init(blockPublicAccess: Bool) { self.blockPublicAccess = blockPublicAccess }

    /// Reads a configuration.
    /// - Throws: MalformedXML, also when the element is missing.
    package init(xml: [UInt8]) throws(OSSError) {
        let root = try XMLElement.configuration("PublicAccessBlockConfiguration", xml, maximumBytes: Self.maximumBytes)
        try root.checkContent(once: ["BlockPublicAccess"])
        guard let value = try root.boolean("BlockPublicAccess") else { throw .malformedXML }
        blockPublicAccess = value
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("PublicAccessBlockConfiguration") { $0.element("BlockPublicAccess", blockPublicAccess) }
        return writer.bytes
    }

    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "PublicAccessBlockConfiguration")
        blockPublicAccess = root.isTrue("BlockPublicAccess")
    }
}
