/// The tags of a bucket, in the order in which they came.
///
/// OSS pages: "PutBucketTags", "GetBucketTags".
package struct BucketTagging: Equatable, Sendable {
    package let tags: [ResourceTag]

    package static let maximumBytes = 64 * 1024
    /// OSS's limits for buckets, which are not those for objects.
    package static let maximumCount = 20
    package static let maximumKeyBytes = 64
    package static let maximumValueBytes = 128

    /// No tags, which is also what a bucket without tags answers.
    package init() { tags = [] }

    /// Tags that were checked before.
    package init(_ tags: [ResourceTag]) { self.tags = tags }

    /// Reads the body of PutBucketTags.
    /// - Throws: MalformedXML, TooManyTags, InvalidTag, RepeatedTags.
    package init(xml: [UInt8]) throws(OSSError) {
        let root = try XMLElement.configuration("Tagging", xml, maximumBytes: Self.maximumBytes)
        try root.checkContent(once: ["TagSet"])
        guard let set = root["TagSet"] else { throw .malformedXML }
        try set.checkContent(once: [], often: ["Tag"])
        guard set.children.count <= Self.maximumCount else {
            throw Self.refusal(.tooManyTags, "The number of tags must not exceed \(Self.maximumCount).")
        }
        var tags: [ResourceTag] = []
        for child in set.children {
            let tag = try ResourceTag(child)
            try Self.check(tag)
            guard !tags.contains(where: { $0.key.utf8.elementsEqual(tag.key.utf8) }) else {
                throw Self.refusal(.repeatedTags, "Tag keys must be unique.")
            }
            tags.append(tag)
        }
        self.tags = tags
    }

    /// The document as XML.
    package var xml: [UInt8] { TaggingDocument(tags).xml }

    private static func check(_ tag: ResourceTag) throws(OSSError) {
        let prefix = tag.key.utf8.prefix(8)
        let isReserved = ["http://", "https://", "Aliyun"].contains { prefix.starts(with: $0.utf8) }
        guard (1...maximumKeyBytes).contains(tag.key.utf8.count), !isReserved, tag.key.utf8.allSatisfy(isText) else {
            throw refusal(.invalidTag, "The tag key you specified is invalid.")
        }
        guard tag.value.utf8.count <= maximumValueBytes, tag.value.utf8.allSatisfy(isText) else {
            throw refusal(.invalidTag, "The tag value you specified is invalid.")
        }
    }

    /// Control characters do not survive XML.
    private static func isText(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F }

    private static func refusal(_ code: ErrorCode, _ message: String) -> OSSError {
        OSSError(status: 400, code: code, message: message)
    }
}
