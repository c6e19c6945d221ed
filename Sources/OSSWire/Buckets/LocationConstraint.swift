package import OSSSigning

/// The answer of GetBucketLocation: `oss-` and the region.
///
/// OSS page: "GetBucketLocation".
package struct LocationConstraint: Equatable, Sendable {
    /// Where the bucket lives, `oss-cn-hangzhou`.
    package let location: String

    package init(region: Region) { location = "oss-\(region)" }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("LocationConstraint", location)
        return writer.bytes
    }

    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        location = try XMLElement.answer(xml, root: "LocationConstraint").text
        guard !location.isEmpty else { throw .missing("LocationConstraint") }
    }
}
