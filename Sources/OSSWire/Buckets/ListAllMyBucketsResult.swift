import OSSSigning

/// The answer of ListBuckets.
///
/// OSS page: "ListBuckets (GetService)".
package struct ListAllMyBucketsResult: Hashable, Sendable {
    /// Whose buckets they are.
    package let owner: Owner?
    /// What the request asked for; `nil` leaves the element out.
    package let prefix: String?
    package let marker: String?
    package let maxKeys: Int?
    /// Where the next page begins, if there is one.
    package let nextMarker: String?
    package let buckets: [ListedBucket]

    package init(
        owner: Owner, prefix: String? = nil, marker: String? = nil, maxKeys: Int? = nil, nextMarker: String? = nil, buckets: [ListedBucket]
    ) {
        self.owner = owner
        self.prefix = prefix
        self.marker = marker
        self.maxKeys = maxKeys
        self.nextMarker = nextMarker
        self.buckets = buckets
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListAllMyBucketsResult") { writer in
            if let prefix { writer.element("Prefix", prefix) }
            if let marker { writer.element("Marker", marker) }
            if let maxKeys { writer.element("MaxKeys", String(maxKeys)) }
            writer.element("IsTruncated", nextMarker != nil)
            if let nextMarker { writer.element("NextMarker", nextMarker) }
            owner?.write(to: &writer)
            writer.element("Buckets") { writer in
                for bucket in buckets { bucket.write(to: &writer) }
            }
        }
        return writer.bytes
    }

    /// Reads an answer. A page that says it is truncated and not where the next one begins is refused: what follows would be lost.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "ListAllMyBucketsResult")
        owner = Owner(below: root)
        prefix = root.text(of: "Prefix")
        marker = root.text(of: "Marker")
        maxKeys = root.number(of: "MaxKeys")
        buckets = try (root["Buckets"]?.all("Bucket") ?? []).map { element throws(XMLReadError) in try ListedBucket(answer: element) }
        nextMarker = root.isTrue("IsTruncated") ? try root.requiredText(of: "NextMarker") : nil
    }
}
