/// The answer of ListLiveChannel, always empty: clients ask for it before they delete a bucket, and this server has no live channels.
///
/// OSS page: "ListLiveChannel".
package struct ListLiveChannelResult: Equatable, Sendable {
    /// What the request asked for.
    package let prefix: String
    package let marker: String
    package let maxKeys: Int

    package init(prefix: String = "", marker: String = "", maxKeys: Int = 100) {
        self.prefix = prefix
        self.marker = marker
        self.maxKeys = maxKeys
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListLiveChannelResult") { writer in
            writer.element("Prefix", prefix)
            writer.element("Marker", marker)
            writer.element("MaxKeys", String(maxKeys))
            writer.element("IsTruncated", "false")
        }
        return writer.bytes
    }
}
