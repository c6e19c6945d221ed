/// The optional body of PutBucket.
///
/// OSS page: "PutBucket".
package struct CreateBucketConfiguration: Equatable, Sendable {
    /// The class of objects that name none themselves.
    package var storageClass: StorageClass
    /// How the bucket's data is spread.
    package var dataRedundancyType: DataRedundancyType

    /// The largest body that is read.
    package static let maximumBytes = 64 * 1024

    package init(storageClass: StorageClass = .standard, dataRedundancyType: DataRedundancyType = .locallyRedundant) {
        self.storageClass = storageClass
        self.dataRedundancyType = dataRedundancyType
    }

    /// Reads the body. An empty body and empty elements mean the defaults, since SDKs send them when nothing was chosen.
    /// - Throws: MalformedXML; InvalidArgument for a value that OSS does not know.
    package init(xml: [UInt8]) throws(OSSError) {
        self.init()
        guard !xml.isEmpty else { return }
        let root = try XMLElement.configuration("CreateBucketConfiguration", xml, maximumBytes: Self.maximumBytes)
        try root.checkContent(once: ["StorageClass", "DataRedundancyType"])
        if let text = try root.leaf("StorageClass"), !text.isEmpty {
            storageClass = try StorageClass(text, argument: "StorageClass")
        }
        if let text = try root.leaf("DataRedundancyType"), !text.isEmpty {
            guard let value = DataRedundancyType(known: text) else {
                throw .invalidArgument("The data redundancy type you specified is invalid.", name: "DataRedundancyType", value: text)
            }
            dataRedundancyType = value
        }
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("CreateBucketConfiguration") { writer in
            writer.element("StorageClass", storageClass.rawValue)
            writer.element("DataRedundancyType", dataRedundancyType.rawValue)
        }
        return writer.bytes
    }
}
