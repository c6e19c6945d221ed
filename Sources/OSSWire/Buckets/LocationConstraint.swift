package import OSSSigning

/// The answer of GetBucketLocation: `oss-` and the region.
///
/// OSS page: "GetBucketLocation".
package struct LocationConstraint: Equatable, Sendable {
    /// Where the bucket lives.
    package let region: Region

    package init(region: Region) { self.region = region }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("LocationConstraint", "oss-\(region)")
        return writer.bytes
    }
}
