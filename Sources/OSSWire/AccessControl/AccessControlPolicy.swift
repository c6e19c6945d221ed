/// The answer of GetObjectACL and GetBucketACL.
///
/// OSS pages: "GetObjectACL", "GetBucketAcl".
package struct AccessControlPolicy: Hashable, Sendable {
    package var owner: Owner?
    /// The canned list as text: `default`, `private`, `public-read`, `public-read-write`.
    package var grant: String

    package init(owner: Owner, grant: ObjectACL) {
        self.owner = owner
        self.grant = grant.rawValue
    }

    package init(owner: Owner, grant: BucketACL) {
        self.owner = owner
        self.grant = grant.rawValue
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("AccessControlPolicy") { writer in
            owner?.write(to: &writer)
            writer.element("AccessControlList") { $0.element("Grant", grant) }
        }
        return writer.bytes
    }

    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "AccessControlPolicy")
        owner = Owner(below: root)
        guard let list = root["AccessControlList"] else { throw .missing("AccessControlList") }
        grant = try list.requiredText(of: "Grant")
    }
}
