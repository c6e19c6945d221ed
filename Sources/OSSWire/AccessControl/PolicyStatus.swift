/// Whether the policy of a bucket allows everybody something.
///
/// OSS page: "GetBucketPolicyStatus".
package struct PolicyStatus: Equatable, Sendable {
    package var isPublic: Bool

    package init(isPublic: Bool) { self.isPublic = isPublic }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("PolicyStatus") { $0.element("IsPublic", isPublic) }
        return writer.bytes
    }

    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "PolicyStatus")
        isPublic = root.isTrue("IsPublic")
    }
}
