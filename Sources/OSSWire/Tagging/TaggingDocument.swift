/// The document of tags, of objects and of buckets.
///
/// OSS pages: "PutObjectTagging", "PutBucketTags".
package struct TaggingDocument: Hashable, Sendable {
    package let tags: [ResourceTag]

    package init(_ tags: [ResourceTag]) { self.tags = tags }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("Tagging") { writer in
            writer.element("TagSet") { writer in
                for tag in tags { tag.write(to: &writer) }
            }
        }
        return writer.bytes
    }

    /// Reads an answer. The rules for tags are those of whoever keeps them, so none is checked.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "Tagging")
        tags = (root["TagSet"]?.all("Tag") ?? []).map { ResourceTag(answer: $0) }
    }
}
